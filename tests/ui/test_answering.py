"""Forms over the dashboard: what is filled in is sent, nothing is sent by accident, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.answers import ElicitationAnswer, FormAnswer, GrantScope, InputAnswer, PermissionsAnswer
from codex_tui.protocol.replies import ACCEPT, ACCEPT_ALWAYS, CANCEL, DECLINE, Decision
from codex_tui.state.events import ReplyFailed, ReplyWritten, RequestKey
from codex_tui.state.inbox import EntryState
from codex_tui.state.intents import Answer, Decide
from codex_tui.ui.app import AppOptions
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.screens.form import FormScreen
from codex_tui.ui.screens.questions import ConfirmScreen
from codex_tui.ui.screens.reader import ReaderScreen
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from codex_tui.ui.widgets.form_entries import ChoiceEntry, SecretEntry
from tests.ui.stage import NARROW, Stage, open_app

INPUT, PERMISSIONS = "item/tool/requestUserInput", "item/permissions/requestApproval"
ELICITATION = "mcpServer/elicitation/request"
OPTIONS = [{"label": "Tests only", "description": "Leaves the rest."}, {"label": "All", "description": ""}]
SCOPE = {"id": "scope", "header": "Scope", "question": "How far?", "isOther": True, "options": OPTIONS}
NAME = {"id": "name", "header": "Name", "question": "What name?", "options": None}
SECRET = {"id": "key", "header": "Key", "question": "Which key?", "isSecret": True, "options": None}
PROFILE = {"network": {"enabled": True}, "fileSystem": {"write": ["/srv/shared"]}}
SCHEMA = {
    "type": "object",
    "properties": {"mail": {"type": "string", "format": "email"}, "sure": {"type": "boolean", "default": True}},
    "required": ["mail"],
}


def ask(stage: Stage, *questions: dict[str, Any], request_id: int = 0) -> RequestKey:
    return stage.session.ask(request_id, INPUT, threadId="t1", turnId="u", itemId="i", questions=list(questions))


def elicit(stage: Stage, **rest: Any) -> RequestKey:
    facts = {"mode": "form", "message": "Please", "serverName": "paints", "requestedSchema": SCHEMA, **rest}
    return stage.session.ask(0, ELICITATION, threadId="t1", turnId="u", **facts)


async def open_form(stage: Stage) -> None:
    """Go to the next request, open its form, and let it be there for long enough."""
    await stage.settle()
    await stage.press("ctrl+g", "enter")
    assert stage.is_at(FormScreen)
    stage.clock.monotonic += ARMING_DELAY_S + 0.001


def answers(stage: Stage) -> list[FormAnswer]:
    return [intent.answer for intent in stage.backend.submitted(Answer)]


def decisions(stage: Stage) -> list[Decision]:
    return [intent.decision for intent in stage.backend.submitted(Decide)]


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (80, 24)])
async def test_questions_are_answered_by_number_cursor_and_text(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        key = ask(stage, SCOPE, {**SCOPE, "id": "again"}, NAME)
        await open_form(stage)
        await stage.press("2", "tab", "down", "space", "tab")
        await stage.write("Ada")
        await stage.press("enter")
        await stage.write("and Bob")
        assert answers(stage) == []
        await stage.press("ctrl+s")

        expected = {"scope": ("All",), "again": ("All",), "name": ("Ada\nand Bob",)}
        assert answers(stage) == [InputAnswer(expected)]
        assert stage.is_at(DashboardScreen)
        assert stage.entry(key).state is EntryState.ANSWERING


async def test_an_own_answer_is_typed_beside_the_options() -> None:
    async with open_app() as stage:
        ask(stage, SCOPE)
        await open_form(stage)
        await stage.press("3")
        await stage.write("half of it")
        await stage.press("ctrl+s")

        assert answers(stage) == [InputAnswer({"scope": ("None of the above", "user_note: half of it")})]


async def test_words_typed_at_options_choose_none_of_them() -> None:
    async with open_app() as stage:
        ask(stage, SCOPE)
        await open_form(stage)
        await stage.press(*"all ", *"of 2", "enter")
        await stage.press("ctrl+s")
        assert answers(stage) == [] and len(stage.notices()) == 1
        assert stage.notices()[0].startswith("Words choose nothing here.")

        await stage.press("down", "space", "ctrl+s")
        assert answers(stage) == [InputAnswer({"scope": ("All",)})]


async def test_an_option_is_chosen_with_a_click() -> None:
    async with open_app() as stage:
        ask(stage, SCOPE)
        await open_form(stage)
        await stage.click_text(stage.app.screen.query_one(ChoiceEntry), "All")
        await stage.click_text(stage.app.screen.query_one("#form-buttons"), "Send")

        assert answers(stage) == [InputAnswer({"scope": ("All",)})]
        (intent,) = stage.backend.submitted(Answer)
        assert intent.by == "click" and intent.shown_hash


async def test_nothing_is_sent_empty_or_before_its_time() -> None:
    async with open_app() as stage:
        ask(stage, SCOPE)
        await stage.settle()
        await stage.press("ctrl+g", "enter")
        await stage.press("2", "ctrl+s")
        assert answers(stage) == [] and stage.is_at(FormScreen)

    async with open_app() as stage:
        ask(stage, NAME)
        await open_form(stage)
        await stage.press("enter", "escape")
        assert answers(stage) == [] and decisions(stage) == []


async def test_what_is_wrong_stands_beside_its_field() -> None:
    async with open_app() as stage:
        elicit(stage)
        await open_form(stage)
        await stage.write("ada")
        await stage.press("ctrl+s")
        assert "! this must be an e-mail address" in stage.screen_text()
        assert answers(stage) == []

        await stage.write("@example.org")
        assert "! this must be" not in stage.screen_text()
        await stage.press("ctrl+s")
        # A proposed yes is no answer of the person's.
        assert answers(stage) == [ElicitationAnswer({"mail": "ada@example.org"})]


async def test_what_is_asked_stands_above_the_first_field_and_each_field_below_its_words() -> None:
    names = [f"field {number}" for number in range(1, 9)]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    async with open_app(size=NARROW) as stage:
        elicit(stage, requestedSchema=schema)
        await open_form(stage)
        assert "Please" in stage.screen_text() and names[-1] not in stage.screen_text()

        for name in names[1:]:
            await stage.press("tab")
            assert name in stage.screen_text()
        assert "Please" not in stage.screen_text()
        for name in reversed(names[:-1]):
            await stage.press("shift+tab")
            assert name in stage.screen_text()
        assert "Please" in stage.screen_text()


async def test_a_secret_is_never_on_the_screen() -> None:
    async with open_app() as stage:
        key = ask(stage, SECRET)
        await open_form(stage)
        await stage.write("hunter2")
        assert "hunter2" not in stage.screen_text()
        assert stage.app.screen.query_one(SecretEntry).value == "hunter2"
        await stage.press("ctrl+s")
        assert answers(stage) == [InputAnswer({"key": ("hunter2",)})]
        await stage.show(ReplyFailed(stage.session.at, key, "the server is gone"))
        assert "hunter2" not in stage.screen_text() and not stage.dashboard.composer.text


async def test_each_permission_is_granted_by_itself() -> None:
    async with open_app() as stage:
        key = stage.session.ask(0, PERMISSIONS, threadId="t1", turnId="u", itemId="i", permissions=PROFILE)
        await open_form(stage)
        assert "Nothing is granted yet." in stage.screen_text()
        await stage.press("ctrl+s")
        assert answers(stage) == [] and "! choose at least one" in stage.screen_text()

        await stage.press("2")
        assert "Granted until this turn ends: write /srv/shared" in stage.screen_text()
        assert "Stays denied: network access" in stage.screen_text()
        await stage.press("ctrl+s")
        assert answers(stage) == [PermissionsAnswer((1,), GrantScope.TURN)]
        await stage.show(ReplyWritten(stage.session.at, key))
        history = " ".join(stage.rows(stage.dashboard.inbox))
        assert "granted in part for the turn ·\N{NO-BREAK SPACE}sent" in history and "network access" not in history


async def test_permissions_for_the_session_want_a_second_key() -> None:
    async with open_app() as stage:
        stage.session.ask(0, PERMISSIONS, threadId="t1", turnId="u", itemId="i", permissions=PROFILE)
        await open_form(stage)
        await stage.press("1", "tab", "2", "ctrl+s")
        assert stage.is_at(ConfirmScreen) and "network access" in stage.screen_text()
        await stage.press("n")
        assert answers(stage) == [] and stage.is_at(FormScreen)

        await stage.press("ctrl+s", "y")
        assert answers(stage) == [PermissionsAnswer((0,), GrantScope.SESSION)]
        assert stage.is_at(DashboardScreen)


@pytest.mark.parametrize(("label", "decision"), [("Decline", DECLINE), ("Dismiss", CANCEL)])
async def test_a_form_has_buttons_that_refuse(label: str, decision: Decision) -> None:
    async with open_app() as stage:
        elicit(stage)
        await open_form(stage)
        await stage.click_text(stage.app.screen.query_one("#form-buttons"), label)

        assert decisions(stage) == [decision] and stage.is_at(DashboardScreen)


@pytest.mark.parametrize(("key", "decision"), [("d", DECLINE), ("c", CANCEL)])
async def test_a_card_with_a_form_is_refused_with_a_key(key: str, decision: Decision) -> None:
    async with open_app() as stage:
        elicit(stage)
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press("a", "1", "s")
        assert decisions(stage) == []
        await stage.arm()
        await stage.press(key)

        assert decisions(stage) == [decision]


async def test_what_was_typed_is_there_again() -> None:
    async with open_app() as stage:
        ask(stage, NAME)
        await open_form(stage)
        await stage.write("Ada")
        await stage.press("escape")
        assert stage.is_at(DashboardScreen)
        await stage.press("enter")

        assert stage.is_at(FormScreen) and "Ada" in stage.screen_text()


async def test_a_form_closes_with_its_request_and_gives_back_what_was_typed() -> None:
    async with open_app(open_thread="t1") as stage:
        key = ask(stage, NAME)
        await open_form(stage)
        await stage.write("a long answer")
        stage.session.tell("serverRequest/resolved", threadId="t1", requestId=0)
        await stage.settle()

        assert stage.entry(key).state is EntryState.WITHDRAWN
        assert stage.is_at(DashboardScreen) and answers(stage) == []
        assert stage.dashboard.composer.text == "a long answer"
        assert "nothing was sent" in stage.notices()[-1]


async def test_an_answer_that_did_not_leave_is_given_back() -> None:
    async with open_app(open_thread="t1") as stage:
        key = ask(stage, NAME)
        await open_form(stage)
        await stage.write("a long answer")
        await stage.press("ctrl+s")
        await stage.show(ReplyFailed(stage.session.at, key, "the server is gone"))

        assert stage.entry(key).state is EntryState.LOST
        assert stage.dashboard.composer.text == "a long answer"


async def test_an_answer_that_left_is_not_given_back() -> None:
    async with open_app(open_thread="t1") as stage:
        key = ask(stage, NAME)
        await open_form(stage)
        await stage.write("Ada")
        await stage.press("ctrl+s")
        await stage.show(ReplyWritten(stage.session.at, key))

        assert stage.entry(key).state is EntryState.ANSWERED
        assert stage.dashboard.composer.text == ""
        assert any("answered · sent" in row for row in stage.rows(stage.dashboard.inbox))


async def test_the_details_lie_over_the_form() -> None:
    async with open_app(size=NARROW) as stage:
        ask(stage, NAME)
        await open_form(stage)
        await stage.press("ctrl+o")
        assert stage.is_at(ReaderScreen) and INPUT in stage.screen_text()
        await stage.press("escape")
        assert stage.is_at(FormScreen)


async def test_a_tool_of_an_mcp_server_is_allowed_for_ever_only_with_a_second_key() -> None:
    async with open_app() as stage:
        meta = {"codex_approval_kind": "mcp_tool_call", "persist": ["session", "always"], "tool_params": {"note": "hi"}}
        elicit(stage, requestedSchema={"type": "object", "properties": {}}, _meta=meta)
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        assert '{"note": "hi"}' in stage.screen_text()
        await stage.press("3")
        assert stage.is_at(ConfirmScreen) and "in every thread" in stage.screen_text()
        await stage.press("y")

        assert decisions(stage) == [ACCEPT_ALWAYS]


async def test_a_page_to_open_shows_its_whole_address() -> None:
    async with open_app() as stage:
        elicit(stage, mode="url", url="https://еxample.org/" + "a" * 60 + "/end", requestedSchema=None)
        await stage.settle()
        card = "".join(row.strip(" ┃▌") for row in stage.rows(stage.dashboard.inbox))

        assert "https://е‹U+0435›xample.org/" in card and "/end" in card


async def test_a_tool_call_shows_what_would_run_and_runs_it_once() -> None:
    options = AppOptions(tool_commands={"lookup": "python3 look.py --all"})
    async with open_app(options=options) as stage:
        call = {"callId": "c", "namespace": None, "tool": "lookup", "arguments": {"key": "K-7"}}
        stage.session.ask(0, "item/tool/call", threadId="t1", turnId="u", **call)
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        card = stage.screen_text()
        assert "$ python3 look.py --all" in card and '{"key": "K-7"}' in card and "1 Run it, this once" in card
        await stage.press("1")

        assert decisions(stage) == [ACCEPT]


@pytest.mark.parametrize(
    ("method", "facts", "shown"),
    [
        ("execCommandApproval", {"command": ["ls", "-l"], "cwd": "/work"}, "$ ls -l"),
        ("applyPatchApproval", {"fileChanges": {"a.txt": {"type": "add", "content": "new line\n"}}}, "new line"),
    ],
)
async def test_legacy_approvals_are_ordinary_cards(method: str, facts: dict[str, Any], shown: str) -> None:
    async with open_app() as stage:
        stage.session.ask(0, method, conversationId="t1", callId="c", **facts)
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        assert shown in stage.screen_text() and "Job number 1" in stage.screen_text()
        await stage.press("a")

        assert decisions(stage) == [ACCEPT]


async def test_what_the_server_proposes_of_several_is_chosen_at_first() -> None:
    paints = {"type": "array", "items": {"type": "string", "enum": ["red", "green", "blue"]}, "default": ["green"]}
    async with open_app() as stage:
        elicit(stage, requestedSchema={"type": "object", "properties": {"paints": paints}})
        await open_form(stage)
        assert "☑ 2 green" in stage.screen_text()

        await stage.press("1", "ctrl+s")
        assert answers(stage) == [ElicitationAnswer({"paints": ["red", "green"]})]


async def test_what_is_typed_goes_behind_what_was_proposed() -> None:
    count = {"type": "integer", "default": 3}
    async with open_app() as stage:
        elicit(stage, requestedSchema={"type": "object", "properties": {"count": count}})
        await open_form(stage)
        await stage.press("backspace", "1", "1", "ctrl+s")

        assert answers(stage) == [ElicitationAnswer({"count": 11})]


async def test_what_a_grant_takes_away_is_said_with_it() -> None:
    denied = {"path": {"type": "path", "path": "/root/.ssh"}, "access": "deny"}
    everything = {"path": {"type": "special", "value": {"kind": "root"}}, "access": "write"}
    async with open_app() as stage:
        profile = {"fileSystem": {"entries": [everything, denied]}}
        stage.session.ask(0, PERMISSIONS, threadId="t1", turnId="u", permissions=profile)
        await stage.settle()
        assert "− no access to /root/.ssh" in stage.screen_text() and "Grant…" in stage.screen_text()

        await open_form(stage)
        await stage.press("1")
        assert "write the whole file system, but no access to /root/.ssh" in stage.screen_text()


@pytest.mark.parametrize("size", [(140, 40), (60, 20)])
async def test_a_long_form_leaves_its_keys_on_the_screen_and_wastes_no_row(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        ask(stage, *({**NAME, "id": str(number)} for number in range(20)))
        await open_form(stage)
        form = stage.app.screen.query_one("#form")

        assert "^s send" in stage.screen_text() and "Send" in stage.screen_text()
        assert size[1] - 4 <= form.region.height <= size[1]
        assert stage.app.screen.query_one("#form-keys").region.bottom <= form.region.bottom


async def test_the_field_with_the_keys_stays_in_view_in_another_size() -> None:
    async with open_app() as stage:
        ask(stage, *({**NAME, "id": str(number), "question": f"Name {number}?"} for number in range(9)))
        await open_form(stage)
        await stage.press(*["tab"] * 8)
        await stage.resize(60, 20)

        assert "Name 8?" in stage.screen_text()
