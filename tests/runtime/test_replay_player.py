"""The player: in time, paused, step by step, faster, following, and jumping there and back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.replay_file import ReplayFile
from codex_tui.runtime.replay_jump import (
    JumpTarget,
    ReplayJump,
    to_end,
    to_fraction,
    to_message,
    to_start,
    to_text,
    to_time,
)
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.events import IntentDone, IntentFailed, Received, ReplyFailed
from codex_tui.state.intents import (
    Decide,
    DescribeThread,
    Intent,
    KeepFilter,
    ListModels,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
)
from codex_tui.state.model import Model
from tests.models import UNLIMITED_S, facts_of, replayed

BEGAN = 1_000.0
COUNT = 10


@dataclass
class Clock:
    now: float = 0.0


def line(number: int) -> bytes:
    """A message for each second, the first with the number 1."""
    return b'{"at":%.1f,"dir":"in","message":{"method":"m%d","params":{}}}\n' % (BEGAN + number, number)


def recording(folder: Path, *, is_ended: bool = True) -> Path:
    path = folder / "r.jsonl"
    header = b'{"codex_tui_recording":1,"at":%.1f,"program":"test","is_redacted":true}\n' % BEGAN
    end = b'{"at":%.1f,"end":true}\n' % (BEGAN + COUNT) if is_ended else b""
    path.write_bytes(header + b"".join(map(line, range(1, COUNT + 1))) + end)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(tmp_path: Path, clock: Clock) -> ReplayPlayer:
    return ReplayPlayer(ReplayFile(recording(tmp_path)), monotonic=lambda: clock.now)


def shown(player: ReplayPlayer) -> list[str]:
    """The methods of the messages that are due."""
    return [event.record.method for event in player.drain(1_000) if isinstance(event, Received)]


def methods(first: int, last: int) -> list[str]:
    return [f"m{number}" for number in range(first, last + 1)]


def jump(player: ReplayPlayer, model: Model, target: JumpTarget) -> ReplayJump:
    found = ReplayJump(player, model, target, Model)
    found.advance(UNLIMITED_S)
    assert found.is_done
    return found


def test_each_message_comes_in_its_time(player: ReplayPlayer, clock: Clock) -> None:
    assert shown(player) == []

    clock.now = 2.5
    assert shown(player) == methods(1, 2)
    assert player.now() == BEGAN + 2.5

    clock.now = 100.0
    assert shown(player) == methods(3, COUNT)
    assert player.status.is_at_end
    assert player.now() == BEGAN + COUNT


def test_another_speed_counts_from_where_it_stands(player: ReplayPlayer, clock: Clock) -> None:
    clock.now = 1.0
    player.set_speed(4.0)
    clock.now = 1.5

    assert shown(player) == methods(1, 3)


def test_the_ladder_of_speeds_has_ends(player: ReplayPlayer) -> None:
    for _ in range(20):
        player.change_speed(1)
    fastest = player.speed
    for _ in range(20):
        player.change_speed(-1)

    assert (fastest, player.speed) == (256.0, 0.25)


def test_at_speed_0_all_is_due(player: ReplayPlayer) -> None:
    player.set_speed(0)

    assert shown(player) == methods(1, COUNT)


def test_paused_nothing_comes_and_time_stands(player: ReplayPlayer, clock: Clock) -> None:
    clock.now = 1.5
    player.set_paused(True)
    clock.now = 60.0

    assert shown(player) == []
    assert player.now() == BEGAN + 1.5

    player.set_paused(False)
    clock.now = 61.0
    assert shown(player) == methods(1, 2)


def test_a_step_is_one_message(player: ReplayPlayer) -> None:
    player.step()
    assert shown(player) == ["m1"]
    assert shown(player) == []

    player.step()
    assert shown(player) == ["m2"]
    assert player.now() == BEGAN + 2


def test_the_end_of_the_recording_is_known_before_it_is_read(player: ReplayPlayer) -> None:
    status = player.status

    assert (status.started_at, status.ended_at, status.fraction) == (BEGAN, BEGAN + COUNT, 0.0)


def test_a_recording_of_a_killed_program_says_so_at_its_end(tmp_path: Path) -> None:
    player = ReplayPlayer(ReplayFile(recording(tmp_path, is_ended=False)), speed=0)

    assert not player.status.is_cut_off
    shown(player)

    assert player.status.is_cut_off


@pytest.mark.parametrize(
    ("target", "count"),
    [
        (to_start(), 0),
        (to_end(), COUNT),
        (to_message(4), 4),
        (to_time(BEGAN + 6.0), 6),
        (to_time(BEGAN + 6.9), 6),
        (to_fraction(1.0), COUNT),
        (to_text("m7"), 7),
    ],
)
def test_a_jump_ends_where_it_should(player: ReplayPlayer, target: JumpTarget, count: int) -> None:
    model = jump(player, Model(), to_message(1)).model if count else Model()

    found = jump(player, model, target)

    assert [record.method for record in found.model.wire_log.since(0)] == methods(1, count)
    assert player.message_count == count
    assert not found.is_missed


def test_a_jump_back_begins_a_new_model(player: ReplayPlayer) -> None:
    model = jump(player, Model(), to_end()).model

    back = jump(player, model, to_message(3))

    assert back.is_backwards and back.model is not model
    assert back.model.wire_log.next_seq == 3


def test_there_and_back_is_the_same_as_straight_there(tmp_path: Path) -> None:
    path = recording(tmp_path)
    player = ReplayPlayer(ReplayFile(path))
    model = jump(player, Model(), to_fraction(0.7)).model
    model = jump(player, model, to_fraction(0.2)).model
    model = jump(player, model, to_end()).model

    assert facts_of(model) == facts_of(replayed(path))


def test_the_next_match_lies_behind_where_it_stands(player: ReplayPlayer) -> None:
    model = jump(player, Model(), to_text("method")).model
    assert player.message_count == 1

    jump(player, model, to_text("METHOD"))
    assert player.message_count == 2

    assert jump(player, model, to_text("nowhere")).is_missed


def test_time_goes_on_where_a_jump_ended(player: ReplayPlayer, clock: Clock) -> None:
    jump(player, Model(), to_message(5))
    clock.now += 1.0

    assert shown(player) == ["m6"]


def test_while_it_is_on_its_way_nothing_is_handed_over(player: ReplayPlayer, clock: Clock) -> None:
    clock.now = 100.0
    under_way = ReplayJump(player, Model(), to_message(2), Model)

    assert player.drain(100) == []
    assert player.status.going_to == "message 2"

    under_way.finish()
    clock.now += 2.0
    assert shown(player) == methods(1, 2)


def test_what_is_written_later_is_followed_at_once(tmp_path: Path, clock: Clock) -> None:
    path = recording(tmp_path, is_ended=False)
    player = ReplayPlayer(ReplayFile(path), is_following=True, monotonic=lambda: clock.now)
    clock.now = 100.0
    assert shown(player) == methods(1, COUNT)
    clock.now = 101.0
    assert shown(player) == []

    with path.open("ab") as growing:
        growing.write(line(500)[:20])
    assert shown(player) == []
    with path.open("ab") as growing:
        growing.write(line(500)[20:])

    assert shown(player) == ["m500"]


def test_a_wake_comes_when_something_is_due(player: ReplayPlayer, clock: Clock) -> None:
    wakes: list[float] = []
    player.set_wake(lambda: wakes.append(clock.now))
    shown(player)
    clock.now = 0.5
    player.tick()
    clock.now = 1.0
    player.tick()

    assert wakes == [0.0, 1.0]


@pytest.mark.parametrize("intent", [DescribeThread("t"), ListThreads(), LoadOlderTurns("t", "c"), OpenThread("t")])
def test_what_the_screen_asks_for_by_itself_is_answered(player: ReplayPlayer, intent: Intent) -> None:
    player.submit(intent)

    assert player.drain(10) == [IntentDone(intent)]


def test_nothing_can_be_sent(player: ReplayPlayer) -> None:
    player.submit(ListModels())
    player.submit(Decide((1, 0), ACCEPT))

    refused, failed = player.drain(10)
    assert isinstance(refused, IntentFailed) and "replay" in refused.reason
    assert isinstance(failed, ReplyFailed) and failed.may_retry


def test_a_filter_is_not_kept(player: ReplayPlayer) -> None:
    player.submit(KeepFilter("slow", "latency:>1s"))

    (failed,) = player.drain(10)
    assert isinstance(failed, IntentFailed) and failed.reason.startswith("It counts for this replay only")


@pytest.mark.parametrize("make", [lambda: b"", lambda: b"\n\n"])
def test_an_empty_file_is_at_its_end(tmp_path: Path, make: Callable[[], bytes]) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(make())
    player = ReplayPlayer(ReplayFile(path))

    assert shown(player) == []
    assert player.status.is_at_end
    assert player.status.fraction == 1.0


def test_a_file_that_is_made_anew_while_it_is_followed_is_said_and_read_again_from_the_start(tmp_path: Path) -> None:
    path = recording(tmp_path, is_ended=False)
    player = ReplayPlayer(ReplayFile(path), speed=0, is_following=True)
    begun = player.drain(100)
    assert isinstance(begun[-1], Received)
    path.write_bytes(line(1))

    (told,) = player.drain(100)
    assert isinstance(told, Received) and "cut short or made anew" in told.record.note
    assert player.status.damage_count == 1 and "Go back to the start" in player.status.first_damage

    player.rewind()
    (first,) = [event for event in player.drain(100) if isinstance(event, Received)]
    assert first.record.method == "m1" and player.status.damage_count == 0
    player.file.close()


def test_a_file_of_an_impossible_age_is_played(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"method":"a","params":{}}\n')
    os.utime(path, (0, -5_000_000_000))
    player = ReplayPlayer(ReplayFile(path), speed=0)

    assert player.status.started_at == 0.0 and player.drain(10)
    player.file.close()


def test_a_file_without_times_that_vanished_behind_its_name_is_played(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"method":"a","params":{}}\n')
    file = ReplayFile(path)
    path.unlink()

    assert len(ReplayPlayer(file, speed=0).drain(10)) > 0
    file.close()
