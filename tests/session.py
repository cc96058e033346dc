"""A server in memory that tells, asks and answers, for tests of what is known afterwards."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from codex_tui.runtime.records import inbound_record, outbound_record
from codex_tui.state.changes import Change
from codex_tui.state.events import LinkChanged, LinkState, Received, RequestKey, Sent, StateEvent
from codex_tui.state.fold import fold
from codex_tui.state.model import Model
from codex_tui.state.timeline import Timeline
from codex_tui.state.wire_log import MessageKind
from codex_tui.wire.connection import Connection, ResponseReceived
from codex_tui.wire.envelope import RequestId

STARTED_AT = 1_000_000.0
COMMAND_APPROVAL = "item/commandExecution/requestApproval"


class Session:
    """A model and the connection that feeds it; each message comes one second after the one before."""

    def __init__(self) -> None:
        self.model = Model()
        self.at = STARTED_AT
        self.generation = 1
        self._connection = Connection()

    def fold(self, event: StateEvent) -> list[Change]:
        """Something that the worker reports."""
        return fold(self.model, event)

    def tell(self, method: str, **params: Any) -> list[Change]:
        """A notification."""
        return self._serve({"method": method, "params": params}, None)

    def ask(self, request_id: RequestId, method: str = COMMAND_APPROVAL, **params: Any) -> RequestKey:
        """A server request."""
        self._serve({"id": request_id, "method": method, "params": params}, None)
        return RequestKey(self.generation, request_id)

    def answer(self, method: str, result: Any, **asked: Any) -> list[Change]:
        """The result of a request of ours with the parameters `asked`."""
        request_id, _ = self._connection.send_request(method, asked)
        return self._serve({"id": request_id, "result": result}, asked)

    def reply(self, request_id: RequestId) -> list[Change]:
        """Our answer to a server request."""
        self.at += 1
        line = to_json({"id": request_id, "result": {}})
        return self.fold(Sent(outbound_record(MessageKind.RESULT, "", request_id, None, line, self.at)))

    def fail(self, method: str, message: str) -> list[Change]:
        """An error for a request of ours."""
        request_id, _ = self._connection.send_request(method)
        return self._serve({"id": request_id, "error": {"code": -32600, "message": message}}, None)

    def lose(self, detail: str = "") -> list[Change]:
        """The server is gone; the next one has its own ids and generation."""
        self.at += 1
        changes = self.fold(LinkChanged(self.at, LinkState.LOST, self.generation, detail))
        self.generation += 1
        self._connection = Connection()
        return changes

    def timeline(self, thread_id: str = "t") -> Timeline:
        """What is known of a thread; raises KeyError where nothing is."""
        return self.model.timelines[thread_id]

    def start_turn(self, turn_id: str = "u", thread_id: str = "t") -> None:
        """A turn begins."""
        self.tell("turn/started", threadId=thread_id, turn={"id": turn_id, "status": "inProgress"})

    def end_turn(self, turn_id: str = "u", thread_id: str = "t", status: str = "completed") -> list[Change]:
        """A turn ends."""
        return self.tell("turn/completed", threadId=thread_id, turn={"id": turn_id, "status": status})

    def start_item(self, item_id: str, item_type: str, turn_id: str = "u", thread_id: str = "t", **rest: Any) -> None:
        """An item begins."""
        item = {"type": item_type, "id": item_id, **rest}
        self.tell("item/started", threadId=thread_id, turnId=turn_id, item=item)

    def end_item(self, item_id: str, item_type: str, turn_id: str = "u", thread_id: str = "t", **rest: Any) -> None:
        """An item ends."""
        item = {"type": item_type, "id": item_id, **rest}
        self.tell("item/completed", threadId=thread_id, turnId=turn_id, item=item)

    def _serve(self, message: dict[str, Any], asked: Any) -> list[Change]:
        changes: list[Change] = []
        self.at += 1
        for event in self._connection.receive(to_json(message) + b"\n"):
            params = asked if isinstance(event, ResponseReceived) else None
            changes += self.fold(Received(inbound_record(event, self.at), event, self.generation, params))
        return changes
