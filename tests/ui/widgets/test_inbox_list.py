"""Deciding in the inbox: what is offered is what is decided, and every way in which nothing must be sent."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, DecisionKind
from codex_tui.state.events import LinkChanged, LinkState, ReplyFailed, ReplyWritten, RequestKey
from codex_tui.state.inbox import EntryState
from codex_tui.state.intents import Decide, OpenThread
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.render.shown import shown_hash
from codex_tui.ui.screens.questions import ConfirmScreen, PromptScreen
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, open_app

AMENDMENT = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["touch"]}}
OFFERED: list[Any] = ["accept", AMENDMENT, "cancel"]


def ask(stage: Stage, request_id: int = 0, thread_id: str = "t1", **rest: Any) -> RequestKey:
    """A command approval."""
    facts = {"command": f"touch file{request_id}", "cwd": "/work", "availableDecisions": OFFERED, **rest}
    return stage.session.ask(request_id, threadId=thread_id, turnId="u", itemId=f"i{request_id}", **facts)


async def select(stage: Stage) -> None:
    """Go to the inbox's next request and let it arm."""
    await stage.settle()
    await stage.press("ctrl+g")
    await stage.arm()


def decided(stage: Stage) -> list[tuple[RequestKey, Decision]]:
    return [(RequestKey(*intent.key), intent.decision) for intent in stage.backend.submitted(Decide)]


@pytest.mark.parametrize(
    ("key", "decision"),
    [("1", ACCEPT), ("a", ACCEPT), ("d", DECLINE), ("c", CANCEL), ("3", CANCEL)],
)
async def test_a_key_decides_the_selected_request_once(key: str, decision: Decision) -> None:
    async with open_app() as stage:
        request = ask(stage)
        await select(stage)
        await stage.press(key, key)

        assert decided(stage) == [(request, decision)]
        assert stage.entry(request).state is EntryState.ANSWERING


async def test_all_that_a_key_decided_is_shown_as_decided_at_once() -> None:
    async with open_app() as stage:
        for number in range(3):
            ask(stage, number, command="touch same")
        ask(stage, 7, command="touch other")
        await select(stage)
        await stage.press("d")

        rows = stage.rows(stage.dashboard.inbox)
        assert sum("declined · sending" in row for row in rows) == 3
        assert stage.dashboard.inbox.title_facts().count == "1 ⚠"
        first_waiting = next(row for row in rows if "COMMAND" in row)
        assert first_waiting.startswith("┃") and "×" not in first_waiting


async def test_numbers_follow_the_servers_order() -> None:
    async with open_app() as stage:
        request = ask(stage, availableDecisions=["cancel", "decline", "accept"])
        await select(stage)
        assert next(row for row in stage.rows(stage.dashboard.inbox) if " 1 " in row).endswith("1 Cancel the turn")

        await stage.press("3")
        assert decided(stage) == [(request, ACCEPT)]


async def test_a_number_beyond_what_is_offered_does_nothing() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        await stage.press("4", "9")

        assert decided(stage) == []


async def test_what_is_not_offered_has_no_key_and_is_not_in_the_footer() -> None:
    async with open_app() as stage:
        ask(stage, availableDecisions=["accept"])
        await select(stage)
        await stage.press("s", "c")

        assert decided(stage) == [] and not stage.is_at(ConfirmScreen)
        assert "s Session" not in stage.screen_text() and "a Accept" in stage.screen_text()


async def test_nothing_is_selected_by_itself() -> None:
    async with open_app() as stage:
        ask(stage)
        await stage.settle()
        await stage.press("f5")
        await stage.arm()
        await stage.press("a", "1", "d", "c", "m", "s")

        assert decided(stage) == [] and stage.is_at(DashboardScreen)


async def test_keys_decide_nothing_without_the_focus() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        for pane in ("f2", "f3", "f4"):
            await stage.press(pane, "a", "1", "d")
            await stage.back_to_dashboard()

        assert decided(stage) == []


