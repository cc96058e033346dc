"""One connection to an app-server, sans-IO: bytes in and events out, calls in and bytes out.

Both sides number their own requests, and the numbers collide, so there are two tables:

    table        key                   enters                     leaves
    awaiting     our request's id      `send_request`, `expect`   a response or error with that id; `forget`
    unanswered   the server's id       `RequestReceived`          `send_result` / `send_error`; `serverRequest/resolved`
                                                                  through `withdraw`

An id keeps its type: `"0"` is not `0` (PROTOCOL.md, section 1). A request id that comes again while it is unanswered
is the replay that `thread/resume` does, and is handed on with `is_replay` set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codex_tui.wire.envelope import (
    ErrorResponse,
    Malformed,
    Notification,
    Request,
    RequestId,
    Response,
    encode,
    parse_line,
    shown_id,
)
from codex_tui.wire.errors import LocalProtocolError
from codex_tui.wire.framing import DEFAULT_MAX_LINE_BYTES, LineBuffer, OversizedLine


@dataclass(frozen=True, slots=True)
class NotificationReceived:
    """The server told something."""

    line: bytes
    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """The server asks; it must be answered by id."""

    line: bytes
    id: RequestId
    method: str
    params: Any
    is_replay: bool


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """The server answered a request of ours, with a result or an error."""

    line: bytes
    id: RequestId
    method: str
    result: Any
    error: ErrorResponse | None


@dataclass(frozen=True, slots=True)
class MalformedReceived:
    """A line that is no message, or answers nothing we asked; `size_bytes` may exceed what is kept in `line`."""

    line: bytes
    reason: str
    size_bytes: int


Event = NotificationReceived | RequestReceived | ResponseReceived | MalformedReceived


class Connection:
    """The bookkeeping of one client connection."""

    def __init__(self, max_line_bytes: int = DEFAULT_MAX_LINE_BYTES) -> None:
        self._buffer = LineBuffer(max_line_bytes)
        self._next_id = 1
        self._awaiting: dict[RequestId, str] = {}
        self._unanswered: dict[RequestId, str] = {}

    @property
    def awaiting(self) -> dict[RequestId, str]:
        """Methods of our requests that have no answer yet, by id."""
        return dict(self._awaiting)

    @property
    def unanswered(self) -> dict[RequestId, str]:
        """Methods of the server's requests that we have not answered, by id."""
        return dict(self._unanswered)

    def receive(self, chunk: bytes) -> Iterator[Event]:
        """Take bytes from the server and give the events they complete, in order."""
        for line in self._buffer.receive(chunk):
            yield self._event_for(line)

    def receive_end(self) -> Event | None:
        """Say that the stream ended; a line without its newline becomes one last malformed event."""
        rest = self._buffer.close()
        if rest is None:
            return None
        size_bytes = rest.size_bytes if isinstance(rest, OversizedLine) else len(rest)
        head = rest.head if isinstance(rest, OversizedLine) else rest
        return MalformedReceived(head, "the stream ended inside this line", size_bytes)

    def send_request(self, method: str, params: Any = None) -> tuple[RequestId, bytes]:
        """Number a request and return its id and its line.

        `params` is always present on the wire, since the app-server refuses requests without it
        (PROTOCOL.md, section 1).
        """
        request_id = self._next_id
        line = encode({"id": request_id, "method": method, "params": {} if params is None else params})
        self._next_id += 1
        self._awaiting[request_id] = method
        return request_id, line

    def send_notification(self, method: str, params: Any = None) -> bytes:
        """Return the line of a notification."""
        return encode({"method": method} if params is None else {"method": method, "params": params})

    def send_result(self, request_id: RequestId, result: Any) -> bytes:
        """Answer a server request; raises LocalProtocolError where it is not open."""
        self._require_unanswered(request_id)
        line = encode({"id": request_id, "result": result})
        del self._unanswered[request_id]
        return line

    def send_error(self, request_id: RequestId, code: int, message: str) -> bytes:
        """Refuse a server request; raises LocalProtocolError where it is not open."""
        self._require_unanswered(request_id)
        line = encode({"id": request_id, "error": {"code": code, "message": message}})
        del self._unanswered[request_id]
        return line

    def expect(self, request_id: RequestId, method: str) -> None:
        """Await the answer to a request that somebody else numbered and sent, as in a recording."""
        self._awaiting[request_id] = method

    def withdraw(self, request_id: RequestId) -> bool:
        """Forget a server request that was settled without us; say whether it was open."""
        return self._unanswered.pop(request_id, None) is not None

    def forget(self, request_id: RequestId) -> None:
        """Stop awaiting a request of ours whose deadline has passed."""
        self._awaiting.pop(request_id, None)

    def _require_unanswered(self, request_id: RequestId) -> None:
        if request_id not in self._unanswered:
            raise LocalProtocolError(f"server request {shown_id(request_id)} is not open, so it cannot be answered")

    def _event_for(self, line: bytes | OversizedLine) -> Event:
        if isinstance(line, OversizedLine):
            return MalformedReceived(line.head, f"the line is over the cap: {line.size_bytes} bytes", line.size_bytes)
        envelope = parse_line(line)
        match envelope:
            case Notification(method, params):
                return NotificationReceived(line, method, params)
            case Request(request_id, method, params):
                is_replay = request_id in self._unanswered
                self._unanswered[request_id] = method
                return RequestReceived(line, request_id, method, params, is_replay)
            case Response(request_id, result):
                awaited = self._awaiting.pop(request_id, None)
                if awaited is None:
                    return MalformedReceived(
                        line, f"a result for {shown_id(request_id)}, which was not asked", len(line)
                    )
                return ResponseReceived(line, request_id, awaited, result, None)
            case ErrorResponse(request_id):
                awaited = None if request_id is None else self._awaiting.pop(request_id, None)
                if awaited is None or request_id is None:
                    return MalformedReceived(
                        line, f"an error for {shown_id(request_id)}: {envelope.message}", len(line)
                    )
                return ResponseReceived(line, request_id, awaited, None, envelope)
            case Malformed(reason):
                return MalformedReceived(line, reason, len(line))
