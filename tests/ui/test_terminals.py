"""Terminals of every size, resized at any moment, and pastes that are too large for anybody's composer."""

from __future__ import annotations

import pytest

from codex_tui.state.intents import SendMessage
from tests.ui.stage import Stage, open_app

SIZES = ((20, 5), (400, 120), (80, 24), (21, 6), (140, 40), (1, 1), (10, 3), (99, 27), (100, 28), (119, 44), (120, 30))
KEYS = ("f2", "f3", "j", "f4", "enter", "escape", "f5", "o", "escape", "f6", "f1", "escape", "f10", "f10")
A_MEGABYTE = 1_000_000


async def fill(stage: Stage) -> None:
    """Something in every pane."""
    for number in range(40):
        stage.session.say(f"m{number}", f"# Message {number}\n\n- with a list\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    stage.session.start_item("c", "commandExecution", command="make all", aggregatedOutput="one\ntwo")
    stage.session.ask(0, threadId="t1", turnId="u", command="ls -la", availableDecisions=["accept", "cancel"])
    await stage.settle()


@pytest.mark.parametrize("size", SIZES)
async def test_every_key_works_at_every_size(size: tuple[int, int]) -> None:
    async with open_app(open_thread="t1", size=size) as stage:
        await fill(stage)
        for key in KEYS:
            await stage.press(key)
            await stage.back_to_dashboard()

        assert [len(row) <= size[0] for row in stage.screen_rows()] == [True] * size[1]


async def test_a_storm_of_sizes_ends_as_if_the_last_had_been_the_first() -> None:
    async with open_app(open_thread="t1", size=(140, 40)) as stage:
        await fill(stage)
        calm = stage.screen_rows()
        for size in SIZES:
            await stage.resize(*size)
        await stage.resize(140, 40)

        assert stage.screen_rows() == calm


@pytest.mark.parametrize("text", ["x" * A_MEGABYTE, "some words " * (A_MEGABYTE // 11)], ids=["one word", "many words"])
async def test_a_paste_of_a_megabyte_is_kept_whole_and_sent_whole(text: str) -> None:
    async with open_app(open_thread="t1") as stage:
        await stage.paste(text)
        assert stage.dashboard.composer.text == text

        await stage.press("enter")
        assert stage.backend.submitted(SendMessage) == [SendMessage("t1", text)]