async def test_keys_decide_nothing_before_the_card_was_in_view_for_400_ms() -> None:
    async with open_app() as stage:
        request = ask(stage)
        await stage.settle()
        await stage.press("ctrl+g", "a")
        stage.clock.monotonic = 0.399
        await stage.press("a", "d", "1")
        assert decided(stage) == []

        # The time that the key itself takes to be handled counts against it.
        stage.clock.monotonic = 5.4
        await stage.press("a")
        assert decided(stage) == [(request, ACCEPT)]


@pytest.mark.parametrize("typed", ["general", "grammar", "aaaaaaaa", "general  a"])
async def test_words_typed_into_the_inbox_decide_nothing(typed: str) -> None:
    async with open_app() as stage:
        request = ask(stage)
        await stage.settle()
        await stage.press("ctrl+g")
        for letter in typed:
            stage.clock.monotonic += 0.15
            await stage.press(letter)
        assert decided(stage) == []

        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(request, ACCEPT)]


async def test_coming_back_to_the_inbox_arms_again() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        await stage.press("f6", "f5", "a")
        assert decided(stage) == []

        await stage.arm()
        await stage.press("a")
        assert len(decided(stage)) == 1


async def test_moving_to_another_card_arms_that_one_anew() -> None:
    async with open_app() as stage:
        ask(stage, 0)
        second = ask(stage, 1)
        await select(stage)
        await stage.press("j", "a")
        assert decided(stage) == []

        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(second, ACCEPT)]


async def test_a_new_request_takes_no_focus_and_moves_no_selection() -> None:
    async with open_app() as stage:
        first = ask(stage, 0)
        await select(stage)
        ask(stage, 1, "t2")
        await stage.settle()
        assert stage.is_focused(stage.dashboard.inbox)
        assert stage.dashboard.inbox.cursor_key == first

        await stage.press("f6")
        await stage.write("hello")
        ask(stage, 2, "t3")
        await stage.settle()
        assert stage.is_focused(stage.dashboard.composer.editor)
        assert stage.dashboard.inbox.cursor_key == first
        assert stage.dashboard.composer.text == "hello"


async def test_ctrl_g_walks_through_what_waits() -> None:
    async with open_app() as stage:
        keys = [ask(stage, number) for number in range(3)]
        await stage.settle()
        seen = []
        for _ in range(4):
            await stage.press("ctrl+g")
            seen.append(stage.dashboard.inbox.cursor_key)

        assert seen == [*keys, keys[0]]


async def test_ctrl_g_says_so_when_nothing_waits() -> None:
    async with open_app() as stage:
        await stage.press("ctrl+g")

        assert stage.notices() == ["Nothing waits for you."]
        assert stage.is_focused(stage.dashboard.composer.editor)


async def test_an_ended_request_is_not_decided_and_its_card_says_why() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        await stage.press("a", "1", "d", "c", "m")

        assert decided(stage) == [] and stage.is_at(DashboardScreen)
        assert stage.notices() == []
        assert "decided elsewhere" in stage.screen_text()


async def test_a_second_decision_on_its_way_finds_no_selection() -> None:
    async with open_app() as stage:
        request = ask(stage)
        await select(stage)
        stage.dashboard.inbox.action_accept()
        stage.dashboard.inbox.action_decline()
        await stage.settle()

        assert decided(stage) == [(request, ACCEPT)]
        assert stage.notices() == []


async def test_a_restarted_servers_request_of_the_same_id_is_another_request() -> None:
    async with open_app() as stage:
        old = ask(stage)
        await select(stage)
        stage.session.lose("the server ended")
        stage.session.connect()
        new = ask(stage)
        await stage.arm()
        assert (old, new) == (RequestKey(1, 0), RequestKey(2, 0))
        await stage.press("a", "1", "d")
        assert decided(stage) == []
        assert stage.entry(old).state is EntryState.LOST

        await select(stage)
        await stage.press("d")
        assert decided(stage) == [(new, DECLINE)]


