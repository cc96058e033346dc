"""The item stream by keys: follow, what is new, folding, older turns, and what leads away from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from codex_tui.state.intents import LoadOlderTurns
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, open_app


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        yield stage


async def say(stage: Stage, *numbers: int) -> None:
    """Agent messages, two rows each at least."""
    for number in numbers:
        stage.session.say(f"m{number}", f"message {number:02} says this")
    await stage.settle()


def stream_text(stage: Stage) -> str:
    return "\n".join(stage.rows(stage.dashboard.stream))


def title(stage: Stage) -> str:
    return stage.rows(stage.dashboard.panes["stream"].title)[0]


def turn(turn_id: str, *texts: str) -> dict[str, Any]:
    items = [{"type": "agentMessage", "id": f"{turn_id}-{n}", "text": text} for n, text in enumerate(texts)]
    return {"id": turn_id, "status": "completed", "items": items}


async def test_the_end_is_followed(stage: Stage) -> None:
    await say(stage, *range(40))
    assert "message 39" in stream_text(stage) and "message 00" not in stream_text(stage)

    await say(stage, 40)
    assert "message 40" in stream_text(stage) and "new" not in title(stage)


async def test_scrolling_up_stops_following_and_counts_what_is_new(stage: Stage) -> None:
    await say(stage, *range(40))
    await stage.press("f3", "pageup")
    before = stream_text(stage)

    await say(stage, 40, 41, 42)
    assert stream_text(stage) == before
    assert "↓ 3 new" in title(stage)


async def test_the_wheel_stops_following_and_the_title_says_so_at_once(stage: Stage) -> None:
    await say(stage, *range(40))
    await stage.wheel(stage.dashboard.stream, -1)

    assert "↓ end" in title(stage)
    await say(stage, 40)
    assert "message 40" not in stream_text(stage)

    for _ in range(3):
        await stage.wheel(stage.dashboard.stream, 1)
    assert "message 40" in stream_text(stage) and "↓" not in title(stage)


async def test_the_last_key_follows_again(stage: Stage) -> None:
    await say(stage, *range(40))
    await stage.press("f3", "g")
    assert "message 00" in stream_text(stage)
    await say(stage, 40)
    await stage.press("G")
    assert "message 40" in stream_text(stage)

    await say(stage, 41)
    assert "message 41" in stream_text(stage) and "new" not in title(stage)


async def test_what_streams_below_does_not_move_what_is_read(stage: Stage) -> None:
    await say(stage, *range(40))
    stage.session.start_item("live", "agentMessage", thread_id="t1", text="")
    await stage.settle()
    await stage.press("f3", "pageup")
    before = stream_text(stage)

    for number in range(30):
        stage.session.tell(
            "item/agentMessage/delta", threadId="t1", turnId="u", itemId="live", delta=f"line {number}\n\n"
        )
    await stage.settle()
    assert stream_text(stage) == before


async def test_enter_expands_and_folds(stage: Stage) -> None:
    output = "\n".join(f"row {number}" for number in range(60))
    stage.session.end_item(
        "c", "commandExecution", thread_id="t1", command="seq 60", cwd="/w", status="completed", exitCode=0,
        aggregatedOutput=output,
    )  # fmt: skip
    await stage.settle()
    assert "row 18" not in stream_text(stage)
    await stage.press("f3", "G", "enter")
    await stage.press("g")
    assert "row 1" in stream_text(stage) and "row 18" in stream_text(stage)

    await stage.press("G", "enter")
    assert "row 18" not in stream_text(stage)


async def test_older_turns_are_asked_for_once_and_keep_the_place(stage: Stage) -> None:
    stage.session.answer(
        "thread/turns/list", {"data": [turn("b", *(f"known {n:02}" for n in range(30)))], "nextCursor": "older"},
        threadId="t1",
    )  # fmt: skip
    await stage.settle()
    await stage.press("f3", "g")
    assert stage.backend.submitted(LoadOlderTurns) == [LoadOlderTurns("t1", "older")]
    first = next(row for row in stage.rows(stage.dashboard.stream) if "known" in row)
    y = stage.rows(stage.dashboard.stream).index(first)

    older = [turn("a", *(f"older {n:02}" for n in range(30)))]
    stage.session.answer("thread/turns/list", {"data": older, "nextCursor": None}, threadId="t1")
    await stage.done(LoadOlderTurns("t1", "older"), "t1")
    assert stage.rows(stage.dashboard.stream)[y] == first
    assert "new" not in title(stage)

    await stage.press("g")
    assert "older 00" in stream_text(stage)
    assert stage.backend.submitted(LoadOlderTurns) == [LoadOlderTurns("t1", "older")]


async def test_o_shows_all_of_an_item_and_escape_comes_back(stage: Stage) -> None:
    output = "\n".join(f"row {number}" for number in range(60))
    stage.session.end_item("c", "commandExecution", thread_id="t1", command="seq 60", aggregatedOutput=output)
    await stage.settle()
    await stage.press("f3", "G", "o")
    assert stage.is_at(ReaderScreen)
    await stage.press("G")
    assert "row 59" in stage.screen_text()

    await stage.press("escape")
    assert stage.is_focused(stage.dashboard.stream)


async def test_w_shows_the_items_messages_in_the_wire_log(stage: Stage) -> None:
    await say(stage, 1, 2)
    await stage.press("f3", "G", "w")

    assert stage.is_focused(stage.dashboard.wire)
    assert stage.dashboard.wire.view.filter_text == 'item:"m2"'
    record = stage.dashboard.wire.cursor_record
    assert record is not None and record.item_id == "m2"


async def test_copied_text_is_harmless(stage: Stage) -> None:
    stage.session.say("evil", "before \x1b]52;c;AAAA\x07 \u202e after")
    await stage.settle()
    await stage.press("f3", "G", "y")

    assert stage.app.clipboard.startswith("before ") and "after" in stage.app.clipboard
    assert not {"\x1b", "\x07", "\u202e"} & set(stage.app.clipboard)


async def test_another_thread_shows_from_its_end_and_the_first_is_still_there(stage: Stage) -> None:
    await say(stage, *range(40))
    await stage.press("f3", "g", "f2", "g", "enter")
    assert "Reading the thread" in stream_text(stage)

    await stage.press("f2", "G", "enter")
    assert "message 39" in stream_text(stage)


async def test_final_only_leaves_the_final_items_and_back(stage: Stage) -> None:
    stage.session.end_item("r", "reasoning", thread_id="t1", summary=["thinking about it"])
    await say(stage, 1)
    stage.session.start_item("live", "agentMessage", thread_id="t1", text="half a sen")
    await stage.settle()
    assert "half a sen" in stream_text(stage)

    await stage.press("f9")
    assert "half a sen" not in stream_text(stage) and "message 01" in stream_text(stage)
    assert "final only" in title(stage)
    await stage.press("f9")
    assert "half a sen" in stream_text(stage)


async def test_with_no_thread_it_says_what_to_do() -> None:
    async with open_app() as stage:
        assert "No thread is open." in stream_text(stage)

        await stage.press("f3", "j", "k", "G", "g", "enter", "o", "w", "y", "pageup", "pagedown")
        assert stage.app.screen is stage.dashboard
