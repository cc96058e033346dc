"""What the screen does when the link changes: the full-screen reason, trying again, and reopening."""

from __future__ import annotations

from codex_tui.state.events import LinkChanged, LinkState, StderrReceived
from codex_tui.state.intents import ListThreads, OpenThread, RestartServer
from codex_tui.ui.screens.no_server import NoServerScreen
from tests.ui.stage import Stage, open_app

REASON = "/nope does not exist. Pass another --codex-bin FILE, or leave it out."


async def go_down(stage: Stage) -> None:
    stage.session.fold(StderrReceived(("\x1b[31mpanic\x1b[0m: no config",)))
    stage.session.fold(LinkChanged(1, LinkState.DOWN, 1, REASON))
    await stage.settle()


async def test_a_server_that_cannot_start_is_told_on_the_whole_screen_with_its_last_words() -> None:
    async with open_app() as stage:
        await go_down(stage)

        assert stage.is_at(NoServerScreen)
        text = stage.screen_text()
        assert "does not exist" in text and "panic: no config" in text
        assert "\x1b" not in text and "[31m" not in text


async def test_r_tries_again() -> None:
    async with open_app() as stage:
        await go_down(stage)
        await stage.press("r")

        assert stage.backend.intents[-1] == RestartServer() and not stage.is_at(NoServerScreen)


async def test_q_leaves_with_exit_code_1() -> None:
    async with open_app() as stage:
        await go_down(stage)
        await stage.press("q")

        assert stage.app.return_value == 1


async def test_a_restarted_server_is_asked_for_what_was_open() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.backend.intents.clear()
        stage.session.lose("The server was ended by signal 9. It last said: nothing of use")
        await stage.settle()
        assert any("signal 9. ctrl+r" in notice for notice in stage.notices())

        await stage.press("ctrl+r")
        assert stage.backend.intents == [RestartServer()]
        stage.session.connect()
        await stage.settle()
        assert stage.backend.intents[1:] == [ListThreads(), OpenThread("t1")]


async def test_a_server_that_comes_back_by_itself_finds_text_and_scroll_position_as_they_were() -> None:
    async with open_app(open_thread="t1") as stage:
        for number in range(60):
            stage.session.say(f"m{number}", f"message {number}")
        await stage.write("half a thought")
        await stage.press("f3", "g")
        # The turn's rule says how it ended; all else stays.
        rows = stage.rows(stage.dashboard.stream)[2:]
        stage.session.lose("The server was ended by signal 9. It last said: nothing of use")
        await stage.show(LinkChanged(1, LinkState.RESTARTING, 1, "Signal 9. Another is started in 0.5 s, try 1 of 3."))
        assert any("Signal 9. Another is started" in notice for notice in stage.notices())

        stage.session.connect()
        await stage.settle()
        stage.session.say("m60", "message 60")
        await stage.settle()
        assert stage.rows(stage.dashboard.stream)[2:] == rows
        assert stage.dashboard.composer.text == "half a thought"
        assert stage.is_focused(stage.dashboard.stream)


async def test_ctrl_r_does_nothing_while_a_server_runs() -> None:
    async with open_app() as stage:
        stage.backend.intents.clear()
        await stage.press("ctrl+r")
        assert RestartServer() not in stage.backend.intents
