"""A server that dies at any message of a recorded session, and within one: nothing that waited for it is left hanging.

A few cuts are made in a real process each, which is started again by itself; all of them are made in the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    Received,
    RequestKey,
    Sent,
)
from codex_tui.state.fold import fold, fold_all
from codex_tui.state.inbox import OPEN_STATES, EntryState
from codex_tui.state.intents import CallMethod, Decide, ListThreads
from codex_tui.state.model import Model
from codex_tui.state.wire_log import MessageKind
from codex_tui.wire.connection import RequestReceived
from tests.peers.cut_off import inbound_lines
from tests.recording import RECORDINGS_PATH, STARTED_AT, events, names
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

CUTS_OF_A_RECORDING = 15
RECORDINGS = ("exec-two", "multi-thread", "elicit-form", "perm-grant")
KILLED = "signal 9"
LOST_AT = STARTED_AT + 1e6


def cuts_of(lines: list[bytes]) -> list[str]:
    """Places all over a session, every other one within a line; the first is right behind the handshake."""
    step = max(1, len(lines) // CUTS_OF_A_RECORDING)
    counts = range(1, len(lines), step)
    return [f"{count}+{len(lines[count]) // 2 if number % 2 else 0}" for number, count in enumerate(counts)]


def start_on(start: StartDriver, name: str, cuts: list[str], folder: Path) -> Driver:
    path, starts = RECORDINGS_PATH / f"{name}.jsonl", folder / "starts"
    env = {"PEER_RECORDING": str(path), "PEER_CUTS": " ".join(cuts), "PEER_STARTS": str(starts)}
    return start("cut_off", WorkerOptions(env=env, restart_pauses_s=(0.0,) * len(cuts)))


def pending_keys(driver: Driver) -> list[RequestKey]:
    """What the server asked so far, and nobody answered."""
    asked = [
        RequestKey(event.generation, event.event.id)
        for event in driver.events
        if isinstance(event, Received) and isinstance(event.event, RequestReceived)
    ]
    answered = [event.key for event in driver.events if isinstance(event, PolicyAnswered)]
    return [key for key in asked if key not in answered]


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_server_killed_anywhere_comes_back_and_nothing_of_the_dead_one_is_answered(
    start: StartDriver, tmp_path: Path, name: str
) -> None:
    lines = inbound_lines(RECORDINGS_PATH / f"{name}.jsonl")
    cuts = cuts_of(lines)
    driver = start_on(start, name, cuts, tmp_path)
    late: list[Decide] = []
    for cut in cuts:
        driver.until_link(LinkState.READY)
        question = ListThreads()
        driver.worker.submit(question)
        lost = driver.until_link(LinkState.LOST)
        assert KILLED in lost.detail
        end = driver.until_end(question)
        assert isinstance(end, IntentFailed) and KILLED in end.reason, cut
        late += [Decide(key, ACCEPT) for key in pending_keys(driver) if key.generation == lost.generation]
    driver.until_link(LinkState.READY)

    assert late
    for decision in late:
        assert isinstance(driver.perform(decision), IntentFailed)
    replies = driver.perform(CallMethod("peer/replies"))
    assert isinstance(replies, IntentDone) and replies.result == []
    assert_all_kept(driver, lines, cuts)


def assert_all_kept(driver: Driver, lines: list[bytes], cuts: list[str]) -> None:
    """Every line is in the log, half ones too, every request of a dead server is lost, and no other was answered."""
    model = Model()
    fold_all(model, driver.events)
    assert not [event for event in driver.events if isinstance(event, FaultReported)]
    assert model.link.state is LinkState.READY and model.link.generation == len(cuts) + 1
    assert not any(entry.state in OPEN_STATES for entry in model.inbox)
    played = [event.record for event in driver.events if isinstance(event, Received) and event.generation <= len(cuts)]
    for_cut = [cut.partition("+") for cut in cuts]
    assert len(played) == sum(int(count) + (byte_count != "0") for count, _, byte_count in for_cut)
    sent = [event.record.kind for event in driver.events if isinstance(event, Sent)]
    by_policy = [event for event in driver.events if isinstance(event, PolicyAnswered)]
    assert sum(kind in (MessageKind.RESULT, MessageKind.ERROR) for kind in sent) <= len(by_policy)


def test_a_server_killed_before_it_answered_the_handshake_is_down_with_the_reason(
    start: StartDriver, tmp_path: Path
) -> None:
    driver = start_on(start, "exec-accept", ["0+0"], tmp_path)
    question = ListThreads()
    driver.worker.submit(question)

    assert KILLED in driver.until_link(LinkState.DOWN).detail
    assert isinstance(driver.until_end(question), IntentFailed)


def models_at_all_cuts(name: str) -> Iterator[Model]:
    """The model at the loss of the link behind each message of a recording."""
    whole = events(name)
    for count in range(len(whole) + 1):
        model = Model()
        fold_all(model, whole[:count])
        fold(model, LinkChanged(LOST_AT, LinkState.LOST, 1, "killed"))
        yield model


@pytest.mark.parametrize("name", [name for name in names() if name != "flood"])
def test_at_every_cut_all_that_waited_is_lost_and_the_next_server_asks_anew(name: str) -> None:
    asked_again = {
        event.event.id: event
        for event in events(name, generation=2)
        if isinstance(event, Received) and isinstance(event.event, RequestReceived)
    }
    for model in models_at_all_cuts(name):
        assert not any(entry.state in OPEN_STATES for entry in model.inbox)
        assert not any(each.running_turns() or each.running_commands() for each in model.timelines.values())
        assert not any(record.pending_count for record in model.threads)
        for entry in [entry for entry in model.inbox if entry.state is EntryState.LOST]:
            fold(model, asked_again[entry.key.id])
            assert model.inbox.entries[RequestKey(1, entry.key.id)].state is EntryState.LOST
            assert model.inbox.entries[RequestKey(2, entry.key.id)].state in OPEN_STATES
