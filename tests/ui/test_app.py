"""Keys that work anywhere, the palette, rebinding, themes and colour: the app as a whole."""

from __future__ import annotations

import re

import pytest
from rich.color import Color
from textual.command import CommandPalette

from codex_tui.state.intents import InterruptTurn, SendMessage, StartThread
from codex_tui.ui.app import AppOptions
from codex_tui.ui.commands.table import COMMANDS
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.keys import KEYS, shown_key
from codex_tui.ui.screens.reader import ReaderScreen
from tests.recording import events
from tests.ui.stage import Stage, open_app


async def all_rows(stage: Stage) -> str:
    """Everything that a reader shows, page by page."""
    text = stage.screen_text()
    for _ in range(8):
        await stage.press("pagedown")
        text += stage.screen_text()
    return text


def grounds(stage: Stage) -> set[Color | None]:
    """The colours that the screen is painted on."""
    return {segment.style.bgcolor for strip in stage.strips() for segment in strip if segment.style is not None}


async def test_f_keys_go_to_the_panes_from_the_composer_and_back() -> None:
    async with open_app() as stage:
        dashboard = stage.dashboard
        await stage.write("half a sentence")
        places = {"f2": dashboard.threads, "f3": dashboard.stream, "f4": dashboard.wire, "f5": dashboard.inbox}
        for key, pane in places.items():
            await stage.press(key)
            assert stage.is_focused(pane)
            await stage.press("f6")
            assert stage.is_focused(dashboard.composer.editor)
        assert dashboard.composer.text == "half a sentence"


async def test_ctrl_n_starts_a_thread_from_anywhere() -> None:
    async with open_app() as stage:
        await stage.press("ctrl+n", "f4", "ctrl+n")

        assert len(stage.backend.submitted(StartThread)) == 2


async def test_f8_interrupts_the_open_threads_turn_and_is_named_only_while_it_can() -> None:
    async with open_app(open_thread="t1") as stage:
        assert "f8" not in stage.screen_rows()[-1]
        await stage.press("f8")
        assert stage.backend.intents == []

        stage.session.start_turn("u1", thread_id="t1")
        await stage.settle()
        assert "f8 Interrupt" in stage.screen_rows()[-1]
        await stage.press("f8")
        assert stage.backend.intents == [InterruptTurn("t1", "u1")]


async def test_ctrl_q_leaves() -> None:
    async with open_app() as stage:
        await stage.press("ctrl+q")

        assert stage.app.return_code == 0 and not stage.app.is_running


async def test_the_help_lists_every_key_and_command() -> None:
    async with open_app() as stage:
        await stage.press("f1")
        assert stage.is_at(ReaderScreen)
        text = await all_rows(stage)
        for key in KEYS:
            if not key.id.startswith("inbox.decide_"):
                assert re.search(
                    rf"  {re.escape(shown_key(key.keys))}(?!\S).* {re.escape(key.help)}|  /  +{key.help}", text
                ), key.id
        for command in COMMANDS:
            assert f":{command.name}" in text and command.help in text

        await stage.press("escape")
        assert stage.is_at(DashboardScreen)


async def test_keys_of_the_dashboard_rest_while_something_lies_over_it() -> None:
    async with open_app() as stage:
        await stage.press("f1", "ctrl+n", "f2", "f1", "ctrl+p", "ctrl+g")
        assert stage.is_at(ReaderScreen) and stage.backend.submitted(StartThread) == []

        await stage.press("q")
        assert stage.is_at(DashboardScreen)


async def test_the_palette_runs_a_command() -> None:
    async with open_app() as stage:
        await stage.press("ctrl+p")
        assert stage.is_at(CommandPalette)
        await stage.write("stderr")
        await stage.until(lambda: "Show the server's standard error" in stage.screen_text())
        await stage.press("enter")
        await stage.until(lambda: stage.is_at(ReaderScreen))

        assert "Standard error of the app-server" in stage.screen_rows()[0]


async def test_the_palette_puts_a_command_that_needs_an_argument_into_the_composer() -> None:
    async with open_app() as stage:
        await stage.press("f4", "ctrl+p")
        await stage.write("effort")
        await stage.until(lambda: "Reasoning effort" in stage.screen_text())
        await stage.press("enter")
        await stage.until(lambda: stage.is_at(DashboardScreen))

        assert stage.dashboard.composer.text == ":effort "
        assert stage.is_focused(stage.dashboard.composer.editor)


async def test_keys_can_be_rebound_and_every_place_says_so() -> None:
    keys = {"anywhere.wire": "ctrl+w", "threads.new": "N", "composer.send": "ctrl+s", "inbox.decline": "x"}
    async with open_app(options=AppOptions(keys=keys), open_thread="t1") as stage:
        await stage.press("f4")
        assert not stage.is_focused(stage.dashboard.wire)
        await stage.press("ctrl+w")
        assert stage.is_focused(stage.dashboard.wire)

        await stage.press("f6")
        await stage.write("hi")
        await stage.press("ctrl+s")
        assert stage.backend.submitted(SendMessage) == [SendMessage("t1", "hi")]

        await stage.press("f2", "n")
        assert stage.backend.submitted(StartThread) == []
        assert "N New" in stage.screen_rows()[-1]
        await stage.press("N")
        assert len(stage.backend.submitted(StartThread)) == 1

        stage.session.ask(0, threadId="t1", availableDecisions=["accept"])
        await stage.settle()
        assert "x decline" in "\n".join(stage.rows(stage.dashboard.inbox))

        await stage.press("f1")
        text = await all_rows(stage)
        assert re.search(r"\^w +Go to the wire log", text) and re.search(r"x +Decline; the turn goes on", text)
        assert not re.search(r"f4 +Go to the wire log", text)


async def test_what_is_said_again_and_again_stands_once() -> None:
    async with open_app() as stage:
        for _ in range(3):
            stage.app.host.tell("information", "the same")
            await stage.settle()
        stage.app.host.tell("information", "another")
        await stage.settle()

        assert stage.notices() == ["the same", "another"]


async def test_another_theme_is_taken_at_once_and_everywhere() -> None:
    async with open_app(events("markdown")) as stage:
        dark = grounds(stage)
        await stage.write(":theme")
        await stage.press("escape", "enter")

        assert stage.app.theme == "codex-light"
        assert dark.isdisjoint(grounds(stage))


async def test_a_theme_that_does_not_exist_is_refused_in_words() -> None:
    async with open_app() as stage:
        await stage.write(":theme nope")
        await stage.press("enter")

        assert stage.app.theme == "codex-dark"
        assert stage.notices()[0].startswith("There is no theme nope. There are: ")


async def test_without_colour_everything_stays_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(events("exec-amendment")) as stage:
        stage.session.ask(77, threadId="t1", command="touch it", availableDecisions=["accept"])
        await stage.press("ctrl+g")
        colours = {
            colour.name
            for strip in stage.strips()
            for segment in strip
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None and not colour.is_default and colour.triplet is not None
            if len({*colour.triplet}) > 1
        }
        assert colours == set()
        assert "touch it" in stage.screen_text()


async def test_final_only_can_be_set_at_the_start() -> None:
    async with open_app(options=AppOptions(is_final_only=True), open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        stage.session.start_item("live", "agentMessage", thread_id="t1", text="half a sentence")
        await stage.settle()

        assert "half a sentence" not in stage.screen_text()
