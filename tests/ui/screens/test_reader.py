"""The full-screen reader: moving, copying, coming back, and another width."""

from __future__ import annotations

from rich.text import Text

from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, open_app


def rows_for(width: int, palette: Palette) -> list[Text]:
    return [Text(f"row {number} of width {width}") for number in range(100)]


def reader_title(stage: Stage) -> str:
    return stage.screen_rows()[0]


async def test_rows_are_moved_through_and_the_title_counts() -> None:
    async with open_app() as stage:
        stage.app.host.read("Hundred rows", rows_for)
        await stage.settle()
        assert "Hundred rows" in reader_title(stage) and "1/100" in reader_title(stage)

        await stage.press("G")
        assert "row 99" in stage.screen_text() and "100/100" in reader_title(stage)
        await stage.press("g", "j", "j")
        assert "3/100" in reader_title(stage)


async def test_another_width_makes_the_rows_anew() -> None:
    async with open_app() as stage:
        stage.app.host.read("Rows", rows_for)
        await stage.settle()
        before = stage.screen_rows()[1]
        await stage.resize(90, 30)

        assert "width" in before and stage.screen_rows()[1].split("width")[1] != before.split("width")[1]


async def test_y_copies_the_whole_text_and_without_one_what_the_rows_show() -> None:
    async with open_app() as stage:
        stage.app.host.read("Rows", lambda width, palette: [Text("shown  ")], "the whole text")
        await stage.press("y")
        assert stage.app.clipboard == "the whole text"

        await stage.press("escape")
        stage.app.host.read("Rows", lambda width, palette: [Text("shown  "), Text("again")])
        await stage.settle()
        await stage.press("y")
        assert stage.app.clipboard == "shown\nagain"


async def test_every_way_back_leads_back_once() -> None:
    async with open_app() as stage:
        for key in ("escape", "q"):
            await stage.press("f4")
            stage.app.host.read("Rows", rows_for)
            await stage.settle()
            assert stage.is_at(ReaderScreen)
            await stage.press(key)
            assert stage.is_at(DashboardScreen) and stage.is_focused(stage.dashboard.wire)


async def test_nothing_to_read_is_nothing_to_break() -> None:
    async with open_app() as stage:
        stage.app.host.read("Nothing", lambda width, palette: [])
        await stage.press("G", "g", "j", "k", "pagedown", "pageup", "enter", "y", "/")

        assert "0/0" in reader_title(stage)


async def test_what_goes_on_below_is_taken_in_meanwhile() -> None:
    async with open_app() as stage:
        stage.app.host.read("Rows", rows_for)
        await stage.settle()
        stage.session.status("t1", "active", "waitingOnApproval")
        await stage.settle()
        assert stage.is_at(ReaderScreen)

        await stage.press("escape")
        assert "NEEDS YOU" in stage.screen_text()
