"""Commands about the screen and the server."""

from __future__ import annotations

import pytest

from codex_tui.state.events import StderrReceived
from codex_tui.state.intents import RestartServer
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, open_app


async def run(stage: Stage, line: str) -> None:
    """Type a command in the composer."""
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


@pytest.mark.parametrize("pane", ["threads", "stream", "wire", "inbox"])
async def test_show_goes_to_a_pane(pane: str) -> None:
    async with open_app() as stage:
        await run(stage, f":show {pane}")

        assert stage.is_focused(stage.dashboard.panes[pane].content)


async def test_stderr_is_shown_on_request() -> None:
    async with open_app() as stage:
        await stage.show(StderrReceived(("ERROR something broke", "and more")))
        assert "something broke" not in stage.screen_text()

        await run(stage, ":stderr")
        assert stage.is_at(ReaderScreen) and "ERROR something broke" in stage.screen_text()


async def test_stderr_has_no_codes_of_a_terminal() -> None:
    async with open_app() as stage:
        await stage.show(StderrReceived(("\x1b[2m12:00\x1b[0m \x1b[31mERROR\x1b[0m no \x1b]52;c;aGk=\x07config",)))
        await run(stage, ":stderr")
        assert "12:00 ERROR no config" in stage.screen_text() and "␛" not in stage.screen_text()

        await stage.press("y")
        assert stage.app.clipboard == "12:00 ERROR no config"


async def test_restart_asks_first() -> None:
    async with open_app() as stage:
        await run(stage, ":restart")
        assert stage.backend.intents == []

        await stage.press("y")
        assert stage.backend.intents == [RestartServer()]


async def test_quit_leaves() -> None:
    async with open_app() as stage:
        await run(stage, ":quit")

        assert stage.app.return_code == 0


async def test_next_goes_to_what_waits() -> None:
    async with open_app() as stage:
        key = stage.session.ask(0, threadId="t1", availableDecisions=["accept"])
        await stage.settle()
        await run(stage, ":next")

        assert stage.is_focused(stage.dashboard.inbox) and stage.dashboard.inbox.cursor_key == key


@pytest.mark.parametrize(("line", "theme"), [(":theme light", "codex-light"), (":theme dracula", "dracula")])
async def test_theme_takes_one_by_name(line: str, theme: str) -> None:
    async with open_app() as stage:
        await run(stage, line)

        assert stage.app.theme == theme
