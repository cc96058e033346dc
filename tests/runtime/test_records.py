"""Wire records of each kind of line."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.runtime.records import inbound_record, outbound_record, subject_of
from codex_tui.state.wire_log import Direction, MessageKind
from codex_tui.wire.connection import Connection, Event


def received(*lines: bytes) -> list[Event]:
    """The events of some lines, after a request of ours with id 1."""
    connection = Connection()
    connection.send_request("thread/list")
    return list(connection.receive(b"".join(line + b"\n" for line in lines)))


@pytest.mark.parametrize(
    ("params", "subject"),
    [
        (None, ("", "")),
        ([1], ("", "")),
        ({}, ("", "")),
        ({"threadId": "t", "itemId": "i"}, ("t", "i")),
        ({"thread": {"id": "t"}}, ("t", "")),
        ({"threadId": "t", "item": {"id": "i"}}, ("t", "i")),
        ({"conversationId": "c"}, ("c", "")),
        ({"threadId": 5, "itemId": {"id": "i"}, "thread": "x"}, ("", "")),
    ],
)
def test_subject_is_found_where_messages_name_it(params: Any, subject: tuple[str, str]) -> None:
    assert subject_of(params) == subject


@pytest.mark.parametrize(
    ("line", "kind", "method", "request_id"),
    [
        (b'{"method":"x/y","params":{"threadId":"t"}}', MessageKind.NOTIFICATION, "x/y", None),
        (b'{"method":"x/ask","id":0,"params":{"threadId":"t"}}', MessageKind.REQUEST, "x/ask", 0),
        (b'{"id":1,"result":{}}', MessageKind.RESULT, "thread/list", 1),
        (b'{"id":1,"error":{"code":1,"message":"no"}}', MessageKind.ERROR, "thread/list", 1),
        (b"nonsense", MessageKind.MALFORMED, "", None),
    ],
)
def test_inbound_line_becomes_a_record(line: bytes, kind: MessageKind, method: str, request_id: int | None) -> None:
    (event,) = received(line)

    record = inbound_record(event, 12.5)

    assert (record.at, record.direction, record.kind) == (12.5, Direction.INBOUND, kind)
    assert (record.method, record.id, record.line, record.size_bytes) == (method, request_id, line, len(line))
    assert bool(record.note) is (kind is MessageKind.MALFORMED)


def test_outbound_record_is_without_the_newline() -> None:
    record = outbound_record(MessageKind.REQUEST, "thread/read", 3, {"threadId": "t"}, b'{"id":3}\n', 1.0)

    assert (record.direction, record.line, record.size_bytes) == (Direction.OUTBOUND, b'{"id":3}', 8)
    assert (record.id, record.thread_id, record.item_id) == (3, "t", "")