async def test_a_lost_link_says_so_and_ends_what_waited() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.show(LinkChanged(stage.session.at, LinkState.LOST, 1, "codex app-server was killed"))
        await stage.press("a")

        assert decided(stage) == [] and stage.entry(key).state is EntryState.LOST
        assert "lost" in stage.screen_rows()[0]
        assert any(said.startswith("codex app-server was killed. ctrl+r") for said in stage.notices())
        assert "lost with the server" in "\n".join(stage.rows(stage.dashboard.inbox))


async def test_the_life_of_a_decision_is_told_on_its_card() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.press("d")
        assert "declined · sending" in stage.screen_text()

        await stage.show(ReplyWritten(stage.session.at, key))
        assert "declined · sent" in stage.screen_text()

        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        assert "declined · resolved" in stage.screen_text()
        assert stage.dashboard.inbox.title_facts().count == "0"


async def test_a_decision_that_could_not_leave_says_so() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.press("d")
        await stage.show(ReplyFailed(stage.session.at, key, "broken pipe"))

        assert stage.notices() == ["The decision was not sent: broken pipe"]
        assert "not sent: broken pipe" in "\n".join(stage.rows(stage.dashboard.inbox))


async def test_a_click_on_a_decision_decides_and_one_beside_it_selects() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await stage.settle()
        await stage.click_text(stage.dashboard.inbox, "touch file0")
        assert stage.dashboard.inbox.cursor_key == key and decided(stage) == []

        await stage.arm()
        await stage.click_text(stage.dashboard.inbox, "1 Accept")
        assert decided(stage) == [(key, ACCEPT)]


async def test_a_decision_says_how_it_was_made_and_what_was_seen() -> None:
    async with open_app() as stage:
        ask(stage, 0)
        await select(stage)
        await stage.press("a")
        ask(stage, 1)
        await stage.settle()
        await stage.arm()
        await stage.click_text(stage.dashboard.inbox, "1 Accept")

        by_key, by_click = stage.backend.submitted(Decide)
        assert (by_key.by, by_click.by) == ("key", "click")
        for intent in (by_key, by_click):
            entry = stage.entry(RequestKey(*intent.key))
            assert intent.shown_hash == shown_hash(entry, stage.dashboard.inbox.sheet.context_of(entry))


async def test_a_lasting_grant_keeps_what_was_seen() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        await stage.press("2", "y")

        (intent,) = stage.backend.submitted(Decide)
        assert (intent.by, len(intent.shown_hash)) == ("key", 16)


async def test_a_decision_that_was_not_audited_can_be_made_again() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.press("a")
        await stage.show(ReplyFailed(stage.session.at, key, "no room on the disk", may_retry=True))
        assert any("no room on the disk" in notice for notice in stage.notices())

        await select(stage)
        await stage.press("d")
        assert decided(stage) == [(key, ACCEPT), (key, DECLINE)]


async def test_a_click_on_a_card_that_just_came_decides_nothing() -> None:
    async with open_app() as stage:
        ask(stage)
        await stage.settle()
        await stage.click_text(stage.dashboard.inbox, "1 Accept")

        assert decided(stage) == []


async def test_a_click_decides_nothing_on_a_card_that_has_just_moved_under_it() -> None:
    async with open_app() as stage:
        ask(stage, 0)
        second = ask(stage, 1)
        await stage.settle()
        await stage.arm()
        y = next(y for y, row in enumerate(stage.rows(stage.dashboard.inbox)) if "1 Accept" in row)

        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        assert "1 Accept" in stage.rows(stage.dashboard.inbox)[y]
        await stage.click(stage.dashboard.inbox, 4, y)
        assert decided(stage) == []

        await stage.arm()
        await stage.click(stage.dashboard.inbox, 4, y)
        assert decided(stage) == [(second, ACCEPT)]


