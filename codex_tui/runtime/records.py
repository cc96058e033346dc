"""Wire records for lines in both directions; the inbound half runs once for each line, so it does little."""

from __future__ import annotations

from typing import Any

from codex_tui.runtime.redaction import redacted_delta, redacted_line
from codex_tui.state.redacted import noted_as_redacted
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import (
    Event,
    MalformedReceived,
    NotificationReceived,
    RequestReceived,
    ResponseReceived,
)
from codex_tui.wire.envelope import RequestId

_INBOUND = Direction.INBOUND
_OUTBOUND = Direction.OUTBOUND
_NOTIFICATION = MessageKind.NOTIFICATION
_LEGACY_THREAD_KEY = "conversationId"


def inbound_record(event: Event, at: float, *, is_redacting: bool = True) -> WireRecord:
    """The record of a line from the server, read at `at` (Unix seconds); secrets are taken out of it."""
    line = event.line
    if isinstance(event, NotificationReceived):
        params, method = event.params, event.method
        thread_id, item_id = subject_of(params)
        record = WireRecord(at, _INBOUND, _NOTIFICATION, method, None, thread_id, item_id, line, len(line))
        delta = params.get("delta") if type(params) is dict else None
        if is_redacting:
            if type(delta) is str:
                shown = redacted_delta(method, line, delta)
            else:
                shown = redacted_line(_NOTIFICATION, method, line)
            if shown is not line:
                _keep_instead(record, shown)
        return record
    record = _asked_or_answered(event, at)
    shown = redacted_line(record.kind, record.method, line, is_redacting=is_redacting)
    if shown is not line:
        _keep_instead(record, shown)
    return record


def outbound_record(
    kind: MessageKind,
    method: str,
    request_id: RequestId | None,
    params: Any,
    line: bytes,
    at: float,
    kept: bytes | None = None,
    *,
    is_redacting: bool = True,
) -> WireRecord:
    """The record of a line that we wrote, with its newline, at `at` (Unix seconds); secrets are taken out of it.

    `kept` is what was made to be kept of it instead, whatever the user wants to see.
    """
    thread_id, item_id = subject_of(params)
    body = line.rstrip(b"\n")
    record = WireRecord(at, _OUTBOUND, kind, method, request_id, thread_id, item_id, body, len(body))
    shown = redacted_line(kind, method, body if kept is None else kept, is_redacting=is_redacting)
    if shown is not body:
        _keep_instead(record, shown)
    return record


def _asked_or_answered(event: RequestReceived | ResponseReceived | MalformedReceived, at: float) -> WireRecord:
    line = event.line
    if isinstance(event, RequestReceived):
        thread_id, item_id = subject_of(event.params)
        kind = MessageKind.REQUEST
        return WireRecord(at, _INBOUND, kind, event.method, event.id, thread_id, item_id, line, len(line))
    if isinstance(event, MalformedReceived):
        note, size_bytes = event.reason, event.size_bytes
        return WireRecord(at, _INBOUND, MessageKind.MALFORMED, "", None, "", "", line, size_bytes, note=note)
    kind = MessageKind.RESULT if event.error is None else MessageKind.ERROR
    return WireRecord(at, _INBOUND, kind, event.method, event.id, "", "", line, len(line))


def _keep_instead(record: WireRecord, shown: bytes) -> None:
    record.line = shown
    record.note = noted_as_redacted(record.note)


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
