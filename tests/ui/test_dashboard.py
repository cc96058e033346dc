"""How the panes share the screen at each size, and what stays in place meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.state.events import RequestKey
from codex_tui.state.intents import RestartServer
from tests.recording import events
from tests.ui.stage import MEDIUM, NARROW, WIDE, Stage, open_app

PANES = ("threads", "stream", "inbox", "wire")


def shown(stage: Stage) -> set[str]:
    return {name for name in PANES if stage.is_shown(name)}


def ask(stage: Stage, request_id: int = 0, thread_id: str = "t1") -> RequestKey:
    return stage.session.ask(request_id, threadId=thread_id, command="ls", availableDecisions=["accept"])


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        (WIDE, {"threads", "stream", "inbox", "wire"}),
        ((120, 30), {"threads", "stream", "inbox", "wire"}),
        (MEDIUM, {"threads", "stream", "wire"}),
        (NARROW, {"stream"}),
        ((60, 15), {"stream"}),
    ],
)
async def test_the_width_says_which_panes_are_shown(size: tuple[int, int], panes: set[str]) -> None:
    async with open_app(size=size) as stage:
        assert shown(stage) == panes
        assert stage.dashboard.composer.region.height >= 1


@pytest.mark.parametrize("size", [MEDIUM, NARROW])
async def test_every_pane_can_be_reached_by_its_key(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        keys = {"f2": "threads", "f3": "stream", "f4": "wire", "f5": "inbox"}
        for key, name in keys.items():
            await stage.press(key)
            assert name in shown(stage)
            assert stage.is_focused(stage.dashboard.panes[name].content)


async def test_a_click_on_a_tab_shows_the_pane() -> None:
    async with open_app(size=NARROW) as stage:
        await stage.click_text(stage.dashboard.tabs, "Threads")
        assert shown(stage) == {"threads"}

        await stage.click_text(stage.dashboard.tabs, "Wire log")
        assert shown(stage) == {"wire"}


@pytest.mark.parametrize("size", [MEDIUM, NARROW])
async def test_a_request_raises_a_banner_that_leads_to_it(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        assert not stage.dashboard.banner.display
        ask(stage, thread_id="t2")
        await stage.settle()
        assert "Job number 2" in stage.rows(stage.dashboard.banner)[0]
        assert stage.is_focused(stage.dashboard.composer.editor) and "inbox" not in shown(stage)

        await stage.click(stage.dashboard.banner, 5, 0)
        assert "inbox" in shown(stage) and stage.is_focused(stage.dashboard.inbox)
        assert not stage.dashboard.banner.display

        stage.session.tell("serverRequest/resolved", threadId="t2", requestId=0)
        await stage.press("f3")
        assert not stage.dashboard.banner.display


async def test_a_wide_screen_needs_no_banner() -> None:
    async with open_app() as stage:
        ask(stage)
        await stage.settle()

        assert not stage.dashboard.banner.display
        assert "1 waiting" in stage.screen_rows()[0]


@pytest.mark.parametrize(("key", "name"), [("f2", "threads"), ("f3", "stream"), ("f4", "wire"), ("f5", "inbox")])
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_pane_takes_the_whole_screen_and_gives_it_back(key: str, name: str, size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        await stage.press(key)
        before = shown(stage)
        await stage.press("f10")
        assert shown(stage) == {name}
        assert stage.dashboard.panes[name].region.width >= size[0] - 2
        assert stage.is_focused(stage.dashboard.panes[name].content)

        await stage.press("f10")
        assert shown(stage) == before


async def test_going_to_another_pane_keeps_it_maximised_and_escape_ends_it() -> None:
    async with open_app() as stage:
        await stage.press("f4", "f10", "f2")
        assert shown(stage) == {"threads"}

        await stage.press("escape")
        assert shown(stage) == set(PANES)


async def test_another_size_keeps_focus_draft_and_selection() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await stage.settle()
        await stage.write("half a sentence")
        await stage.press("ctrl+g")
        for size in (NARROW, MEDIUM, (60, 15), WIDE):
            await stage.resize(*size)
            assert stage.dashboard.inbox.cursor_key == key
            assert stage.dashboard.composer.text == "half a sentence"
            assert "inbox" in shown(stage) and stage.is_focused(stage.dashboard.inbox)
        assert shown(stage) == set(PANES)


async def test_another_size_while_a_message_streams() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        stage.session.start_item("live", "agentMessage", thread_id="t1", text="")
        sizes = [(100, 30), (80, 24), (140, 40), (61, 16), (200, 50), (140, 40)]
        for number, size in enumerate(sizes * 3):
            delta = f"paragraph {number} of the answer\n\n"
            stage.session.tell("item/agentMessage/delta", threadId="t1", turnId="u", itemId="live", delta=delta)
            await stage.resize(*size)
            assert f"paragraph {number} of" in stage.screen_text()


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (39, 9), (300, 90)])
async def test_no_size_breaks_it(size: tuple[int, int]) -> None:
    async with open_app(events("exec-amendment"), size=WIDE) as stage:
        for key in ("f2", "f3", "f4", "f5", "f6", "f1"):
            await stage.resize(*size)
            await stage.press(key)
        await stage.resize(*WIDE)

        assert shown(stage) == set(PANES)


async def test_a_banner_names_the_oldest_and_follows_what_happens() -> None:
    async with open_app(size=NARROW) as stage:
        ask(stage, 0, "t1")
        ask(stage, 1, "t3")
        await stage.settle()
        assert "2" in stage.rows(stage.dashboard.banner)[0] and "Job number 1" in stage.rows(stage.dashboard.banner)[0]

        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        assert "Job number 3" in stage.rows(stage.dashboard.banner)[0]


async def test_a_lost_link_turns_the_status_and_leaves_everything_readable() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        stage.session.say("m", "what was said before")
        stage.session.lose("the app-server was killed by signal 9")
        await stage.settle()

        assert "lost" in stage.screen_rows()[0]
        assert "what was said before" in stage.screen_text()
        assert stage.notices()[0].startswith("the app-server was killed by signal 9")
        await stage.write(":restart")
        await stage.press("escape", "enter", "y")
        assert stage.backend.submitted(RestartServer) == [RestartServer()]


async def test_the_clock_of_the_status_bar_moves_with_the_clock() -> None:
    async with open_app() as stage:
        assert stage.screen_rows()[0].rstrip().endswith("08:39")
        stage.clock.now += 60
        stage.dashboard.tick()
        await stage.settle()

        assert stage.screen_rows()[0].rstrip().endswith("08:40")


@pytest.mark.parametrize("name", ["markdown", "multi-thread", "patch-multi", "spawn"])
async def test_recorded_sessions_are_shown_at_every_size(name: str) -> None:
    async with open_app(events(name), size=NARROW) as stage:
        rows: dict[str, Any] = {}
        threads = [record.id for record in stage.app.model.threads]
        for thread_id in threads:
            stage.app.controller.show_thread(thread_id)
            for size in (NARROW, MEDIUM, WIDE):
                await stage.resize(*size)
                rows[f"{thread_id} {size}"] = stage.rows(stage.dashboard.stream)

        assert threads and all(any(map(str.strip, shown_rows)) for shown_rows in rows.values())
