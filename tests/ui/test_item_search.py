"""From a wire message to its item, wherever that is: in view, hidden by a filter, or not loaded yet."""

from __future__ import annotations

from typing import Any

from codex_tui.state.intents import LoadOlderTurns, OpenThread
from codex_tui.ui.item_search import MAX_PAGES
from tests.ui.stage import Stage, open_app


def turn(number: int, *item_ids: str) -> dict[str, Any]:
    """A turn as `thread/turns/list` gives it."""
    items = [{"type": "agentMessage", "id": item_id, "text": f"text of {item_id}"} for item_id in item_ids]
    return {"id": f"turn{number}", "status": "completed", "items": items}


async def want(stage: Stage, item_id: str = "m1") -> None:
    """Press `i` on a message about an item that no timeline has."""
    stage.session.tell("lab/about", threadId="t2", itemId=item_id)
    await stage.press("f4", "i")
    assert stage.is_focused(stage.dashboard.stream)


async def give_page(
    stage: Stage, intent: OpenThread | LoadOlderTurns, *turns: dict[str, Any], cursor: str | None
) -> None:
    """A page of turns, as the worker reports it."""
    stage.session.answer("thread/turns/list", {"data": list(turns), "nextCursor": cursor}, threadId=intent.thread_id)
    await stage.done(intent)


async def test_a_thread_is_read_backwards_until_the_item_is_there() -> None:
    async with open_app() as stage:
        await want(stage)
        await give_page(stage, stage.backend.submitted(OpenThread)[0], turn(9, "m9"), cursor="older")
        assert "Reading older turns to find the item." in stage.notices()
        asked = stage.backend.submitted(LoadOlderTurns)
        assert asked == [LoadOlderTurns("t2", "older")]

        await give_page(stage, asked[0], turn(1, "m1"), cursor="oldest")
        assert stage.dashboard.stream.cursor_key == "item:m1"


async def test_an_item_that_no_page_has_is_told() -> None:
    async with open_app() as stage:
        await want(stage)
        await give_page(stage, stage.backend.submitted(OpenThread)[0], turn(9, "m9"), cursor=None)

        assert stage.notices()[-1] == "That item is not in the history of its thread."


async def test_an_endless_history_is_not_read_to_its_end() -> None:
    async with open_app() as stage:
        await want(stage)
        await give_page(stage, stage.backend.submitted(OpenThread)[0], cursor="page 0")
        for number in range(MAX_PAGES):
            await give_page(stage, stage.backend.submitted(LoadOlderTurns)[number], cursor=f"page {number + 1}")

        assert stage.notices()[-1].startswith("That item is not in the newest part of its thread.")
        assert len(stage.backend.submitted(LoadOlderTurns)) == MAX_PAGES


async def test_who_goes_elsewhere_is_not_called_back() -> None:
    async with open_app() as stage:
        await want(stage)
        opening = stage.backend.submitted(OpenThread)[0]
        await stage.press("f2")
        await give_page(stage, opening, turn(1, "m1"), turn(2, "m2"), cursor=None)

        assert stage.is_focused(stage.dashboard.threads) and stage.dashboard.stream.cursor_key != "item:m1"


async def test_a_thread_that_cannot_be_read_ends_the_search() -> None:
    async with open_app() as stage:
        await want(stage)
        await stage.fail(stage.backend.submitted(OpenThread)[0], "no such thread")
        stage.session.say("m1", "later", thread_id="t2")
        await stage.settle()

        assert "no such thread" in stage.notices()
        assert stage.backend.submitted(LoadOlderTurns) == []


async def test_what_hides_the_item_in_the_stream_is_let_go_of_and_this_is_said() -> None:
    async with open_app(open_thread="t2") as stage:
        stage.session.say("m1", "here it is", thread_id="t2")
        await stage.settle()
        stage.app.host.set_filter("stream", "nothing like it")
        await stage.press("f4", "i")

        assert stage.dashboard.stream.cursor_key == "item:m1" and stage.dashboard.stream.filter_text == ""
        assert stage.notices()[-1] == "The stream's filter did not show the item, and is off now."


async def test_final_only_is_turned_off_for_an_item_that_it_hides() -> None:
    async with open_app(open_thread="t2") as stage:
        stage.session.start_item("r1", "reasoning", thread_id="t2", summary=["thinking"], content=[])
        await stage.settle()
        await stage.press("f9", "f4", "i")

        assert stage.dashboard.stream.cursor_key == "item:r1"
        assert stage.notices()[-1].startswith("Final-only did not show the item, and is off now. f9")


async def test_w_shows_the_messages_of_an_item_and_backspace_leads_back() -> None:
    async with open_app(open_thread="t2") as stage:
        stage.session.say("m1", "here it is", thread_id="t2")
        stage.session.say('odd "id"', "there it is", thread_id="t2")
        await stage.settle()
        await stage.press("f3", "G", "w")
        rows = stage.rows(stage.dashboard.wire)
        assert stage.is_focused(stage.dashboard.wire) and len([row for row in rows if row.strip()]) == 1

        await stage.press("backspace")
        assert stage.dashboard.wire.filter_text == ""
