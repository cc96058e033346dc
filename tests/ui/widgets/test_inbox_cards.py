"""Equal requests on one card, and marks: what is decided together, and what must never be decided with it."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, DECLINE, Decision
from codex_tui.state.events import ReplyWritten, RequestKey
from codex_tui.state.inbox import EntryState
from codex_tui.state.intents import Decide
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.render.shown import shown_hash
from codex_tui.ui.screens.questions import ConfirmScreen
from codex_tui.ui.screens.reader import ReaderScreen
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from tests.ui.stage import Stage, open_app

OFFERED = ["accept", "acceptForSession", "decline", "cancel"]


def ask(stage: Stage, number: int, command: str = "touch same", thread_id: str = "t1", **rest: Any) -> RequestKey:
    facts = {"command": command, "cwd": "/work", "availableDecisions": OFFERED, **rest}
    return stage.session.ask(number, threadId=thread_id, turnId="u", itemId=f"i{number}", **facts)


async def select(stage: Stage) -> None:
    """Go to the next card and let it arm."""
    await stage.settle()
    await stage.press("ctrl+g")
    await stage.arm()


async def mark(stage: Stage, count: int) -> None:
    """Mark the next cards."""
    for _ in range(count):
        await select(stage)
        await stage.press("space")


def decided(stage: Stage) -> list[tuple[RequestKey, Decision]]:
    return [(RequestKey(*intent.key), intent.decision) for intent in stage.backend.submitted(Decide)]


def heads(stage: Stage) -> list[str]:
    return [row for row in stage.rows(stage.dashboard.inbox) if "COMMAND" in row]


def end(stage: Stage, number: int) -> None:
    stage.session.tell("serverRequest/resolved", threadId="t1", requestId=number)


async def test_equal_requests_are_one_card_and_are_decided_one_by_one() -> None:
    async with open_app() as stage:
        keys = [ask(stage, number) for number in range(3)]
        ask(stage, 3, thread_id="t2")
        await select(stage)
        assert len(heads(stage)) == 2 and "COMMAND ×3" in heads(stage)[0] and "×" not in heads(stage)[1]

        await stage.press("a", "a")
        assert decided(stage) == [(key, ACCEPT) for key in keys]
        for intent in stage.backend.submitted(Decide):
            entry = stage.entry(RequestKey(*intent.key))
            assert intent.shown_hash == shown_hash(entry, stage.dashboard.inbox.sheet.context_of(entry))


async def test_ctrl_g_goes_from_card_to_card() -> None:
    async with open_app() as stage:
        first, _, other = ask(stage, 0), ask(stage, 1), ask(stage, 2, "touch other")
        await stage.settle()
        seen = []
        for _ in range(3):
            await stage.press("ctrl+g")
            seen.append(stage.dashboard.inbox.cursor_key)

        assert seen == [first, other, first]


async def test_a_request_that_joins_a_card_arms_it_anew() -> None:
    async with open_app() as stage:
        first = ask(stage, 0)
        await select(stage)
        joined = ask(stage, 1)
        await stage.settle()
        await stage.press("a", "1", "d")
        assert decided(stage) == []

        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(first, ACCEPT), (joined, ACCEPT)]


async def test_a_request_that_joins_under_the_second_key_is_not_decided() -> None:
    async with open_app() as stage:
        first, second = ask(stage, 0), ask(stage, 1)
        await select(stage)
        await stage.press("s")
        newcomer = ask(stage, 2)
        await stage.settle()
        await stage.press("y")

        assert decided(stage) == [(first, ACCEPT_FOR_SESSION), (second, ACCEPT_FOR_SESSION)]
        assert stage.entry(newcomer).state is EntryState.PENDING


async def test_a_member_that_ended_under_the_second_key_is_passed_over() -> None:
    async with open_app() as stage:
        keys = [ask(stage, number) for number in range(3)]
        await select(stage)
        await stage.press("s")
        end(stage, 1)
        await stage.settle()
        await stage.press("y")

        assert decided(stage) == [(keys[0], ACCEPT_FOR_SESSION), (keys[2], ACCEPT_FOR_SESSION)]
        assert "1 of 3 requests was over already; nothing was sent for them." in stage.notices()


async def test_a_card_outlives_the_request_that_named_it_and_arms_anew() -> None:
    async with open_app() as stage:
        _, second = ask(stage, 0), ask(stage, 1)
        await select(stage)
        end(stage, 0)
        await stage.settle()
        await stage.press("a")
        assert decided(stage) == [] and stage.dashboard.inbox.cursor_key == second

        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(second, ACCEPT)]


async def test_a_click_decides_all_of_a_card() -> None:
    async with open_app() as stage:
        keys = [ask(stage, 0), ask(stage, 1)]
        await stage.settle()
        await stage.arm()
        await stage.click_text(stage.dashboard.inbox, "1 Accept")

        assert decided(stage) == [(key, ACCEPT) for key in keys]


async def test_only_one_of_equal_refusals_carries_the_message() -> None:
    async with open_app() as stage:
        ask(stage, 0), ask(stage, 1)
        await select(stage)
        await stage.press("m")
        await stage.write("not now")
        await stage.press("enter")

        assert [intent.message for intent in stage.backend.submitted(Decide)] == ["not now", ""]


async def test_a_patch_that_changes_leaves_its_card() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        change = {"path": "/work/a", "kind": {"type": "add"}}
        for number in range(2):
            changes = [{**change, "diff": "one\n"}]
            stage.session.start_item(f"p{number}", "fileChange", thread_id="t1", changes=changes)
            facts = {"threadId": "t1", "turnId": "u", "itemId": f"p{number}"}
            stage.session.ask(number, "item/fileChange/requestApproval", **facts)
        await stage.settle()
        assert "FILE CHANGE ×2" in stage.screen_text()

        stage.session.tell(
            "item/fileChange/patchUpdated",
            threadId="t1",
            turnId="u",
            itemId="p1",
            changes=[{**change, "diff": "two\n"}],
        )
        await stage.settle()
        assert "×2" not in stage.screen_text() and stage.screen_text().count("FILE CHANGE") == 2


async def test_marks_are_shown_and_escape_takes_them_away_first() -> None:
    async with open_app() as stage:
        ask(stage, 0), ask(stage, 1, "touch other")
        await mark(stage, 2)
        assert all("● COMMAND" in head for head in heads(stage))
        assert stage.dashboard.inbox.title_facts().facts == "2 ●" and "2 ●" in stage.screen_text()

        await stage.press("space")
        assert stage.dashboard.inbox.title_facts().facts == "1 ●"
        await stage.press("escape")
        assert not any("●" in head for head in heads(stage)) and stage.is_focused(stage.dashboard.inbox)
        await stage.press("escape")
        assert not stage.is_focused(stage.dashboard.inbox)


async def test_marked_cards_are_accepted_by_a_second_key_that_lists_them() -> None:
    async with open_app() as stage:
        keys = [ask(stage, 0), ask(stage, 1, "touch other", "t2")]
        left = ask(stage, 2, "touch left")
        await mark(stage, 2)
        await stage.press("a")
        text = " ".join(stage.screen_text().split())
        assert stage.is_at(ConfirmScreen) and decided(stage) == [] and "Allow these 2 requests?" in text
        assert "COMMAND · Job number 1 · $ touch same" in text and "COMMAND · Job number 2 · $ touch other" in text

        await stage.press("y")
        assert decided(stage) == [(key, ACCEPT) for key in keys]
        await stage.show(*(ReplyWritten(stage.session.at, key) for key in keys))
        assert stage.entry(left).state is EntryState.PENDING and not stage.dashboard.inbox.cards.has_marks


async def test_marked_cards_are_declined_by_one_key() -> None:
    async with open_app() as stage:
        keys = [ask(stage, 0), ask(stage, 1, "touch other")]
        await mark(stage, 2)
        await stage.press("d", "d")

        assert decided(stage) == [(key, DECLINE) for key in keys] and stage.is_at(DashboardScreen)


@pytest.mark.parametrize("key", ["s", "m", "c"])
async def test_what_asks_for_more_is_not_for_marks(key: str) -> None:
    async with open_app() as stage:
        ask(stage, 0), ask(stage, 1, "touch other")
        await mark(stage, 2)
        await stage.press(key)

        assert decided(stage) == [] and stage.is_at(DashboardScreen)


async def test_numbers_are_for_marks_that_offer_the_same_list() -> None:
    async with open_app() as stage:
        keys = [ask(stage, 0), ask(stage, 1, "touch other")]
        ask(stage, 2, "touch third", availableDecisions=["acceptForSession", "accept", "decline"])
        await mark(stage, 3)
        await stage.press("1", "2", "3")
        assert decided(stage) == [] and stage.is_at(DashboardScreen)

        await stage.press("space", "2")
        assert " ".join(stage.screen_text().split()).count("without asking") >= 2
        await stage.press("y")
        assert decided(stage) == [(key, ACCEPT_FOR_SESSION) for key in keys]


async def test_a_request_that_joins_a_marked_card_is_not_marked() -> None:
    async with open_app() as stage:
        first = ask(stage, 0)
        await mark(stage, 1)
        newcomer = ask(stage, 1)
        await stage.settle()
        await stage.press("a", "y")

        assert decided(stage) == [(first, ACCEPT)]
        assert stage.entry(newcomer).state is EntryState.PENDING


async def test_marks_that_end_leave_no_key_for_the_card_under_the_cursor() -> None:
    async with open_app() as stage:
        ask(stage, 0), ask(stage, 1, "touch other")
        await mark(stage, 1)
        await select(stage)
        end(stage, 0)
        await stage.settle()
        await stage.press("a", "1", "d")

        assert decided(stage) == [] and not stage.dashboard.inbox.cards.has_marks


async def test_a_marked_card_that_is_cut_is_read_before_it_is_allowed() -> None:
    async with open_app() as stage:
        ask(stage, 0, "echo " + "x" * 9000)
        await mark(stage, 1)
        await stage.press("a")
        assert stage.is_at(ReaderScreen)

        while "parameters as the server sent them" not in stage.screen_text():
            await stage.press("pagedown")
        await stage.back_to_dashboard()
        await stage.press("a", "end")
        await stage.until(lambda: "y  yes" in stage.screen_text())
        stage.clock.monotonic += ARMING_DELAY_S + 5.0
        await stage.press("y")
        assert len(decided(stage)) == 1


async def test_a_card_that_a_grant_covers_says_that_the_server_still_asks() -> None:
    async with open_app() as stage:
        first, second = ask(stage, 0), ask(stage, 1, reason="again")
        await select(stage)
        await stage.press("s", "y")
        await stage.show(ReplyWritten(stage.session.at, first))
        assert "covered by your grant for the session; the server still asks" in " ".join(
            row.strip(" ┃▌") for row in stage.rows(stage.dashboard.inbox)
        )
        assert stage.entry(second).state is EntryState.PENDING

        end(stage, 1)
        await stage.settle()
        assert "resolved by your grant for the session" in stage.screen_text()