async def test_a_click_decides_nothing_on_a_card_whose_head_is_above_the_view() -> None:
    async with open_app() as stage:
        first = ask(stage)
        for number in range(1, 6):
            ask(stage, number)
        await stage.settle()
        inbox = stage.dashboard.inbox
        await stage.wheel(inbox, 1)
        await stage.arm()
        assert not any("touch file0" in row for row in stage.rows(inbox))

        await stage.click_text(inbox, "1 Accept")
        assert decided(stage) == [] and inbox.cursor_key == first
        assert any("touch file0" in row for row in stage.rows(inbox))

        await stage.arm()
        await stage.click_text(inbox, "1 Accept")
        assert decided(stage) == [(first, ACCEPT)]


async def test_after_a_decision_the_oldest_that_waits_is_shown_from_its_head() -> None:
    async with open_app() as stage:
        for number in range(6):
            ask(stage, number)
        await stage.settle()
        await stage.press("ctrl+g", "ctrl+g", "ctrl+g", "ctrl+g")
        await stage.arm()
        assert not any("touch file0" in row for row in stage.rows(stage.dashboard.inbox))

        await stage.press("d")
        assert len(decided(stage)) == 1
        assert (
            "COMMAND" in stage.rows(stage.dashboard.inbox)[0] and "touch file0" in stage.rows(stage.dashboard.inbox)[2]
        )


async def test_a_double_click_decides_once_and_opens_nothing_else() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await stage.settle()
        await stage.arm()
        await stage.click_text(stage.dashboard.inbox, "1 Accept", times=2)

        assert decided(stage) == [(key, ACCEPT)]


@pytest.mark.parametrize("way", ["enter", "double click"])
async def test_the_full_detail_opens_once_and_escape_comes_back(way: str) -> None:
    async with open_app() as stage:
        ask(stage, reason="because it is needed")
        await select(stage)
        if way == "enter":
            await stage.press("enter")
        else:
            await stage.click_text(stage.dashboard.inbox, "touch file0", times=2)
        assert stage.is_at(ReaderScreen)
        assert "because it is needed" in stage.screen_text()

        await stage.press("a", "1", "d", "escape")
        assert stage.is_at(DashboardScreen)
        assert decided(stage) == []


async def test_t_goes_to_the_requests_thread() -> None:
    async with open_app() as stage:
        ask(stage, 0, "t2")
        await select(stage)
        await stage.press("t")

        assert stage.backend.submitted(OpenThread) == [OpenThread("t2")]
        assert stage.is_focused(stage.dashboard.stream)


async def test_a_lasting_grant_says_what_it_allows_and_wants_a_second_key() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.press("2")
        assert stage.is_at(ConfirmScreen) and decided(stage) == []
        text = " ".join(stage.screen_text().split())
        assert "start with `touch`" in text and "outside the sandbox" in text and "for ever" in text

        await stage.press("enter", "space", "a", "2", "1")
        assert decided(stage) == [] and stage.is_at(ConfirmScreen)
        await stage.press("y")
        assert [(k, d.kind) for k, d in decided(stage)] == [(key, DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT)]


@pytest.mark.parametrize("key", ["n", "escape", "q"])
async def test_the_way_out_of_a_lasting_grant_sends_nothing(key: str) -> None:
    async with open_app() as stage:
        request = ask(stage)
        await select(stage)
        await stage.press("2", key)

        assert stage.is_at(DashboardScreen) and decided(stage) == []
        assert stage.entry(request).state is EntryState.PENDING


async def test_accepting_for_the_session_asks_as_well() -> None:
    async with open_app() as stage:
        key = ask(stage, availableDecisions=["accept", "acceptForSession", "decline"])
        await select(stage)
        await stage.press("s")
        assert "exactly this command in /work without asking" in " ".join(stage.screen_text().split())

        await stage.press("y")
        assert decided(stage) == [(key, ACCEPT_FOR_SESSION)]


async def test_the_second_key_has_no_object_once_the_request_ended() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        await stage.press("2")
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        assert stage.is_at(DashboardScreen)
        assert stage.notices() == ["The request ended elsewhere; nothing was sent."]

        await stage.press("y")
        assert decided(stage) == []


