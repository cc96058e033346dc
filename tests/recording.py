"""Reads the sessions in `tests/recordings` and turns them into what the worker would report of them.

The same recordings drive the tests of protocol, state and screen. Times are those of the recording, counted from one
fixed moment, so that nothing depends on when a test runs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from codex_tui.runtime.records import inbound_record, outbound_record
from codex_tui.runtime.redaction import redacted_line
from codex_tui.state.events import Received, Sent, StateEvent
from codex_tui.state.fold import fold
from codex_tui.state.model import Model
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import Connection, ResponseReceived
from codex_tui.wire.envelope import ErrorResponse, Notification, Request, RequestId, Response, parse_line
from codex_tui.wire.errors import LocalProtocolError

RECORDINGS_PATH = Path(__file__).parent / "recordings"
STARTED_AT = 1_795_423_032.0
"""When every recording starts, in Unix seconds."""


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """One line as it went over the wire, without its newline; `at` in Unix seconds."""

    at: float
    direction: Direction
    line: bytes

    @property
    def message(self) -> Any:
        """The parsed line; None where it is no JSON."""
        try:
            return from_json(self.line)
        except ValueError:
            return None


def names() -> list[str]:
    """The names of all recordings."""
    return sorted(path.stem for path in RECORDINGS_PATH.glob("*.jsonl"))


@cache
def load(name: str) -> tuple[RecordedLine, ...]:
    """The lines of one recording."""
    rows = (RECORDINGS_PATH / f"{name}.jsonl").read_bytes().splitlines()
    return tuple(map(_recorded_line, map(from_json, rows)))


def _recorded_line(row: dict[str, Any]) -> RecordedLine:
    message = row["msg"]
    line = message.encode() if isinstance(message, str) else to_json(message)
    direction = Direction.INBOUND if row["dir"] == "in" else Direction.OUTBOUND
    return RecordedLine(STARTED_AT + row["t"] / 1000, direction, line)


def events(name: str, generation: int = 1) -> list[StateEvent]:
    """What a worker would have reported of this session, line by line."""
    return list(events_of(load(name), generation))


def events_of(lines: Iterable[RecordedLine], generation: int = 1) -> Iterator[StateEvent]:
    """Feed lines to a connection: what we sent registers with it, so that answers find their requests."""
    connection = Connection()
    asked: dict[RequestId, Any] = {}
    for recorded in lines:
        if recorded.direction is Direction.OUTBOUND:
            record = _sent_record(recorded)
            if not record.method and record.id is not None:
                record.method = connection.unanswered.get(record.id, "")
            _register(connection, asked, recorded)
            yield Sent(record)
            continue
        for event in connection.receive(recorded.line + b"\n"):
            params = asked.get(event.id) if isinstance(event, ResponseReceived) else None
            yield Received(inbound_record(event, recorded.at), event, generation, params)


def _register(connection: Connection, asked: dict[RequestId, Any], recorded: RecordedLine) -> None:
    # Some recordings answer twice or under a wrong id on purpose.
    with contextlib.suppress(LocalProtocolError):
        match parse_line(recorded.line):
            case Request(_, method, params):
                # The recorded client numbered its requests from 1, as `Connection` does.
                asked[connection.send_request(method, params)[0]] = params
            case Response(request_id, result):
                connection.send_result(request_id, result)
            case ErrorResponse(int() | str() as request_id, code, message):
                connection.send_error(request_id, code, message)


def kept_line(recorded: RecordedLine, answered: ResponseReceived | None = None) -> bytes:
    """The line as the wire log keeps it, without its secrets; `answered` says what an answer of the server's is to."""
    if recorded.direction is Direction.OUTBOUND:
        return _sent_record(recorded).line
    if answered is not None:
        kind = MessageKind.RESULT if answered.error is None else MessageKind.ERROR
        return redacted_line(kind, answered.method, recorded.line)
    method = recorded.message.get("method") if isinstance(recorded.message, dict) else None
    return redacted_line(MessageKind.NOTIFICATION, method if isinstance(method, str) else "", recorded.line)


def _sent_record(recorded: RecordedLine) -> WireRecord:
    kind, method, request_id, params = _outbound_facts(recorded.line)
    return outbound_record(kind, method, request_id, params, recorded.line, recorded.at)


def _outbound_facts(line: bytes) -> tuple[MessageKind, str, RequestId | None, Any]:
    match parse_line(line):
        case Request(request_id, method, params):
            return MessageKind.REQUEST, method, request_id, params
        case Notification(method, params):
            return MessageKind.NOTIFICATION, method, None, params
        case Response(request_id):
            return MessageKind.RESULT, "", request_id, None
        case ErrorResponse(request_id):
            return MessageKind.ERROR, "", request_id, None
        case _:
            return MessageKind.MALFORMED, "", None, None


def model_after(name: str, until: Callable[[Model], bool] | None = None) -> Model:
    """The model after this session, or at the first moment when `until` holds; raises ValueError if it never does."""
    model = Model()
    for event in events(name):
        fold(model, event)
        if until is not None and until(model):
            return model
    if until is not None:
        raise ValueError(f"what was waited for never happened in {name}")
    return model
