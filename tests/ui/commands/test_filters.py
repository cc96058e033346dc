"""`:filter`: lists are filtered, and filters of the wire log are kept and forgotten."""

from __future__ import annotations

import pytest

from codex_tui.state.intents import KeepFilter
from codex_tui.ui.app import AppOptions
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, open_app


async def run(stage: Stage, line: str) -> None:
    """Type a command in the composer."""
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


@pytest.mark.parametrize(
    ("line", "threads", "wire"),
    [
        (":filter threads job 1", "job 1", ""),
        (":filter wire method:thread/list", "", "method:thread/list"),
        (":filter turn", "", "turn"),
    ],
)
async def test_filter_narrows_the_list_that_is_named_else_the_wire_log(line: str, threads: str, wire: str) -> None:
    async with open_app() as stage:
        await run(stage, line)

        assert stage.dashboard.threads.view.filter_text == threads
        assert stage.dashboard.wire.view.filter_text == wire


async def test_a_filter_that_cannot_be_read_is_told_and_changes_nothing() -> None:
    async with open_app() as stage:
        await run(stage, ":filter wire dir:in")
        await run(stage, ":filter wire dir:in size:big")

        assert stage.dashboard.wire.filter_text == "dir:in"
        assert stage.notices()[-1].startswith("Not filtered: at 13: size: wants > >= < <= or = and a number")


async def test_an_open_prompt_follows_the_command() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("dir:in")
        await stage.press("enter")
        await run(stage, ":filter wire kind:note")

        assert "kind:note" in "\n".join(stage.rows(stage.dashboard.panes["wire"]))
        assert "dir:in" not in "\n".join(stage.rows(stage.dashboard.panes["wire"]))


async def test_a_filter_is_saved_used_and_forgotten() -> None:
    async with open_app() as stage:
        await run(stage, ":filter save slow latency:>1s or size:>1k")
        assert stage.backend.intents == [KeepFilter("slow", "latency:>1s or size:>1k")]
        await run(stage, ":filter wire @slow dir:in")
        assert stage.dashboard.wire.filter_text == "@slow dir:in"

        await run(stage, ":filter delete slow")
        assert stage.backend.intents[-1] == KeepFilter("slow", None)
        assert stage.app.ui_context.saved_filters == {}


async def test_without_a_text_the_filter_of_the_wire_log_is_saved() -> None:
    async with open_app() as stage:
        await run(stage, ":filter wire method:item/*")
        await run(stage, ":filter save items")

        assert stage.app.ui_context.saved_filters == {"items": "method:item/*"}
        assert stage.notices()[-1] == "@items stands for method:item/* from now on."


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        (":filter save", "Give a name of letters, digits, - and _"),
        (":filter save no/name dir:in", "Give a name of letters, digits, - and _"),
        (":filter save x", "There is no filter to save"),
        (":filter save x dir:up", 'Not saved: [filters] x = "dir:up": at 5: dir: is one of in, out.'),
        (":filter save base @mine", 'Not saved: [filters] base = "@mine"'),
        (":filter delete base", 'Not deleted: [filters] mine = "@base": at 1: there is no saved filter @base'),
        (":filter delete other", "There is no saved filter @other. There are: @base, @mine."),
    ],
)
async def test_what_cannot_be_kept_or_forgotten_says_why(line: str, notice: str) -> None:
    saved = {"base": "dir:in", "mine": "@base"}
    async with open_app(options=AppOptions(saved_filters=saved)) as stage:
        await run(stage, line)

        assert stage.notices()[-1].startswith(notice)
        assert stage.backend.intents == [] and stage.app.ui_context.saved_filters == saved


async def test_a_filter_that_could_not_be_written_is_told() -> None:
    async with open_app() as stage:
        await stage.fail(KeepFilter("slow", "dir:in"), "It counts for this session only: there is no config file")

        assert stage.notices() == ["It counts for this session only: there is no config file"]


async def test_help_shows_the_language() -> None:
    async with open_app() as stage:
        await run(stage, ":help filter")

        assert stage.is_at(ReaderScreen) and "latency:>100ms" in stage.screen_text()


async def test_the_command_is_completed() -> None:
    async with open_app(options=AppOptions(saved_filters={"slow": "latency:>1s"})) as stage:
        await stage.press("f6")
        await stage.write(":filter delete ")
        assert [choice.text for choice in stage.dashboard.completions.choices] == [":filter delete slow"]

        await stage.press("tab")
        await stage.press("enter")
        assert stage.backend.intents == [KeepFilter("slow", None)]