async def test_a_decline_goes_out_with_its_message() -> None:
    async with open_app() as stage:
        key = ask(stage)
        await select(stage)
        await stage.press("m")
        await stage.write("use a tmp dir")
        await stage.press("enter")

        decided = [(intent.key, intent.decision, intent.message) for intent in stage.backend.submitted(Decide)]
        assert decided == [(key, DECLINE, "use a tmp dir")]


async def test_escape_leaves_the_message_and_decides_nothing() -> None:
    async with open_app() as stage:
        ask(stage)
        await select(stage)
        await stage.press("m", "enter")
        assert stage.is_at(PromptScreen)

        await stage.press("escape")
        assert stage.is_at(DashboardScreen) and decided(stage) == []


async def test_a_message_survives_the_end_of_its_request() -> None:
    async with open_app(open_thread="t1") as stage:
        ask(stage)
        await select(stage)
        await stage.press("m")
        await stage.write("use a tmp dir")
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()
        assert "use a tmp dir" in stage.screen_text() and "It ended elsewhere." in stage.screen_text()

        await stage.write("a yes")
        await stage.press("enter")
        assert decided(stage) == []
        assert stage.dashboard.composer.text == "use a tmp dira yes"


async def test_a_patch_shows_its_diff_by_joining_the_item() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        change = {"path": "/work/parser.py", "kind": {"type": "update", "movePath": None}}
        stage.session.start_item(
            "p", "fileChange", thread_id="t1", changes=[{**change, "diff": "@@ -1 +1 @@\n-old line\n+new line\n"}]
        )
        stage.session.ask(3, "item/fileChange/requestApproval", threadId="t1", turnId="u", itemId="p")
        await stage.settle()

        card = "\n".join(stage.rows(stage.dashboard.inbox))
        assert "parser.py" in card and "old line" in card and "new line" in card


async def test_what_a_policy_answered_waits_for_nobody() -> None:
    async with open_app() as stage:
        key = stage.session.ask(5, "currentTime/read")
        stage.session.answered_by_policy(key, "clock", "told the time")
        await select(stage)
        await stage.press("a")

        assert decided(stage) == [] and "Nothing waits for you." in stage.notices()
        assert "by policy: clock" in "\n".join(stage.rows(stage.dashboard.inbox))


async def test_what_is_copied_is_the_request_made_harmless() -> None:
    async with open_app() as stage:
        ask(stage, command="rm \x1b[2K\u202ex")
        await select(stage)
        await stage.press("y")

        assert "rm" in stage.app.clipboard
        assert "\x1b" not in stage.app.clipboard and "\u202e" not in stage.app.clipboard


LONG_COMMAND = "echo " + " && echo ".join(f"step-{n}" for n in range(400))


async def read_to_the_end(stage: Stage) -> None:
    """Page through the detail screen."""
    while "parameters as the server sent them" not in stage.screen_text():
        await stage.press("pagedown")
    await stage.press("escape")


async def test_a_command_that_the_card_cuts_is_read_before_it_is_allowed() -> None:
    async with open_app(size=(80, 24)) as stage:
        request = ask(stage, command=LONG_COMMAND)
        await select(stage)
        await stage.press("a")
        assert decided(stage) == [] and stage.is_at(ReaderScreen)

        await read_to_the_end(stage)
        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(request, ACCEPT)]


@pytest.mark.parametrize("keys", [(), ("pagedown",), ("G",)], ids=["opened", "a page", "its end"])
async def test_what_was_read_only_in_part_wants_a_second_key(keys: tuple[str, ...]) -> None:
    async with open_app(size=(80, 24)) as stage:
        request = ask(stage, command=LONG_COMMAND)
        await select(stage)
        await stage.press("a", *keys, "escape")
        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [] and stage.is_at(ConfirmScreen)
        assert "rows of its details were in view" in stage.screen_text()

        await stage.press("y")
        assert decided(stage) == [(request, ACCEPT)]


