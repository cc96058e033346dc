"""Lines of a recording: what is written is what is read, byte for byte, and nothing that is read raises."""

from __future__ import annotations

import pytest
from pydantic_core import from_json

from codex_tui.protocol.answers import ElicitationAnswer, InputAnswer, PermissionsAnswer
from codex_tui.protocol.replies import ACCEPT, Decision, DecisionKind
from codex_tui.state.attestation import AttestationStatus
from codex_tui.state.events import (
    AttestationChanged,
    DecisionTaken,
    FaultReported,
    IntentDone,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    ReplyFailed,
    ReplyWritten,
    RequestKey,
    ServerIdentified,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.intents import InterruptTurn, OpenThread
from codex_tui.state.recording_format import (
    DamagedLine,
    RecordedEvent,
    RecordedLine,
    RecordingEnded,
    RecordingHeader,
    end_entry,
    event_entry,
    header_entry,
    message_entry,
    parse_entry,
)
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord

AMENDMENT = Decision(DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, {"a": {"execpolicy_amendment": ["ls"]}}, ["ls"])


def record(line: bytes, kind: MessageKind = MessageKind.NOTIFICATION, **rest: object) -> WireRecord:
    found = WireRecord(12.5, Direction.INBOUND, kind, "", None, "", "", line, len(line))
    for name, value in rest.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("line", "kind", "note"),
    [
        (b'{"method":"x","params":{"a": 1.50,  "b":"\\u00e9"}}', MessageKind.NOTIFICATION, ""),
        (b'{"id":1,"result":{"at":3,"message":{}}} ', MessageKind.RESULT, ""),
        (b'{"id":7,"result":{}}', MessageKind.MALFORMED, "a result for 7, which was not asked"),
        (b"no json", MessageKind.MALFORMED, "not JSON"),
        (b'{"half":"', MessageKind.MALFORMED, "not JSON"),
        (b"\xff\xfe\x00", MessageKind.MALFORMED, "not JSON"),
    ],
)
def test_every_byte_of_a_line_is_found_again(line: bytes, kind: MessageKind, note: str) -> None:
    written = message_entry(record(line, kind, note=note))

    assert written.count(b"\n") == 1
    assert from_json(written)["at"] == 12.5
    assert parse_entry(written.removesuffix(b"\n")) == RecordedLine(12.5, Direction.INBOUND, line, len(line), note)


def test_a_line_that_was_kept_shorter_has_its_size() -> None:
    written = message_entry(record(b'{"id":1}', direction=Direction.OUTBOUND, size_bytes=900))

    assert parse_entry(written[:-1]) == RecordedLine(12.5, Direction.OUTBOUND, b'{"id":1}', 900)


def test_a_line_whose_secrets_were_taken_out_says_so() -> None:
    written = message_entry(record(b'{"id":1}', note="redacted", size_bytes=9))

    assert parse_entry(written[:-1]) == RecordedLine(12.5, Direction.INBOUND, b'{"id":1}', 9, "", is_redacted=True)


@pytest.mark.parametrize(
    "event",
    [
        LinkChanged(1.5, LinkState.LOST, 2, "it ended"),
        ServerIdentified(1, "agent/0.163.0", "0.163.0", "/codex-home", "codex"),
        StderrReceived(("one", "two")),
        PolicyAnswered(1.5, RequestKey(1, "0"), "clock", "answered"),
        DecisionTaken(1.5, RequestKey(1, 0), "click", decision=ACCEPT),
        DecisionTaken(1.5, RequestKey(1, 0), "key", decision=AMENDMENT),
        DecisionTaken(1.5, RequestKey(1, 0), "key", answer=InputAnswer({})),
        DecisionTaken(1.5, RequestKey(1, 0), "key", answer=ElicitationAnswer({})),
        DecisionTaken(1.5, RequestKey(1, 0), "key", answer=PermissionsAnswer((0, 2))),
        ReplyWritten(1.5, RequestKey(1, 0)),
        ReplyFailed(1.5, RequestKey(1, "a"), "gone", may_retry=True),
        AttestationChanged(1.5, AttestationStatus(asked=3, last_latency_ms=1.5)),
        FaultReported("the disk is full"),
        IntentDone(OpenThread("t"), "t"),
    ],
)
def test_what_stands_beside_the_wire_comes_back_as_it_was(event: StateEvent) -> None:
    written = event_entry(event, 1.5)

    assert written is not None
    assert parse_entry(written[:-1]) == RecordedEvent(1.5, event)


def test_what_a_replay_does_not_fold_is_not_written() -> None:
    assert event_entry(IntentDone(InterruptTurn("t", "u")), 1.5) is None


def test_a_recording_has_a_first_and_a_last_line() -> None:
    header = parse_entry(header_entry(3.5, is_redacted=True)[:-1])

    assert isinstance(header, RecordingHeader)
    assert (header.version, header.at, header.is_redacted) == (1, 3.5, True)
    assert parse_entry(end_entry(4.5)[:-1]) == RecordingEnded(4.5)


def test_a_bare_message_of_a_server_is_one_that_came_in() -> None:
    line = b'{"method":"turn/started","params":{},"emittedAtMs":1}'

    assert parse_entry(line) == RecordedLine(None, Direction.INBOUND, line, len(line))


def test_members_in_another_order_are_read_too() -> None:
    found = parse_entry(b'{"dir": "out", "message": {"method": "initialized"}, "at": 2, "more": 1}')

    assert found == RecordedLine(2.0, Direction.OUTBOUND, b'{"method":"initialized"}', 24)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "no JSON"),
        (b"[1]", "no JSON object"),
        (b"{}", "no time"),
        (b'{"at":1,"dir":"up","message":1}', "neither in nor out"),
        (b'{"at":1,"dir":[],"message":1}', "neither in nor out"),
        (b'{"at":1,"dir":"in"}', "no message"),
        (b'{"at":1,"dir":"in","base64":"%"}', "no message"),
        (b'{"at":1,"later":{}}', "newer codex-tui"),
        (b'{"at":1,"link":7}', "no object"),
        (b'{"at":1,"link":{"state":"green"}}', "other fields"),
        (b'{"codex_tui_recording":"1"}', "not a number"),
    ],
)
def test_what_is_no_entry_is_said_with_its_reason(line: bytes, reason: str) -> None:
    found = parse_entry(line)

    assert isinstance(found, DamagedLine)
    assert reason in found.reason
    assert found.line == line


@pytest.mark.parametrize("at", ["1e400", "-1e400", "NaN", "Infinity", "1e300", "-1", "99999999999", "9" * 40])
@pytest.mark.parametrize(
    "rest",
    [
        '"dir":"in","message":{"method":"a"}',
        '"end":true',
        '"codex_tui_recording":1',
        '"link":{"state":"ready","generation":1}',
    ],
)
def test_a_time_that_cannot_be_is_damage(at: str, rest: str) -> None:
    found = parse_entry(f'{{"at":{at},{rest}}}'.encode())

    assert isinstance(found, DamagedLine)
    assert found.reason == "its time cannot be"


def test_no_second_time_inside_an_entry_counts() -> None:
    found = parse_entry(b'{"at":5,"link":{"at":1e400,"state":"ready","generation":1}}')

    assert found == RecordedEvent(5.0, LinkChanged(5.0, LinkState.READY, 1))
