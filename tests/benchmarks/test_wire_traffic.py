"""The made-up traffic: what a record says of its line is what the line says, and answers find their requests."""

from __future__ import annotations

from itertools import islice

from benchmarks.wire_traffic import messages
from codex_tui.runtime.records import subject_of
from codex_tui.state.wire_log import MessageKind, WireLog
from codex_tui.wire.envelope import Notification, Request, Response, parse_line


def test_lines_are_what_the_records_say() -> None:
    records = list(islice(messages(), 2_000))

    assert {record.kind for record in records} == {MessageKind.REQUEST, MessageKind.RESULT, MessageKind.NOTIFICATION}
    assert 200 < sum(record.size_bytes for record in records) / len(records) < 300
    for record in records:
        match parse_line(record.line):
            case Request(request_id, method, params):
                assert (record.kind, record.id, record.method) == (MessageKind.REQUEST, request_id, method)
                assert subject_of(params) == (record.thread_id, record.item_id)
            case Notification(method, params):
                assert (record.kind, record.method) == (MessageKind.NOTIFICATION, method)
                assert subject_of(params) == (record.thread_id, record.item_id)
            case envelope:
                assert isinstance(envelope, Response) and (record.kind, record.id) == (MessageKind.RESULT, envelope.id)


def test_every_request_is_answered() -> None:
    log = WireLog()
    for record in islice(messages(), 2_000):
        log.append(record)

    assert log.waiting_seqs == []
    assert sum(record.latency_ms is not None for record in log.since(0)) == 40