async def patch(stage: Stage, path: str, line_count: int) -> RequestKey:
    """An approval of a new file."""
    stage.session.start_turn(thread_id="t1")
    show_patch(stage, path, line_count)
    request = stage.session.ask(3, "item/fileChange/requestApproval", threadId="t1", turnId="u", itemId="p")
    await stage.settle()
    return request


def show_patch(stage: Stage, path: str, line_count: int) -> None:
    added = "".join(f"line {number}\n" for number in range(line_count))
    change = {"path": path, "kind": {"type": "add"}, "diff": added}
    stage.session.start_item("p", "fileChange", thread_id="t1", changes=[change])


async def test_a_patch_of_which_the_card_leaves_out_lines_is_read_before_it_is_allowed() -> None:
    async with open_app(open_thread="t1") as stage:
        request = await patch(stage, "/work/parser.py", 20)
        await select(stage)
        await stage.press("a")
        assert decided(stage) == [] and stage.is_at(ReaderScreen) and "line 19" in stage.screen_text()

        await read_to_the_end(stage)
        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(request, ACCEPT)]


async def test_what_was_read_is_not_what_has_come_in_its_place() -> None:
    async with open_app(open_thread="t1") as stage:
        await patch(stage, "/work/parser.py", 20)
        await select(stage)
        await stage.press("a")
        await read_to_the_end(stage)
        show_patch(stage, "/etc/evil.conf", 40)
        await stage.arm()
        await stage.press("a")

        assert decided(stage) == [] and stage.is_at(ReaderScreen) and "/etc/evil.conf" in stage.screen_text()


async def test_a_card_that_shows_something_else_now_arms_anew() -> None:
    async with open_app(open_thread="t1") as stage:
        await patch(stage, "/work/parser.py", 3)
        await select(stage)
        show_patch(stage, "/etc/evil.conf", 3)
        await stage.settle()
        await stage.press("a")
        await stage.click_text(stage.dashboard.inbox, "1 Accept")

        assert decided(stage) == []


async def test_a_patch_that_nobody_knows_wants_a_second_key_that_says_so() -> None:
    async with open_app(open_thread="t1") as stage:
        request = stage.session.ask(3, "item/fileChange/requestApproval", threadId="t1", turnId="u", itemId="p")
        await select(stage)
        await stage.press("a", "escape")
        await stage.arm()
        await stage.press("a")
        assert stage.is_at(ConfirmScreen) and "The files of this patch are not known" in stage.screen_text()

        await stage.press("y")
        assert decided(stage) == [(request, ACCEPT)]


@pytest.mark.parametrize(
    "facts",
    [
        {"reason": "because " * 200},
        {"additionalPermissions": {"fileSystem": {"write": [f"/srv/folder{n}" for n in range(40)]}}},
        {"command": "touch x", "cwd": "/srv/" + "deep/" * 100},
    ],
    ids=["reason", "permissions", "folder"],
)
async def test_whatever_the_card_leaves_out_is_read_first(facts: dict[str, Any]) -> None:
    async with open_app() as stage:
        ask(stage, **facts)
        await select(stage)
        await stage.press("a")

        assert decided(stage) == [] and stage.is_at(ReaderScreen)


async def test_a_path_that_the_card_cuts_is_read_first() -> None:
    async with open_app(open_thread="t1") as stage:
        await patch(stage, "/home/dev/.config/autostart/some-long-folder/name/evil.desktop", 2)
        await select(stage)
        await stage.press("a")

        assert decided(stage) == [] and stage.is_at(ReaderScreen)
        assert ".config/autostart/some-long-folder/name/evil.desktop" in stage.screen_text()


