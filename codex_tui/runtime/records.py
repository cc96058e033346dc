"""Wire records for lines in both directions; the inbound half runs once for each line, so it does little."""

from __future__ import annotations

from typing import Any

from codex_tui.runtime.redaction import redacted_line
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import Event, MalformedReceived, NotificationReceived, RequestReceived
from codex_tui.wire.envelope import RequestId

_INBOUND = Direction.INBOUND
_OUTBOUND = Direction.OUTBOUND
_NOTIFICATION = MessageKind.NOTIFICATION
_LEGACY_THREAD_KEY = "conversationId"


def inbound_record(event: Event, at: float) -> WireRecord:
    """The record of a line from the server, read at `at` (Unix seconds)."""
    line = event.line
    if isinstance(event, NotificationReceived):
        thread_id, item_id = subject_of(event.params)
        return WireRecord(at, _INBOUND, _NOTIFICATION, event.method, None, thread_id, item_id, line, len(line))
    if isinstance(event, RequestReceived):
        thread_id, item_id = subject_of(event.params)
        kind = MessageKind.REQUEST
        return WireRecord(at, _INBOUND, kind, event.method, event.id, thread_id, item_id, line, len(line))
    if isinstance(event, MalformedReceived):
        note, size_bytes = event.reason, event.size_bytes
        return WireRecord(at, _INBOUND, MessageKind.MALFORMED, "", None, "", "", line, size_bytes, note=note)
    kind = MessageKind.RESULT if event.error is None else MessageKind.ERROR
    return WireRecord(at, _INBOUND, kind, event.method, event.id, "", "", line, len(line))


def outbound_record(
    kind: MessageKind, method: str, request_id: RequestId | None, params: Any, line: bytes, at: float
) -> WireRecord:
    """The record of a line that we wrote, with its newline, at `at` (Unix seconds); secrets are taken out of it."""
    thread_id, item_id = subject_of(params)
    body = line.rstrip(b"\n")
    shown = redacted_line(kind, method, body)
    return WireRecord(at, _OUTBOUND, kind, method, request_id, thread_id, item_id, shown, len(body))


def subject_of(params: Any) -> tuple[str, str]:
    """The thread and the item that a message is about, empty where it names none."""
    if type(params) is not dict:
        return "", ""
    thread_id = params.get("threadId")
    if thread_id is None:
        thread_id = _id_within(params.get("thread")) or params.get(_LEGACY_THREAD_KEY)
    item_id = params.get("itemId")
    if item_id is None:
        item_id = _id_within(params.get("item"))
    return (
        thread_id if type(thread_id) is str else "",
        item_id if type(item_id) is str else "",
    )


def _id_within(value: Any) -> Any:
    return value.get("id") if type(value) is dict else None
