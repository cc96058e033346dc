"""The life of the link, on servers that start badly, end badly, or do not end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.recording import ROOM_REMEDY
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    OutputReceived,
    Received,
    Sent,
    ServerIdentified,
    StderrReceived,
)
from codex_tui.state.intents import CallMethod, ListModels, ListThreads, RestartServer
from tests.runtime.conftest import PeerPath, StartDriver
from tests.runtime.driver import Driver, has_ended


def test_handshake_comes_first_and_first_intents_right_after(start: StartDriver) -> None:
    driver = start("scripted", WorkerOptions(first_intents=(ListThreads(),)))

    driver.until(IntentDone)

    sent = [event.record for event in driver.events if isinstance(event, Sent)]
    assert [record.method for record in sent[:2]] == ["initialize", "initialized"]
    assert b'"experimentalApi":true' in sent[0].line
    assert "thread/list" in driver.sent_methods()
    identified = next(event for event in driver.events if isinstance(event, ServerIdentified))
    assert (identified.generation, identified.version, identified.codex_home.isdigit()) == (1, "0.163.0", True)
    states = [event.state for event in driver.events if isinstance(event, LinkChanged)]
    assert states == [LinkState.STARTING, LinkState.READY]


def test_config_overrides_and_environment_reach_the_server(tmp_path: Path) -> None:
    script = tmp_path / "codex"
    script.write_text('#!/bin/sh\necho "args: $* home: $CODEX_HOME" >&2\nexit 1\n', encoding="utf-8")
    script.chmod(0o700)
    options = WorkerOptions(str(script), ("model=a b", "x.y=1"), env={"CODEX_HOME": "/some/home"})

    with Driver(options) as driver:
        said = driver.until(StderrReceived)

    assert said.lines == ("args: -c model=a b -c x.y=1 app-server home: /some/home",)


@pytest.mark.parametrize(
    ("peer", "words"),
    [
        ("exits", "exit code 3. It last said: ERROR the configuration is broken"),
        ("silent", "no answer in 0.5 seconds"),
        ("endless", "no answer in 0.5 seconds"),
        ("too_old", "codex 0.98.1, and 0.131.0 is the oldest that works"),
    ],
)
def test_server_that_does_not_become_ready_is_down_and_says_why(start: StartDriver, peer: str, words: str) -> None:
    driver = start(peer, WorkerOptions(initialize_deadline_s=0.5 if words.startswith("no answer") else 10.0))
    queued = ListThreads()
    driver.worker.submit(queued)

    down = driver.until_link(LinkState.DOWN)

    assert words in down.detail
    assert "--codex-bin" in down.detail
    assert isinstance(driver.until_end(queued), IntentFailed)


def test_first_intents_wait_for_the_first_server_that_becomes_ready(peer_path: PeerPath, tmp_path: Path) -> None:
    script = tmp_path / "codex"
    broken_once = f'test -e "{tmp_path}/tried" && exec "{peer_path("scripted")}"; touch "{tmp_path}/tried"; exit 1'
    script.write_text(f"#!/bin/sh\n{broken_once}\n", encoding="utf-8")
    script.chmod(0o700)

    with Driver(WorkerOptions(codex_bin=str(script), first_intents=(ListThreads(),))) as driver:
        driver.until_link(LinkState.DOWN)
        driver.worker.submit(RestartServer())
        driver.until(IntentDone, lambda done: done.intent == ListThreads())
        driver.worker.submit(RestartServer())
        driver.until(LinkChanged, lambda changed: (changed.state, changed.generation) == (LinkState.READY, 3))
        driver.perform(ListModels())

    assert driver.sent_methods().count("thread/list") == 1


def test_missing_binary_is_down_and_names_it() -> None:
    with Driver(WorkerOptions(codex_bin="/no/such/codex")) as driver:
        assert "/no/such/codex does not exist" in driver.until_link(LinkState.DOWN).detail
        refused = driver.perform(ListThreads())

    assert isinstance(refused, IntentFailed)
    assert refused.reason == "the server is not running"


def test_missing_folder_is_down_and_names_it(start: StartDriver) -> None:
    driver = start("scripted", WorkerOptions(cwd="/no/such/folder"))

    assert "/no/such/folder cannot be started" in driver.until_link(LinkState.DOWN).detail


def test_every_bad_line_is_a_record_with_a_reason(start: StartDriver) -> None:
    driver = start("bad_lines", WorkerOptions(request_deadline_s=0.3))
    driver.until_link(LinkState.READY)
    driver.perform(CallMethod("peer/misbehave"))

    received = [event for event in driver.events if isinstance(event, Received)]
    bad = [event.record for event in received if event.record.kind == "bad"]
    assert len(bad) == 10
    assert all(record.note for record in bad)
    assert "peer/neverHeardOf" in [event.record.method for event in received]


def test_half_a_line_at_the_end_is_reported_before_the_loss(start: StartDriver) -> None:
    driver = start("bad_lines")
    driver.until_link(LinkState.READY)
    intent = CallMethod("peer/leave")
    driver.worker.submit(intent)

    lost = driver.until_link(LinkState.LOST)

    half = driver.until(Received, lambda received: received.record.note == "the stream ended inside this line")
    assert half.record.line == b'{"method": "item/agentMes'
    assert driver.events.index(half) < driver.events.index(lost)
    assert "exit code 0" in lost.detail
    ended = next(event for event in driver.events if isinstance(event, IntentFailed))
    assert ended.intent is intent
    assert "exit code 0" in ended.reason


def test_crash_fails_waiters_with_signal_and_last_words_and_restart_makes_the_next_generation(
    start: StartDriver,
) -> None:
    driver = start("crashing")
    driver.until_link(LinkState.READY)
    crash = CallMethod("peer/crash")
    driver.worker.submit(crash)

    lost = driver.until_link(LinkState.LOST)

    assert lost.detail == "The server was ended by signal 9. It last said: the peer is about to crash"
    failure = next(event for event in driver.events if isinstance(event, IntentFailed))
    assert failure.reason == lost.detail
    assert isinstance(driver.perform(RestartServer()), IntentDone)
    assert driver.until_link(LinkState.READY).generation == 2


def test_a_crashed_server_is_started_again_until_the_tries_are_used_up(start: StartDriver) -> None:
    driver = start("crashing", WorkerOptions(restart_pauses_s=(0.0, 0.0)))
    waiting = ListThreads()
    for generation in (1, 2, 3):
        assert driver.until_link(LinkState.READY).generation == generation
        driver.worker.submit(CallMethod("peer/crash"))
        driver.until_link(LinkState.LOST)
        if generation == 1:
            driver.worker.submit(waiting)

    assert isinstance(driver.until_end(waiting), IntentDone)
    states = [event.state for event in driver.events if isinstance(event, LinkChanged)]
    assert states[-1] is LinkState.LOST
    again = [event.detail for event in driver.events if isinstance(event, LinkChanged) and "try" in event.detail]
    assert [detail.rpartition(". ")[2] for detail in again] == [
        "Another is started in 0 s, try 1 of 2.",
        "Another is started in 0 s, try 2 of 2.",
    ]


def test_a_try_that_does_not_become_ready_is_followed_by_the_next(peer_path: PeerPath, tmp_path: Path) -> None:
    script = tmp_path / "codex"
    count = f'echo x >> "{tmp_path}/starts"; starts=$(wc -l < "{tmp_path}/starts")'
    script.write_text(f'#!/bin/sh\n{count}\n[ "$starts" -eq 2 ] && exit 1\nexec "{peer_path("crashing")}"\n', "utf-8")
    script.chmod(0o700)

    with Driver(WorkerOptions(str(script), restart_pauses_s=(0.0, 0.0))) as driver:
        driver.until_link(LinkState.READY)
        driver.worker.submit(CallMethod("peer/crash"))
        assert driver.until_link(LinkState.READY).generation == 3

    assert LinkState.DOWN not in [event.state for event in driver.events if isinstance(event, LinkChanged)]


def test_restart_of_a_running_server_loses_it_without_a_complaint(start: StartDriver) -> None:
    driver = start("scripted")
    driver.until_link(LinkState.READY)

    driver.worker.submit(RestartServer())
    driver.until_link(LinkState.READY)

    link_changes = [event for event in driver.events if isinstance(event, LinkChanged)]
    assert [(changed.state, changed.generation, changed.detail) for changed in link_changes[2:]] == [
        (LinkState.RESTARTING, 1, ""),
        (LinkState.LOST, 1, ""),
        (LinkState.RESTARTING, 2, ""),
        (LinkState.READY, 2, ""),
    ]


def test_server_that_closes_its_output_is_ended_and_lost(start: StartDriver) -> None:
    driver = start("mute")
    driver.until_link(LinkState.READY)
    driver.worker.submit(CallMethod("peer/fallSilent"))

    assert "exit code 0" in driver.until_link(LinkState.LOST).detail


def test_killed_wrapper_takes_the_real_server_with_it(start: StartDriver) -> None:
    driver = start("wrapped")
    wrapper_pid, inner_pid = map(int, driver.until(ServerIdentified).codex_home.split())
    os.kill(wrapper_pid, signal.SIGKILL)

    assert "signal 9" in driver.until_link(LinkState.LOST).detail
    assert has_ended(inner_pid)


def test_server_that_ignores_everything_but_a_kill_is_killed_within_the_deadline(start: StartDriver) -> None:
    driver = start("stubborn")
    pid = int(driver.until(ServerIdentified).codex_home)
    driver.until_link(LinkState.READY)

    driver.worker.stop(0.8)

    assert has_ended(pid, 0)


def test_flooded_standard_error_blocks_nothing_and_is_kept_to_a_tail(start: StartDriver) -> None:
    driver = start("loud")
    driver.until_link(LinkState.READY)

    assert isinstance(driver.perform(CallMethod("peer/complain")), IntentDone)

    lines = [line for event in driver.events if isinstance(event, StderrReceived) for line in event.lines]
    assert lines[-1] == "complaint 39999 that nobody asked for"
    assert len(lines) < 40_000


def test_line_of_20_megabytes_arrives_whole(start: StartDriver) -> None:
    driver = start("long_line")
    driver.until_link(LinkState.READY)

    done = driver.perform(CallMethod("peer/long"))

    assert isinstance(done, IntentDone)
    assert len(done.result["text"]) == 20_000_000


def test_output_file_holds_every_byte_of_both_generations(start: StartDriver, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    driver = start("bad_lines", WorkerOptions(output_file=path))
    driver.until_link(LinkState.READY)
    driver.worker.submit(CallMethod("peer/leave"))
    driver.until_link(LinkState.LOST)
    driver.perform(RestartServer())
    driver.until_link(LinkState.READY)
    driver.worker.stop()

    lines = path.read_bytes().split(b"\n")
    assert lines[0] == b"Welcome to the peer!"
    half = lines.index(b'{"method": "item/agentMes')
    assert lines[half + 1] == b"Welcome to the peer!"
    assert path.stat().st_mode & 0o777 == 0o600


def test_wanted_output_is_handed_on_byte_for_byte_before_what_is_made_of_it(start: StartDriver, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    driver = start("bad_lines", WorkerOptions(output_file=path, is_output_wanted=True))
    driver.until_link(LinkState.READY)
    driver.worker.submit(CallMethod("peer/leave"))
    driver.until_link(LinkState.LOST)

    chunks = [event.chunk for event in driver.events if isinstance(event, OutputReceived)]
    assert path.read_bytes().startswith(b"".join(chunks)) and b"".join(chunks).endswith(b'"item/agentMes')
    kinds = [type(event) for event in driver.events]
    assert kinds.index(OutputReceived) < kinds.index(Received)


def test_full_disk_is_said_once_and_ends_nothing(start: StartDriver) -> None:
    driver = start("scripted", WorkerOptions(output_file=Path("/dev/full")))
    driver.until_link(LinkState.READY)
    driver.perform(ListThreads())

    faults = [event.reason for event in driver.events if isinstance(event, FaultReported)]
    assert faults == [f"/dev/full is not written to any more: No space left on device. {ROOM_REMEDY}"]


def test_output_file_that_cannot_be_opened_is_said_and_ends_nothing(start: StartDriver, tmp_path: Path) -> None:
    driver = start("scripted", WorkerOptions(output_file=tmp_path / "no" / "such" / "folder"))

    assert "No such file or directory" in driver.until(FaultReported).reason
    driver.until_link(LinkState.READY)
