"""The two questions: a second key that only `y` gives, and a text."""

from __future__ import annotations

import pytest

from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.screens.questions import ConfirmScreen, PromptScreen
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from tests.ui.stage import NARROW, WIDE, open_app


@pytest.mark.parametrize("size", [WIDE, NARROW, (40, 10)])
async def test_a_second_key_is_y_and_nothing_else(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        said: list[str] = []
        stage.app.host.ask_yes("Really?", ["It cannot be undone."], lambda: said.append("yes"))
        await stage.settle()
        assert "It cannot be undone." in stage.screen_text()
        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("enter", "space", "Y", "j", "a", "1", "tab", "f2", "ctrl+n")
        assert said == [] and stage.is_at(ConfirmScreen)

        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("y")
        assert said == ["yes"] and stage.is_at(DashboardScreen)


@pytest.mark.parametrize("typed", ["my way", "yyyyyy"])
async def test_a_yes_amid_other_typing_is_none(typed: str) -> None:
    async with open_app() as stage:
        stage.is_reading_questions = False
        said: list[str] = []
        stage.app.host.ask_yes("Really?", [], lambda: said.append("yes"))
        await stage.settle()
        for letter in typed:
            stage.clock.monotonic += 0.15
            await stage.press(letter)
        assert said == [] and stage.is_at(ConfirmScreen)


@pytest.mark.parametrize("key", ["n", "escape", "q"])
async def test_the_other_ways_out_are_no(key: str) -> None:
    async with open_app() as stage:
        said: list[str] = []
        stage.app.host.ask_yes("Really?", [], lambda: said.append("yes"))
        await stage.press(key)

        assert said == [] and stage.is_at(DashboardScreen)


async def test_a_question_without_an_object_is_never_answered_yes() -> None:
    async with open_app() as stage:
        said: list[str] = []
        is_open = [True]
        stage.app.host.ask_yes("Really?", [], lambda: said.append("yes"), lambda: is_open[0])
        await stage.settle()
        is_open[0] = False
        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("y")

        assert said == [] and stage.is_at(DashboardScreen)


async def test_a_long_question_can_be_read_to_its_end() -> None:
    async with open_app(size=NARROW) as stage:
        stage.app.host.ask_yes("Really?", [f"reason number {number}" for number in range(60)], lambda: None)
        await stage.settle()
        for _ in range(40):
            await stage.press("pagedown")

        assert "reason number 59" in stage.screen_text()


async def test_markup_in_a_question_is_text() -> None:
    async with open_app() as stage:
        stage.app.host.ask_yes("[b]Title[/b]", ["[@click=app.quit]leave[/] [red]x"], lambda: None)
        await stage.settle()

        assert "[b]Title[/b]" in stage.screen_text() and "[@click=app.quit]leave[/] [red]x" in stage.screen_text()


async def test_a_text_is_taken_by_enter_and_begins_with_what_was_there() -> None:
    async with open_app() as stage:
        said: list[str] = []
        stage.app.host.ask_text("Name", "old name", said.append)
        await stage.settle()
        assert "old name" in stage.screen_text()
        await stage.write(" and more")
        await stage.press("enter")

        assert said == ["old name and more"] and stage.is_at(DashboardScreen)


async def test_no_text_is_not_taken_and_escape_goes_back() -> None:
    async with open_app() as stage:
        said: list[str] = []
        stage.app.host.ask_text("Name", "", said.append)
        await stage.press("enter", "space", "enter")
        assert stage.is_at(PromptScreen)

        await stage.press("escape")
        assert said == [] and stage.is_at(DashboardScreen)


async def test_a_pasted_text_of_several_lines_waits_for_enter() -> None:
    async with open_app() as stage:
        said: list[str] = []
        stage.app.host.ask_text("Why", "", said.append)
        await stage.settle()
        await stage.paste("one\ntwo\n")
        assert stage.is_at(PromptScreen)
        await stage.press("enter")

        assert said == ["one\ntwo\n"]


async def test_a_yes_that_was_pressed_before_the_question_could_be_read_is_none() -> None:
    async with open_app() as stage:
        stage.is_reading_questions = False
        answers: list[str] = []
        stage.app.host.ask_yes("Delete", ["Delete it?"], lambda: answers.append("yes"))
        await stage.settle()
        await stage.press("y")
        assert answers == [] and stage.is_at(ConfirmScreen)

        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("y")
        assert answers == ["yes"] and not stage.is_at(ConfirmScreen)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_a_long_question_is_answered_once_its_end_was_in_view(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        answers: list[str] = []
        rows = [f"It allows thing number {number}." for number in range(60)]
        stage.app.host.ask_yes(
            "Allow more than this once?", [*rows, "It holds for ever."], lambda: answers.append("yes")
        )
        await stage.press("y")
        assert answers == [] and "Allow more than this once?" in stage.screen_text()
        assert "y  yes" not in stage.screen_text() and "It holds for ever." not in stage.screen_text()

        await stage.press("end")
        await stage.until(lambda: "It holds for ever." in stage.screen_text() and "y  yes" in stage.screen_text())
        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("y")
        assert answers == ["yes"]
