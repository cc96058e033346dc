"""Commands about threads, by keys and by name: whom they mean, and what they ask of the worker."""

from __future__ import annotations

import pytest

from codex_tui.state.intents import (
    ArchiveThread,
    DeleteThread,
    ForkThread,
    Intent,
    OpenThread,
    RenameThread,
    ResumeThread,
    StartThread,
    ThreadSettings,
)
from codex_tui.ui.app import AppOptions
from codex_tui.ui.screens.questions import ConfirmScreen
from tests.ui.stage import Stage, open_app

CURSOR = "t3"
OPENED = "t1"
NOT_LISTED = "01a2078e-ec99-7423-9bba-f0d1db20b0b1"


async def run(stage: Stage, line: str) -> None:
    """Type a command in the composer."""
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        ("n", StartThread(ThreadSettings(), "")),
        ("r", ResumeThread(CURSOR)),
        ("f", ForkThread(CURSOR)),
        ("A", ArchiveThread(CURSOR, True)),
    ],
)
async def test_a_key_means_the_thread_under_the_cursor(key: str, intent: Intent) -> None:
    async with open_app(open_thread=OPENED) as stage:
        await stage.press("f2", "g", key)

        assert stage.backend.intents == [intent]


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        (":resume", ResumeThread(OPENED)),
        (":resume t2", ResumeThread("t2")),
        (f":resume {NOT_LISTED}", ResumeThread(NOT_LISTED)),
        (":fork", ForkThread(OPENED)),
        (":use t2", OpenThread("t2")),
        (":refresh-thread", OpenThread(OPENED)),
        (":archive", ArchiveThread(OPENED, True)),
        (":rename New name", RenameThread(OPENED, "New name")),
        (":new do it", StartThread(ThreadSettings(), "do it")),
        (":new", StartThread(ThreadSettings(), "")),
    ],
)
async def test_a_name_means_the_open_thread_or_the_one_named(line: str, intent: Intent) -> None:
    async with open_app(open_thread=OPENED) as stage:
        await run(stage, line)

        assert stage.backend.intents == [intent]
        assert stage.dashboard.composer.text == ""


async def test_an_id_can_be_shortened_while_it_names_one_thread() -> None:
    async with open_app(thread_count=12) as stage:
        await run(stage, ":resume t1")
        assert stage.backend.intents == [ResumeThread("t1")]
        await run(stage, ":resume t")

        assert stage.backend.intents == [ResumeThread("t1")]
        assert stage.notices() == ["12 threads begin with t. Give more of the id."]


async def test_what_is_no_id_is_refused_in_words() -> None:
    async with open_app() as stage:
        await run(stage, ":resume nonsense")

        assert stage.backend.intents == [] and stage.notices() == ["No thread has the id nonsense."]


async def test_deleting_names_the_thread_and_wants_a_second_key() -> None:
    async with open_app() as stage:
        await stage.press("f2", "D")
        assert stage.is_at(ConfirmScreen) and "Job number 3" in stage.screen_text()
        await stage.press("enter", "n")
        assert stage.backend.intents == []

        await stage.press("D", "y")
        assert stage.backend.intents == [DeleteThread(CURSOR)]


async def test_a_renamed_thread_begins_with_its_name() -> None:
    async with open_app() as stage:
        stage.session.tell("thread/name/updated", threadId=CURSOR, threadName="Old name")
        await stage.press("f2", "R")
        assert "Old name" in stage.screen_text()
        await stage.write("!")
        await stage.press("enter")

        assert stage.backend.intents == [RenameThread(CURSOR, "Old name!")]


async def test_without_a_thread_it_says_so() -> None:
    async with open_app() as stage:
        for line in (":rename x", ":archive", ":fork", ":delete"):
            await run(stage, line)
            stage.dashboard.composer.text = ""

        assert stage.backend.submitted(RenameThread) == [] and not stage.is_at(ConfirmScreen)
        assert len(stage.notices()) == 4 and all("no thread is" in notice.lower() for notice in stage.notices())


async def test_a_new_thread_takes_the_settings_of_the_command_line() -> None:
    settings = ThreadSettings(model="gpt-5.5", cwd="/work")
    async with open_app(options=AppOptions(settings=settings)) as stage:
        await stage.press("ctrl+n")

        assert stage.backend.intents == [StartThread(settings, "")]


@pytest.mark.parametrize("intent", [ResumeThread("t2"), ForkThread("t1"), StartThread()])
async def test_the_thread_that_came_of_it_is_opened(intent: Intent) -> None:
    async with open_app() as stage:
        await stage.done(intent, "t2")

        assert stage.app.controller.open_thread_id == "t2"


async def test_a_thread_started_in_the_background_is_not_opened() -> None:
    async with open_app(open_thread=OPENED) as stage:
        await stage.done(StartThread(is_background=True), "t2")

        assert stage.app.controller.open_thread_id == OPENED
