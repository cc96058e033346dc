"""A replay on the screen: the same panes, the bar, its keys and commands, and nothing that could be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.replay_file import ReplayFile
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.events import DecisionTaken, Received, ReplyWritten, RequestKey, Sent
from codex_tui.state.inbox import EntryState
from codex_tui.state.recording_format import event_entry, header_entry, message_entry
from codex_tui.ui.app import AppOptions
from codex_tui.ui.replay_app import ReplayApp
from codex_tui.ui.screens.questions import PromptScreen
from tests.models import facts_of, replayed
from tests.recording import STARTED_AT, events
from tests.ui.stage import MEDIUM, NARROW, WIDE, Clock, RecordedBackend, Stage, StagedSession, key_event

KEY = RequestKey(1, 0)


def recording(folder: Path, name: str = "exec-accept") -> Path:
    """A session as this program records it, with the decision that was made in it."""
    entries = [header_entry(STARTED_AT, is_redacted=True)]
    for event in events(name):
        if isinstance(event, Received | Sent):
            if isinstance(event, Sent) and event.record.id == KEY.id and event.record.kind.value == "ok":
                at = event.record.at
                decided = (DecisionTaken(at, KEY, "key", ACCEPT), ReplyWritten(at, KEY))
                entries += [event_entry(beside, at) or b"" for beside in decided]
            entries.append(message_entry(event.record))
    path = folder / "session.jsonl"
    path.write_bytes(b"".join(entries))
    return path


class ReplayStage(Stage):
    """A stage whose app plays a recording."""

    @property
    def replay(self) -> ReplayApp:
        """The app."""
        assert isinstance(self.app, ReplayApp)
        return self.app

    async def settle(self) -> None:
        """Until what a key leads to has begun, what is due is shown, and a jump has ended."""
        player = self.replay.player
        await super().settle()
        await self.replay.controls.tick()
        while player.going_to:
            await self.replay.controls.tick()
        await self.until(lambda: not player.has_due())
        await super().settle()

    @property
    def message_count(self) -> int:
        """Of the wire log on the screen."""
        return self.app.model.wire_log.next_seq


@asynccontextmanager
async def open_replay(path: Path, size: tuple[int, int] = WIDE, speed: float = 1.0) -> AsyncIterator[ReplayStage]:
    clock = Clock()
    player = ReplayPlayer(ReplayFile(path), speed=speed, monotonic=lambda: clock.monotonic)
    app = ReplayApp(player, AppOptions(monotonic=lambda: clock.monotonic))
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        backend = RecordedBackend()
        stage = ReplayStage(app, pilot, backend, StagedSession(backend), clock)
        await stage.settle()
        yield stage


async def test_at_once_the_screen_shows_the_end_with_what_was_decided(tmp_path: Path) -> None:
    path = recording(tmp_path)
    async with open_replay(path, speed=0) as stage:
        assert facts_of(stage.app.model) == facts_of(replayed(path))
        assert stage.entry(KEY).state is EntryState.RESOLVED
        assert stage.entry(KEY).decision == ACCEPT
        assert "accepted · resolved" in stage.screen_text()
        assert "100%" in stage.rows(stage.replay.dashboard.bar)[0]
        assert "replay" in stage.screen_rows()[0]


async def test_time_brings_the_messages_and_space_stops_it(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        stage.clock.monotonic += 0.5
        await stage.settle()
        some = stage.message_count
        await stage.press("space")
        stage.clock.monotonic += 60.0
        await stage.settle()
        paused = stage.message_count
        await stage.press("space")
        stage.clock.monotonic += 60.0
        await stage.settle()

        assert 0 < some == paused < stage.message_count


async def test_a_step_shows_one_message_more(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        await stage.press("f7")
        before = stage.message_count
        await stage.press(".", ".")

        assert stage.message_count == before + 2


@pytest.mark.parametrize(("command", "count"), [("jump #7", 7), ("jump start", 0), ("jump 12", 12)])
async def test_a_jump_there_and_back_keeps_the_panes(tmp_path: Path, command: str, count: int) -> None:
    async with open_replay(recording(tmp_path), speed=0) as stage:
        await stage.press("f4")
        await stage.press(":")
        await stage.write(command)
        await stage.press("enter")

        assert stage.message_count == count
        assert stage.is_focused(stage.dashboard.stream)
        assert stage.replay.player.is_paused
        assert not stage.dashboard.composer.display


async def test_keys_right_behind_the_colon_are_the_command(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path), speed=0) as stage:
        await stage.write(":jump 12")
        await stage.press("enter")

        assert stage.message_count == 12


async def test_a_filter_and_the_open_thread_outlive_a_jump_back(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path), speed=0) as stage:
        opened = stage.app.controller.open_thread_id
        stage.dashboard.filtering.apply("wire", "turn")
        stage.replay.controls.jump("#20")
        await stage.settle()

        assert stage.app.controller.open_thread_id == opened is not None
        assert stage.dashboard.wire.filter_text == "turn"


async def test_find_goes_on_to_the_next_message_with_the_text(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        await stage.press("ctrl+f")
        assert stage.is_at(PromptScreen)
        await stage.write("turn/completed")
        await stage.press("enter")
        found = stage.app.model.wire_log.get(stage.message_count - 1)

        assert found is not None and found.method == "turn/completed"


async def test_escape_stays_where_a_jump_is_on_its_way(tmp_path: Path) -> None:
    path = recording(tmp_path, "flood")
    # So long that the jump takes many slices.
    path.write_bytes(path.read_bytes() * 100)
    async with open_replay(path) as stage:
        stage.replay.controls.jump("end")
        assert stage.replay.controls.is_going
        stage.app.post_message(key_event("escape"))
        await stage.until(lambda: not stage.replay.player.going_to)
        await stage.settle()

        assert stage.replay.player.status.fraction < 1
        assert stage.is_focused(stage.dashboard.stream)


async def test_what_does_not_come_any_more_is_said_and_the_place_stays(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        stage.replay.controls.toggle_pause()
        stage.replay.controls.jump("#10")
        await stage.settle()
        await stage.press("f4", "g", "j")
        before = (stage.message_count, stage.replay.player.status.at, stage.dashboard.wire.cursor)
        stage.replay.controls.find("no such text")
        await stage.settle()

        assert any("does not come any more" in notice for notice in stage.notices())
        assert not stage.replay.controls.is_going
        assert (stage.message_count, stage.replay.player.status.at, stage.dashboard.wire.cursor) == before


async def test_a_search_under_way_is_broken_off_and_nothing_has_moved(tmp_path: Path) -> None:
    path = recording(tmp_path, "flood")
    path.write_bytes(path.read_bytes() * 100)
    async with open_replay(path) as stage:
        stage.replay.controls.toggle_pause()
        stage.replay.controls.find("no such text")
        assert stage.replay.controls.is_going
        await stage.press("escape")

        assert not stage.replay.controls.is_going and stage.message_count == 0


@pytest.mark.parametrize("text", ["jump nowhere", "jump 99:99", "speed fast", "speed -1"])
async def test_what_cannot_be_done_is_said(tmp_path: Path, text: str) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        await stage.press(":")
        await stage.write(text)
        await stage.press("enter")

        assert stage.notices()
        assert stage.message_count == 0


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_nothing_can_be_sent_and_the_keys_say_so(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_replay(recording(tmp_path), size, speed=0) as stage:
        assert not stage.dashboard.composer.display
        await stage.press("ctrl+n")
        await stage.press("f6")
        await stage.write("hello")
        await stage.press("enter")

        assert sum("this is a replay" in notice for notice in stage.notices()) == 2
        assert stage.dashboard.composer.text == "hello"
        await stage.press("escape")
        assert not stage.dashboard.composer.display


async def test_a_pending_card_cannot_be_decided(tmp_path: Path) -> None:
    path = recording(tmp_path)
    async with open_replay(path, speed=0) as stage:
        stage.replay.controls.jump(f"#{request_number(path)}")
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press("a")

        assert stage.entry(KEY).state is EntryState.PENDING
        assert any("Not decided: this is a replay" in notice for notice in stage.notices())


async def test_damage_is_said_in_the_bar_and_once_in_the_corner(tmp_path: Path) -> None:
    path = recording(tmp_path)
    lines = path.read_bytes().split(b"\n")
    lines[5] = b"{damaged"
    path.write_bytes(b"\n".join(lines))
    async with open_replay(path, speed=0) as stage:
        assert "line 6 of the recording is damaged" in stage.rows(stage.replay.dashboard.bar)[0]
        assert [notice.endswith(". All else is shown.") for notice in stage.notices() if "line 6" in notice] == [True]


async def test_an_empty_file_is_a_replay_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()
    async with open_replay(path) as stage:
        assert "the file is empty" in stage.rows(stage.replay.dashboard.bar)[0]


async def test_a_click_on_the_track_goes_there(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path), speed=0) as stage:
        bar = stage.replay.dashboard.bar
        await stage.click(bar, stage.rows(bar)[0].index("━") + 10, 0)

        assert stage.replay.player.status.fraction < 1


async def test_keys_that_need_a_server_are_greyed_out(tmp_path: Path) -> None:
    async with open_replay(recording(tmp_path)) as stage:
        greyed = stage.app.ui_context.greyed_keys

        assert {"anywhere.new_thread", "anywhere.interrupt", "threads.fork", "inbox.accept", "inbox.decide_1"} <= greyed
        assert not greyed & {"anywhere.help", "wire_log.export", "replay.pause", "inbox.detail"}


def request_number(path: Path) -> int:
    """The number of the message with which the request came."""
    return next(record.seq + 1 for record in replayed(path).wire_log.since(0) if "requestApproval" in record.method)
