"""From lines to events: what a recording of this program leads to, and what bare lines of a server do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from codex_tui.runtime.replay_events import Step, StepReader
from codex_tui.runtime.replay_file import FileLine
from codex_tui.state.events import FaultReported, LinkChanged, LinkState, Received, Sent, ServerIdentified
from codex_tui.state.recording_format import header_entry, message_entry
from codex_tui.state.wire_log import Direction, MessageKind
from tests.models import facts_of, model_of, replayed
from tests.recording import STARTED_AT, events, load, names

STARTED = 100.0


def steps_of(*lines: bytes, has_times: bool = True) -> list[Step]:
    reader = StepReader(STARTED, has_times=has_times)
    found = (reader.step_for(FileLine(number, 0, line)) for number, line in enumerate(lines, 1))
    return [step for step in found if step is not None]


def events_in(*lines: bytes) -> list[object]:
    return [event for step in steps_of(*lines) for event in step.events]


def recorded(name: str) -> list[bytes]:
    """A session as this program records it."""
    lines = [header_entry(STARTED_AT, is_redacted=True)]
    lines += [message_entry(event.record) for event in events(name) if isinstance(event, Received | Sent)]
    return [line.removesuffix(b"\n") for line in lines]


@pytest.mark.parametrize("name", names())
def test_a_recorded_session_leads_to_what_was_known_then(tmp_path: Path, name: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(b"\n".join(recorded(name)) + b"\n")

    assert facts_of(replayed(path), has_link=False) == facts_of(model_of(events(name)), has_link=False)


def test_bare_lines_of_a_server_are_messages_that_came_in(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"".join(line.line + b"\n" for line in load("exec-accept") if line.direction is Direction.INBOUND))

    model = replayed(path)

    assert model.link.state is LinkState.READY
    assert model.link.version == "0.163.0"
    assert [entry.method for entry in model.inbox] == ["item/commandExecution/requestApproval"]
    assert [record.is_loaded for record in model.threads] == [True]
    assert len(model.timelines) == 1
    assert all(record.kind is not MessageKind.MALFORMED for record in model.wire_log.since(0))


def test_a_server_that_says_hello_again_is_another_one() -> None:
    hello = b'{"id":1,"result":{"userAgent":"codex-tui/0.163.0 (x)","codexHome":"/home"}}'

    found = events_in(hello, b'{"method":"x","params":{}}', hello)

    links = [(event.state, event.generation) for event in found if isinstance(event, LinkChanged)]
    assert links == [(LinkState.READY, 1), (LinkState.LOST, 1), (LinkState.READY, 2)]
    assert [event.version for event in found if isinstance(event, ServerIdentified)] == ["0.163.0", "0.163.0"]
    assert [event.generation for event in found if isinstance(event, Received)] == [1, 1, 2]


def test_ids_begin_again_with_a_new_server() -> None:
    ask = b'{"at":1,"dir":"in","message":{"id":0,"method":"currentTime/read","params":{}}}'
    started = b'{"at":1,"link":{"state":"starting","generation":1,"detail":""}}'
    again = b'{"at":1,"link":{"state":"restarting","generation":2,"detail":""}}'

    asked = [event for event in events_in(started, ask, again, ask) if isinstance(event, Received)]

    assert [(event.generation, getattr(event.event, "is_replay", None)) for event in asked] == [(1, False), (2, False)]


def test_an_answer_has_the_request_that_it_answers() -> None:
    found = events_in(
        b'{"at":1,"dir":"out","message":{"id":41,"method":"thread/list","params":{"archived":true}}}',
        b'{"at":2,"dir":"in","message":{"id":41,"result":{"data":[]}}}',
    )

    answer = found[-1]
    assert isinstance(answer, Received)
    assert (answer.record.method, answer.record.kind, answer.asked) == (
        "thread/list",
        MessageKind.RESULT,
        {"archived": True},
    )


def test_damage_is_said_with_its_line_and_what_follows_is_read() -> None:
    steps = steps_of(
        b'{"at":1,"dir":"in","message":{"method":"a"}}', b"{...", b'{"at":2,"dir":"in","message":{"method":"b"}}'
    )

    assert [step.damage.split(":")[0] for step in steps] == ["", "line 2 of the recording is damaged", ""]
    damaged = steps[1].events[0]
    assert isinstance(damaged, Received)
    assert (damaged.record.kind, damaged.record.line) == (MessageKind.MALFORMED, b"{...")


def test_a_message_that_is_damaged_inside_its_entry_is_damage_too() -> None:
    (step,) = steps_of(b'{"at":1,"dir":"in","message":{"method":"a","params":{}')

    assert "line 1 of the recording is damaged: not JSON" in step.damage


def test_what_was_no_message_when_it_was_recorded_is_no_damage() -> None:
    (step,) = steps_of(b'{"at":1,"dir":"in","size":4,"text":"oops","fault":"not JSON: x"}')

    assert step.damage == ""
    (event,) = (event for event in step.events if isinstance(event, Received))
    assert (event.record.line, event.record.note) == (b"oops", "not JSON: x")


def test_time_never_goes_back_and_goes_on_where_there_is_none() -> None:
    timed = steps_of(*(b'{"at":%d,"dir":"in","message":{"method":"a"}}' % at for at in (200, 150, 210)))
    untimed = steps_of(b'{"method":"a"}', b'{"method":"b"}', has_times=False)
    told = steps_of(b'{"method":"a","emittedAtMs":1795423032212}')

    assert [step.at for step in timed] == [200, 200, 210]
    assert STARTED < untimed[0].at < untimed[1].at < STARTED + 1
    assert told[0].at == 1795423032.212


def test_a_time_that_cannot_be_moves_nothing() -> None:
    later, damaged = (
        b'{"at":200,"dir":"in","message":{"method":"a"}}',
        b'{"at":1e400,"dir":"in","message":{"method":"a"}}',
    )
    timed = steps_of(later, damaged, later)
    (told,) = steps_of(b'{"method":"a","emittedAtMs":9999999999999999}')

    assert [step.at for step in timed] == [200, 200, 200]
    assert [bool(step.damage) for step in timed] == [False, True, False]
    assert told.at == STARTED


def test_a_newer_recording_is_said_to_be_one() -> None:
    (notice,) = events_in(b'{"codex_tui_recording":2,"at":1}')

    assert isinstance(notice, FaultReported)
    assert "version 2" in notice.reason


@pytest.mark.parametrize("position", range(0, 1_500, 7))
def test_damage_at_any_place_is_said_and_never_raises(tmp_path: Path, position: int) -> None:
    lines = recorded("exec-accept")[:8]
    whole = bytearray(b"\n".join(lines) + b"\n")
    whole[position] = ord("\n") if whole[position] != ord("\n") else ord("x")
    path = tmp_path / "r.jsonl"
    path.write_bytes(whole)

    model = replayed(path)

    assert any("damaged" in record.note for record in model.wire_log.since(0))


def test_a_compressed_recording_is_the_same_session(tmp_path: Path) -> None:
    plain, packed = tmp_path / "r.jsonl", tmp_path / "r.jsonl.gz"
    plain.write_bytes(b"\n".join(recorded("exec-accept")) + b"\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert facts_of(replayed(packed)) == facts_of(replayed(plain))


@pytest.mark.parametrize("length", range(0, 3_000, 61))
def test_cut_off_anywhere_it_ends_there(tmp_path: Path, length: int) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes((b"\n".join(recorded("exec-accept")) + b"\n")[:length])

    damaged = [record.note for record in replayed(path).wire_log.since(0) if "damaged" in record.note]

    assert len(damaged) <= 1
