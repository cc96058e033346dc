"""Commands about turns and the settings of the next ones."""

from __future__ import annotations

import pytest

from codex_tui.state.intents import (
    CompactThread,
    EndBackgroundCommand,
    Intent,
    InterruptTurn,
    SendMessage,
    StartReview,
    StartThread,
    ThreadSettings,
)
from codex_tui.ui.screens.questions import ConfirmScreen
from tests.ui.stage import Stage, open_app


async def run(stage: Stage, line: str) -> None:
    """Type a command in the composer, over what may stand there."""
    stage.dashboard.composer.text = ""
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        (":compact", CompactThread("t1")),
        (":review", StartReview("t1", "")),
        (":review the parser", StartReview("t1", "the parser")),
        (":interrupt", InterruptTurn("t1", "u")),
        (":steer look there", SendMessage("t1", "look there", "u")),
    ],
)
async def test_a_command_asks_the_worker(line: str, intent: Intent) -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        await stage.settle()
        await run(stage, line)

        assert stage.backend.intents == [intent]


@pytest.mark.parametrize("line", [":steer x", ":interrupt"])
async def test_without_a_turn_it_says_so(line: str) -> None:
    async with open_app(open_thread="t1") as stage:
        await run(stage, line)

        assert stage.backend.intents == []
        assert len(stage.notices()) == 1 and "No turn is running".lower() in stage.notices()[0].lower()


async def test_settings_go_with_the_next_message_of_this_thread_only() -> None:
    async with open_app(open_thread="t1") as stage:
        for line in (":model gpt-5.5-mini", ":effort high", ":approval never", ":sandbox read-only", ":cwd /work"):
            await run(stage, line)
        await run(stage, "hello")
        settings = ThreadSettings("gpt-5.5-mini", None, "/work", "never", "read-only", "high")
        assert stage.backend.submitted(SendMessage) == [SendMessage("t1", "hello", None, settings)]

        await stage.press("f2", "g", "enter")
        await run(stage, "there")
        assert stage.backend.submitted(SendMessage)[1] == SendMessage("t3", "there")


async def test_without_a_thread_settings_are_for_new_ones() -> None:
    async with open_app() as stage:
        await run(stage, ":effort low")
        await run(stage, "hello")

        assert stage.backend.intents == [StartThread(ThreadSettings(effort="low"), "hello")]
        assert stage.notices() == ["effort low, for new threads"]


@pytest.mark.parametrize("line", [":effort enormous", ":approval sometimes", ":sandbox sandy"])
async def test_a_value_that_does_not_exist_is_refused_with_those_that_do(line: str) -> None:
    async with open_app(open_thread="t1") as stage:
        await run(stage, line)
        assert f"{line} is not possible: give one of " in stage.notices()[0]
        assert stage.dashboard.composer.text == line
        await run(stage, "hello")
        assert stage.backend.intents == [SendMessage("t1", "hello")]


async def test_a_command_that_outlives_its_turn_is_offered_to_be_ended() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        stage.session.start_item(
            "c", "commandExecution", thread_id="t1", command="sleep 600", processId="77", status="inProgress"
        )
        stage.session.end_turn(thread_id="t1", status="interrupted")
        await stage.done(InterruptTurn("t1", "u"))
        assert stage.is_at(ConfirmScreen) and "$ sleep 600" in stage.screen_text()
        await stage.press("n")
        assert stage.backend.intents == []

        await stage.press("f8", "y")
        assert stage.backend.intents == [EndBackgroundCommand("t1", "77")]
