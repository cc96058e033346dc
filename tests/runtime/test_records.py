"""Wire records of each kind of line."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.runtime.records import inbound_record, outbound_record, subject_of
from codex_tui.state.redacted import is_redacted
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


SECRET_LINES = (
    b'{"method":"x/y","params":{"delta":"a","api_key":"planted"}}',
    b'{"method":"x/y","params":{"api_key":"planted"}}',
    b'{"method":"x/ask","id":0,"params":{"api_key":"planted"}}',
    b'{"id":1,"result":{"api_key":"planted"}}',
    b'{"id":1,"error":{"code":1,"message":"no","data":{"api_key":"planted"}}}',
    b'"api_key":"planted"',
)


@pytest.mark.parametrize("line", SECRET_LINES)
def test_record_of_a_line_with_a_secret_is_without_it_and_says_so(line: bytes) -> None:
    (event,) = received(line)

    record, plain = inbound_record(event, 1.0), inbound_record(event, 1.0, is_redacting=False)

    assert b"planted" not in record.line and is_redacted(record)
    assert record.size_bytes == len(line)
    assert plain.line == line and not is_redacted(plain)


@pytest.mark.parametrize("is_redacting", [True, False])
def test_what_was_made_to_be_kept_is_kept_whatever_the_user_wants(is_redacting: bool) -> None:
    kept = b'{"id":0,"result":"<secret>"}'
    line = b'{"id":0,"result":"hunter2"}\n'

    record = outbound_record(MessageKind.RESULT, "x/ask", 0, None, line, 1.0, kept, is_redacting=is_redacting)

    assert record.line == kept and is_redacted(record)
    assert record.size_bytes == len(line) - 1


def test_sent_secrets_are_taken_out_unless_the_user_wants_them() -> None:
    line = b'{"id":3,"params":{"api_key":"planted"}}\n'

    record = outbound_record(MessageKind.REQUEST, "x/y", 3, None, line, 1.0)
    plain = outbound_record(MessageKind.REQUEST, "x/y", 3, None, line, 1.0, is_redacting=False)

    assert b"planted" not in record.line and is_redacted(record)
    assert b"planted" in plain.line and not is_redacted(plain)
