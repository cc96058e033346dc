"""The recorder: what it writes is what is replayed, and nothing that happens to its file harms the session."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from codex_tui.protocol.answers import InputAnswer, PermissionsAnswer
from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.outbox import Outbox
from codex_tui.runtime.recorder import Recorder, check_record_file, decision_taken
from codex_tui.runtime.recording import ROOM_REMEDY
from codex_tui.state.events import (
    DecisionTaken,
    FaultReported,
    IntentFailed,
    LinkChanged,
    LinkState,
    Received,
    RequestKey,
    Sent,
    StateEvent,
)
from codex_tui.state.intents import Answer, Decide, ListModels
from codex_tui.state.recording_format import (
    RecordedEvent,
    RecordedLine,
    RecordingEnded,
    RecordingHeader,
    parse_entry,
)
from tests.recording import events
from tests.runtime.conftest import PeerPath

READY = LinkChanged(1.0, LinkState.READY, 1)


def entries(path: Path) -> list[object]:
    return [parse_entry(line) for line in path.read_bytes().splitlines()]


def record(path: Path, *batches: list[StateEvent]) -> list[str]:
    """Record these batches; what was reported of the file."""
    told: list[str] = []
    recorder = Recorder(path, told.append)
    for batch in batches:
        recorder.take(batch)
    recorder.close()
    return told


def test_a_recording_has_everything_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    happened = events("exec-accept")

    told = record(path, [READY], happened, [IntentFailed(ListModels(), "not kept")], [FaultReported("a fault")])

    header, ready, *messages, fault, end = entries(path)
    assert told == []
    assert isinstance(header, RecordingHeader)
    assert ready == RecordedEvent(1.0, READY)
    assert isinstance(fault, RecordedEvent) and fault.event == FaultReported("a fault")
    assert isinstance(end, RecordingEnded)
    assert [message.line for message in messages if isinstance(message, RecordedLine)] == [
        event.record.line for event in happened if isinstance(event, Received | Sent)
    ]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.touch(0o644)

    record(path, [READY])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("check", [check_record_file, lambda path: Recorder(path, lambda reason: None)])
def test_a_file_that_holds_something_is_left_alone(tmp_path: Path, check: object) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("mine")

    with pytest.raises(OSError, match="it holds something already"):
        check(path)  # type: ignore[operator]

    assert path.read_text() == "mine"


def test_a_full_disk_is_said_once_and_the_session_goes_on() -> None:
    assert record(Path("/dev/full"), [READY], [READY]) == [
        f"/dev/full is not recorded to any more: No space left on device. {ROOM_REMEDY}"
    ]


def test_what_goes_through_the_outbox_is_seen_in_order_and_drained_as_before(tmp_path: Path) -> None:
    path, outbox = tmp_path / "r.jsonl", Outbox(1_000, 1_000_000)
    recorder = Recorder(path, lambda reason: None)
    outbox.set_tap(recorder.take)
    happened = events("handshake")

    outbox.put(list(happened))
    outbox.set_tap(None)
    outbox.put([READY])
    recorder.close()

    assert outbox.drain(1_000) == [*happened, READY]
    assert len(entries(path)) == len(happened) + 2


def test_a_killed_program_leaves_whole_lines_up_to_the_last_second(tmp_path: Path, peer_path: PeerPath) -> None:
    path = tmp_path / "r.jsonl"
    program = [peer_path("recording"), str(path)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        # The program says so once something it recorded can be read from the file.
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)

    header, *rest = entries(path)
    assert path.read_bytes().endswith(b"\n")
    assert isinstance(header, RecordingHeader)
    assert rest in ([RecordedEvent(1.0, READY)] * 100, [RecordedEvent(1.0, READY)] * 200)


def test_a_decision_is_kept_with_who_made_it() -> None:
    taken = decision_taken(Decide((1, 7), ACCEPT, by="click"), 3.5)

    assert taken == DecisionTaken(3.5, RequestKey(1, 7), "click", decision=ACCEPT)


def test_nothing_that_was_typed_is_kept_of_an_answer() -> None:
    typed = decision_taken(Answer((1, 7), InputAnswer({"password": ("hunter2",)})), 3.5)
    granted = decision_taken(Answer((1, 8), PermissionsAnswer((0, 1))), 3.5)

    assert typed.answer == InputAnswer({})
    assert granted.answer == PermissionsAnswer((0, 1))


def test_a_recorder_that_is_closed_takes_no_more(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    recorder = Recorder(path, lambda reason: None)
    recorder.close()
    size_bytes = os.path.getsize(path)

    recorder.take([READY])
    recorder.close()

    assert os.path.getsize(path) == size_bytes
