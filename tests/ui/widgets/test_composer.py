"""The composer by keys: sending, drafts, history, completion, and that what is typed is never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from codex_tui.state.intents import (
    FindFiles,
    ListModels,
    RenameThread,
    ResumeThread,
    RunShellCommand,
    SendMessage,
    StartThread,
    ThreadSettings,
)
from tests.ui.stage import Stage, key_event, open_app


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_app(open_thread="t1") as stage:
        yield stage


def text(stage: Stage) -> str:
    return stage.dashboard.composer.text


async def test_the_composer_has_the_focus_at_the_start_and_enter_sends(stage: Stage) -> None:
    await stage.write("fix the test")
    await stage.press("enter")

    assert stage.backend.intents == [SendMessage("t1", "fix the test")]
    assert text(stage) == ""


async def test_without_a_thread_the_message_starts_one_and_opens_it() -> None:
    async with open_app() as stage:
        assert "to: a new thread" in stage.screen_text()
        await stage.write("fix it")
        await stage.press("enter")
        intent = StartThread(ThreadSettings(), "fix it")
        assert stage.backend.intents == [intent]

        stage.session.answer("thread/start", {"thread": {"id": "new", "preview": "fix it"}})
        await stage.done(intent, "new")
        assert stage.app.controller.open_thread_id == "new"
        assert "to: fix it" in stage.screen_text()


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter"])
async def test_a_newline_is_typed_without_sending(stage: Stage, key: str) -> None:
    await stage.write("one")
    await stage.press(key)
    await stage.write("two")
    assert stage.backend.intents == [] and text(stage) == "one\ntwo"

    await stage.press("enter")
    assert stage.backend.intents == [SendMessage("t1", "one\ntwo")]


async def test_pasted_newlines_do_not_send(stage: Stage) -> None:
    await stage.paste("one\ntwo\n\nthree\n")

    assert stage.backend.intents == [] and text(stage) == "one\ntwo\n\nthree\n"


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
async def test_nothing_is_sent_for_nothing(stage: Stage, typed: str) -> None:
    await stage.paste(typed)
    await stage.press("enter")

    assert stage.backend.intents == [] and text(stage) == typed


async def test_a_message_into_a_running_turn_names_it(stage: Stage) -> None:
    stage.session.start_turn("u7", thread_id="t1")
    await stage.settle()
    await stage.write("wait")
    await stage.press("enter")

    assert stage.backend.intents == [SendMessage("t1", "wait", "u7")]


async def test_a_text_that_did_not_arrive_comes_back_before_what_was_typed_since(stage: Stage) -> None:
    await stage.write("first")
    await stage.press("enter")
    await stage.write("second")
    await stage.fail(SendMessage("t1", "first"), "thread t1 is in use by another program")

    assert text(stage) == "first\nsecond"
    assert stage.notices() == ["thread t1 is in use by another program"]


async def test_a_text_that_did_not_arrive_waits_in_its_thread(stage: Stage) -> None:
    await stage.write("for t1")
    await stage.press("enter", "f2", "g", "enter", "f6")
    await stage.write("for t3")
    await stage.fail(SendMessage("t1", "for t1"))
    assert text(stage) == "for t3"

    await stage.press("f2", "G", "enter")
    assert text(stage) == "for t1"


async def test_a_first_message_that_did_not_arrive_comes_back() -> None:
    async with open_app() as stage:
        await stage.write("fix it")
        await stage.press("enter")
        await stage.fail(stage.backend.intents[0], "no account")

        assert text(stage) == "fix it"


async def test_a_first_message_that_did_not_arrive_comes_back_where_the_person_is(stage: Stage) -> None:
    await stage.write(":new fix it")
    await stage.press("enter")
    assert stage.backend.intents == [StartThread(ThreadSettings(), "fix it")]
    await stage.fail(stage.backend.intents[0], "no account")

    assert text(stage) == ":new fix it"


async def test_each_thread_has_a_draft(stage: Stage) -> None:
    await stage.write("draft one")
    await stage.press("f2", "g", "enter", "f6")
    assert text(stage) == ""
    await stage.write("draft three")

    await stage.press("f2", "G", "enter")
    assert text(stage) == "draft one"
    await stage.press("f2", "g", "enter")
    assert text(stage) == "draft three"


async def test_a_lost_server_takes_no_draft(stage: Stage) -> None:
    await stage.write("precious")
    stage.session.lose("the server was killed")
    await stage.settle()

    assert text(stage) == "precious" and stage.is_focused(stage.dashboard.composer.editor)


async def test_up_and_down_walk_through_what_was_sent(stage: Stage) -> None:
    for message in ("first", "second"):
        await stage.write(message)
        await stage.press("enter")
    await stage.write("third")

    seen: list[str] = []
    for key in ("up", "up", "up", "down", "down", "down"):
        await stage.press(key)
        seen.append(text(stage))
    assert seen == ["second", "first", "first", "second", "third", "third"]


async def test_up_moves_within_a_text_of_several_rows_first(stage: Stage) -> None:
    await stage.write("sent")
    await stage.press("enter")
    await stage.paste("one\ntwo")
    await stage.press("up")
    assert text(stage) == "one\ntwo"

    await stage.press("up")
    assert text(stage) == "sent"


async def test_a_command_is_completed_by_tab_and_run_by_enter(stage: Stage) -> None:
    await stage.write(":rena")
    assert "Give the thread a name" in stage.screen_text()
    await stage.press("tab")
    assert text(stage) == ":rename "

    await stage.write("A better name")
    await stage.press("enter")
    assert stage.backend.intents == [RenameThread("t1", "A better name")]
    assert text(stage) == ""


async def test_tab_walks_through_the_completions(stage: Stage) -> None:
    await stage.write(":re")
    seen: list[str] = []
    while len(seen) < 2 or seen[-1] != seen[0]:
        await stage.press("tab")
        seen.append(text(stage))

    assert {":resume ", ":refresh-thread", ":rename ", ":review ", ":restart"} <= set(seen)
    assert len(set(seen)) == len(seen) - 1


async def test_an_argument_is_completed_as_well(stage: Stage) -> None:
    await stage.write(":resume t")
    await stage.press("tab")
    assert text(stage) == ":resume t1"

    await stage.press("tab", "enter")
    assert stage.backend.intents == [ResumeThread("t2")]


async def test_tab_goes_on_to_the_argument_once_the_command_is_complete(stage: Stage) -> None:
    await stage.write(":eff")
    await stage.press("tab", "tab")

    assert text(stage) == ":effort minimal"


async def test_a_command_that_needs_a_value_offers_those_there_are(stage: Stage) -> None:
    await stage.write(":sandbox")
    await stage.press("enter")
    assert text(stage) == ":sandbox " and shown(stage) == ["read-only", "workspace-write", "danger-full-access"]

    await stage.press("down", "down", "enter")
    assert stage.notices() == ["sandbox workspace-write, for the next turns of this thread"]
    assert "workspace-write" in stage.rows(stage.dashboard.status_bar)[0]


async def test_models_are_asked_for_once_and_offered_with_what_is_said_of_them(stage: Stage) -> None:
    await stage.write(":model ")
    assert stage.backend.intents == [ListModels()]
    efforts = [{"reasoningEffort": "low"}, {"reasoningEffort": "high"}]
    big = {"model": "gpt-5.5", "description": "The big one", "isDefault": True, "supportedReasoningEfforts": efforts}
    stage.session.answer("model/list", {"data": [big, "nonsense", {"id": "other"}, {"id": "h", "hidden": True}]})
    await stage.done(ListModels())
    assert shown(stage) == ["gpt-5.5  default · The big one · effort low, high", "other"]

    await stage.write("oth")
    await stage.press("tab", "enter")
    assert stage.notices() == ["model other, for the next turns of this thread"]
    assert " other " in stage.rows(stage.dashboard.status_bar)[0]


async def test_a_thread_is_found_by_its_title(stage: Stage) -> None:
    await stage.write(":use NUMBER 2")
    assert shown(stage) == ["t2  Job number 2"]

    await stage.press("tab", "enter")
    assert stage.app.controller.open_thread_id == "t2"


async def test_up_and_down_walk_the_completions_and_not_the_history(stage: Stage) -> None:
    await stage.write("sent")
    await stage.press("enter")
    await stage.write(":re")
    await stage.press("down", "down", "up")
    assert text(stage) == ":resume "

    await stage.press("escape", "up")
    assert text(stage) == "sent"


async def test_a_command_from_the_history_offers_nothing_by_itself(stage: Stage) -> None:
    for line in ("first", ":effort low"):
        await stage.write(line)
        await stage.press("enter")
    await stage.press("up")
    assert text(stage) == ":effort low" and not stage.dashboard.completions.display

    await stage.press("up")
    assert text(stage) == "first"


async def test_nothing_moves_while_a_command_is_typed(stage: Stage) -> None:
    regions = {name: pane.region for name, pane in stage.dashboard.panes.items()}
    await stage.write(":")
    assert f"8 of {len(stage.dashboard.completions.choices)}" in shown(stage)[-1]
    assert stage.dashboard.completions.region.bottom == stage.dashboard.composer.region.y

    assert {name: pane.region for name, pane in stage.dashboard.panes.items()} == regions


async def test_the_cursor_stays_in_view_while_lines_are_begun(stage: Stage) -> None:
    for _ in range(10):
        await stage.press("ctrl+j")
    editor = stage.dashboard.composer.editor

    assert editor.scroll_offset.y + editor.size.height > editor.cursor_location[0] == 10


async def test_the_key_that_interrupts_elsewhere_says_which_does_here(stage: Stage) -> None:
    await stage.press("ctrl+c")
    assert stage.notices() == ["f8 interrupts the turn, ^q leaves."]

    await stage.write("word")
    await stage.press("ctrl+shift+left", "ctrl+c")
    assert stage.app.clipboard == "word"


async def test_a_completion_is_taken_by_a_click(stage: Stage) -> None:
    await stage.write(":ren")
    await stage.click_text(stage.dashboard.completions, ":rename")

    assert text(stage) == ":rename " and stage.is_focused(stage.dashboard.composer.editor)


async def test_escape_closes_the_completions_first(stage: Stage) -> None:
    await stage.write(":re")
    await stage.press("escape")
    assert stage.is_focused(stage.dashboard.composer.editor) and not stage.dashboard.completions.display

    await stage.press("escape")
    assert not stage.is_focused(stage.dashboard.composer.editor)
    assert text(stage) == ":re"


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        (":renam x", "There is no command :renam. Did you mean :rename?"),
        (":frobnicate", "There is no command :frobnicate. :help lists them all."),
        (":steer", ":steer cannot run now: no turn is running."),
        (":interrupt", ":interrupt cannot run now: no turn is running."),
        ("!", "Give a command."),
    ],
)
async def test_what_cannot_be_done_stays_typed_and_says_why(stage: Stage, line: str, notice: str) -> None:
    await stage.write(line)
    await stage.press("enter")

    assert text(stage) == line and stage.backend.intents == []
    assert stage.notices() == [notice]


async def test_a_shell_command_runs_in_the_thread(stage: Stage) -> None:
    await stage.write("!git status")
    await stage.press("enter")
    assert stage.backend.intents == [RunShellCommand("t1", "git status")]

    await stage.fail(stage.backend.intents[0], "the server is busy")
    assert text(stage) == "!git status"


async def test_a_shell_command_needs_a_thread() -> None:
    async with open_app() as stage:
        await stage.write("!ls")
        await stage.press("enter")

        assert stage.backend.intents == [] and text(stage) == "!ls"
        assert stage.notices() == ["A shell command runs in a thread: open one first."]


def shown(stage: Stage) -> list[str]:
    """The completions as they are shown."""
    return [row.strip() for row in stage.rows(stage.dashboard.completions)]


FOUND = [{"path": "src/parser.py"}, {"path": "tests/test_parser.py"}, {"root": "/"}, "?"]


async def test_a_mentioned_file_is_looked_for_while_it_is_typed(stage: Stage) -> None:
    await stage.write("look at @par")
    intent = FindFiles("par", "/home/dev/src/job1")
    assert stage.backend.submitted(FindFiles)[-1] == intent

    await stage.done(intent, None, FOUND)
    assert shown(stage) == ["src/parser.py", "tests/test_parser.py"]
    await stage.press("tab")
    assert text(stage) == "look at @src/parser.py "
    await stage.press("down")
    assert text(stage) == "look at @tests/test_parser.py "


async def test_a_file_can_be_mentioned_in_the_midst_of_a_text(stage: Stage) -> None:
    await stage.write("compare  with the old one")
    for _ in range(len(" with the old one")):
        await stage.press("left")
    await stage.write("@par")
    await stage.done(FindFiles("par", "/home/dev/src/job1"), None, FOUND[:1])
    await stage.press("tab")
    await stage.write("first")

    assert text(stage) == "compare @src/parser.py first with the old one"


async def test_a_mention_that_names_no_file_says_so(stage: Stage) -> None:
    await stage.write("look at @")
    assert shown(stage) == ["@ and a part of a file's name"]

    await stage.write("zzz")
    await stage.done(FindFiles("zzz", "/home/dev/src/job1"), None, [])
    assert shown(stage) == ["no file of that name"]
    await stage.write(" ")
    assert not stage.dashboard.completions.display


async def test_files_that_come_too_late_are_not_offered(stage: Stage) -> None:
    await stage.write("look at @pars")
    await stage.write("ley")
    await stage.done(FindFiles("pars", "/home/dev/src/job1"), None, [{"path": "src/parser.py"}])

    assert "src/parser.py" not in stage.screen_text()


async def test_letters_that_are_keys_elsewhere_are_text_here(stage: Stage) -> None:
    typed = "jkgG/nrfRADosaedmct123yq"
    await stage.write(typed)

    assert text(stage) == typed and stage.backend.intents == []


async def test_an_editing_key_does_not_touch_what_is_typed_behind_it(stage: Stage) -> None:
    await stage.write("an old thought")
    for key in ("ctrl+u", *"new", "left", "X"):
        stage.app.post_message(key_event(key))
    await stage.settle()

    assert text(stage) == "neXw"


async def test_what_is_typed_right_behind_the_new_thread_key_is_for_the_new_thread(stage: Stage) -> None:
    await stage.write("a draft for the first thread")
    for key in ("ctrl+n", *"hello", "enter", *"more"):
        stage.app.post_message(key_event(key))
    await stage.settle()
    intent = StartThread(ThreadSettings())
    assert stage.backend.intents == [intent]

    stage.session.answer("thread/start", {"thread": {"id": "new", "preview": ""}})
    await stage.done(intent, "new")
    assert SendMessage("new", "hello") in stage.backend.intents
    assert text(stage) == "more" and stage.app.controller.open_thread_id == "new"
    stage.app.controller.show_thread("t1")
    await stage.settle()
    assert text(stage) == "a draft for the first thread"


async def test_a_message_for_a_thread_that_could_not_be_started_comes_back(stage: Stage) -> None:
    await stage.press("ctrl+n")
    await stage.write("hello")
    await stage.press("enter")
    await stage.fail(StartThread(ThreadSettings()))

    assert text(stage) == "hello"


async def test_a_message_into_a_turn_that_waits_for_you_is_said_to_be_on_its_way(stage: Stage) -> None:
    stage.session.start_turn(thread_id="t1")
    stage.session.status("t1", "active", "waitingOnApproval")
    await stage.write("one more thing")
    await stage.press("enter")
    (intent,) = stage.backend.submitted(SendMessage)
    await stage.done(intent, "t1")

    assert stage.notices() == ["Sent. It is shown, and the agent reads it, once the turn goes on."]