async def test_a_card_is_seen_only_once_its_end_was_in_view() -> None:
    async with open_app(size=(60, 20)) as stage:
        folders = [f"/srv/f{n}" for n in range(12)]
        request = ask(stage, additionalPermissions={"fileSystem": {"write": folders}})
        await select(stage)
        assert "/srv/f11" not in stage.screen_text()
        await stage.press("a")
        assert decided(stage) == [] and stage.is_at(ReaderScreen)

        await stage.press("escape", *["pagedown"] * 3)
        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [(request, ACCEPT)]


NETWORK_RULES = [
    {"applyNetworkPolicyAmendment": {"network_policy_amendment": {"host": "api.example.com", "action": action}}}
    for action in ("allow", "deny")
]


@pytest.mark.parametrize(("key", "question"), [("2", "Allow more than this once?"), ("3", "Deny this from now on?")])
async def test_a_rule_wants_a_second_key_whether_it_allows_or_denies(key: str, question: str) -> None:
    async with open_app() as stage:
        context = {"host": "api.example.com", "protocol": "https"}
        ask(stage, command=None, networkApprovalContext=context, availableDecisions=["accept", *NETWORK_RULES])
        await select(stage)
        await stage.press(key)
        assert decided(stage) == [] and question in stage.screen_text()
        assert "for ever" in stage.screen_text()

        await stage.press("y")
        assert [decision.kind for _, decision in decided(stage)] == [DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT]


async def test_a_patch_that_opens_a_folder_wants_a_second_key_for_every_acceptance() -> None:
    async with open_app(open_thread="t1") as stage:
        show_patch(stage, "/work/parser.py", 2)
        facts = {"threadId": "t1", "turnId": "u", "itemId": "p", "grantRoot": "/srv/data"}
        request = stage.session.ask(3, "item/fileChange/requestApproval", **facts)
        await select(stage)
        await stage.press("a")
        assert decided(stage) == [] and "writing anywhere under /srv/data" in stage.screen_text()

        await stage.press("y")
        assert decided(stage) == [(request, ACCEPT)]


async def test_a_refusal_needs_no_reading() -> None:
    async with open_app() as stage:
        request = ask(stage, command="echo " + "x" * 9000)
        await select(stage)
        await stage.press("d")
        assert decided(stage) == [(request, DECLINE)]


async def test_the_words_for_a_request_that_ends_elsewhere_come_back() -> None:
    async with open_app(open_thread="t1") as stage:
        ask(stage)
        await select(stage)
        await stage.press("m")
        assert "touch file0" in stage.screen_text()
        await stage.write("use the other file")
        await stage.press("escape")
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()

        assert stage.is_at(DashboardScreen) and stage.dashboard.composer.text == "use the other file"
        assert decided(stage) == []


async def test_words_that_come_back_to_another_thread_say_where_they_are() -> None:
    async with open_app(open_thread="t2") as stage:
        ask(stage)
        await select(stage)
        await stage.press("m")
        await stage.write("not now")
        await stage.press("escape")
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()

        assert stage.notices() == ["What you typed waits in the composer of “Job number 1”."]
        assert stage.app.controller.drafts["t1"] == "not now"


async def test_input_says_which_program_it_is_for() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn(thread_id="t1")
        stage.session.start_item("i0", "commandExecution", thread_id="t1", command="python3 -i", status="inProgress")
        ask(stage, kind="writeStdin", command="write_stdin --session-id 1 'exit()'")
        await stage.settle()

        assert "COMMAND INPUT" in stage.screen_text() and "→ python3 -i" in stage.screen_text()


async def test_a_key_for_a_card_whose_head_is_out_of_view_shows_it_first() -> None:
    async with open_app(size=(80, 24)) as stage:
        for number in range(4):
            ask(stage, number, command=f"touch {number}")
        await select(stage)
        await stage.press("pagedown")
        assert "touch 0" not in "\n".join(stage.rows(stage.dashboard.inbox))
        await stage.arm()
        await stage.press("a")
        assert decided(stage) == [] and "touch 0" in "\n".join(stage.rows(stage.dashboard.inbox))

        await stage.arm()
        await stage.press("a")
        assert len(decided(stage)) == 1
