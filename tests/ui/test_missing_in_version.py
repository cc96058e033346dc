"""What a version of the server lacks is greyed out with a reason wherever it is offered, and never sent."""

from __future__ import annotations

import pytest

from codex_tui.state.events import ServerIdentified
from codex_tui.state.intents import DeleteThread, SendMessage
from codex_tui.ui.commands.table import help_rows
from codex_tui.ui.completing import command_choices
from codex_tui.ui.screens.questions import ConfirmScreen
from tests.ui.render.rows import COLOURED
from tests.ui.stage import Stage, open_app

REASON = "codex 0.131.0 does not have thread/delete"


async def use_version(stage: Stage, version: str) -> None:
    await stage.show(ServerIdentified(1, f"codex/{version}", version, "/codex-home", "codex"))


async def type_line(stage: Stage, line: str) -> None:
    await stage.press("f6")
    await stage.write(line)


async def test_a_command_that_the_server_lacks_says_so_however_it_is_started() -> None:
    async with open_app(open_thread="t1") as stage:
        await use_version(stage, "0.131.0")
        await stage.press("f2", "D")
        assert REASON in stage.notices()[-1]
        footer = stage.strips()[-1]
        (delete_key,) = (segment.style for segment in footer if segment.text.strip() == "D")
        assert delete_key is not None and delete_key.color == stage.app.ui_context.palette.faint.color

        await type_line(stage, ":delete t1")
        await stage.press("enter")
        assert stage.notices()[-1] == f":delete cannot run now: {REASON}."
        assert stage.dashboard.composer.text == ":delete t1"

        assert not stage.is_at(ConfirmScreen) and stage.backend.submitted(DeleteThread) == []


async def test_the_same_command_works_on_a_server_that_has_it() -> None:
    async with open_app(open_thread="t1") as stage:
        await use_version(stage, "0.163.0")
        await stage.press("f2", "D")

        assert stage.is_at(ConfirmScreen)


async def test_the_reason_stands_in_completions_and_palette() -> None:
    async with open_app(open_thread="t1", size=(140, 40)) as stage:
        await use_version(stage, "0.131.0")
        await type_line(stage, ":del")
        row = next(row for row in stage.screen_rows() if REASON in row)
        assert row.lstrip().startswith(":delete")

        await stage.press("ctrl+p")
        await stage.write("delete")
        await stage.until(lambda: any(row.strip() == REASON for row in stage.screen_rows()))


def test_the_reason_stands_in_the_help() -> None:
    rows = help_rows(100, COLOURED, {}, {"delete": REASON})
    (row,) = (row for row in rows if REASON in row.plain)

    assert row.plain.lstrip().startswith(":delete")
    assert COLOURED.faint in {span.style for span in row.spans}


@pytest.mark.parametrize(
    ("version", "line"),
    [("0.131.0", ":effort ultra"), ("0.163.0", ":approval on-failure"), ("0.169.0", ":approval on-failure")],
)
async def test_a_value_that_the_server_does_not_take_is_not_set(version: str, line: str) -> None:
    async with open_app(open_thread="t1") as stage:
        await use_version(stage, version)
        (offered,) = command_choices(stage.app.host, line)
        assert offered.meaning == f"codex {version} does not take it"

        await type_line(stage, line)
        await stage.press("enter")
        assert offered.meaning in stage.notices()[-1]

        await stage.press("ctrl+u")
        await stage.write("hello")
        await stage.press("enter")
        (sent,) = stage.backend.submitted(SendMessage)
        assert sent.settings.effort is None and sent.settings.approval_policy is None


async def test_a_value_that_the_server_takes_is_set() -> None:
    async with open_app(open_thread="t1") as stage:
        await use_version(stage, "0.131.0")
        await type_line(stage, ":approval on-failure")
        await stage.press("enter")
        await stage.write("hello")
        await stage.press("enter")

        (sent,) = stage.backend.submitted(SendMessage)
        assert sent.settings.approval_policy == "on-failure"
