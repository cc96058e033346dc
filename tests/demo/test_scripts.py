"""Which step answers which request, and that every script there is can be played to its end."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.demo.cast import STORIES
from codex_tui.demo.conversation import Conversation, conversation_of
from codex_tui.demo.events import beats_for
from codex_tui.demo.parts import Call, Refuse, Say, Step, calls_in
from codex_tui.demo.scenarios import SCENARIOS
from codex_tui.demo.scripts import step_for
from codex_tui.demo.stories import STORY_SCRIPTS
from codex_tui.demo.words import DEMO_WORDS

RUNNING = "Chunk ID: 1\nProcess running with session ID 7\nOutput:\n"
LONGEST_SCRIPT = 12


def user(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def output(text: str) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": "c", "output": text}


def spoken(step: Step) -> str:
    return "".join("".join(part.deltas) for part in step if isinstance(part, Say))


def test_the_last_words_of_a_person_start_anew_and_context_does_not() -> None:
    context = user("<environment_context>\n  <cwd>/x</cwd>\n</environment_context>")
    conversation = conversation_of({"input": [user("one"), output("1"), user("two"), context, output("2")]})
    assert (conversation.prompt, conversation.outputs) == ("two", ("2",))


def test_text_in_one_tag_without_underscore_is_a_persons() -> None:
    assert conversation_of({"input": [user("one"), user("<b>two</b>")]}).prompt == "<b>two</b>"


def test_outputs_may_be_lists_of_parts() -> None:
    item = {"type": "custom_tool_call_output", "output": [{"type": "input_text", "text": "a"}, {"text": "b"}]}
    assert conversation_of({"input": [user("x"), item]}).last_output == "ab"


def test_a_running_command_is_polled_and_the_poll_takes_its_place() -> None:
    (poll,) = step_for(Conversation("scenario:sleep-command 30", (RUNNING,)))
    assert isinstance(poll, Call)
    assert (poll.tool, poll.arguments["session_id"]) == ("write_stdin", 7)
    assert spoken(step_for(Conversation("scenario:sleep-command 30", (RUNNING, "done")))).endswith("done")


def test_a_background_command_is_left_alone() -> None:
    assert spoken(step_for(Conversation("scenario:background", (RUNNING,)))) == "The command goes on without me."


def test_free_text_is_answered_with_the_list_of_words() -> None:
    answer = spoken(step_for(Conversation("Good morning!", ())))
    assert "Good morning!" in answer
    assert all(f"`{word}`" in answer for word in DEMO_WORDS)


def test_a_word_in_a_sentence_is_found() -> None:
    assert step_for(Conversation("Could you RUN it?", ())) == DEMO_WORDS["run"][1](Conversation("run", ()))[0]


def test_a_compaction_and_a_review_get_what_the_server_expects() -> None:
    summary = step_for(Conversation("You are performing a CONTEXT CHECKPOINT COMPACTION. Create …", ()))
    assert "scripted model" in spoken(summary)
    review = step_for(Conversation("Review the current code changes (staged, unstaged, and untracked files) …", ()))
    assert '"findings": []' in spoken(review)


def test_every_story_has_a_script() -> None:
    assert {story.prompt for story in STORIES} <= STORY_SCRIPTS.keys()


@pytest.mark.parametrize("prompt", [f"scenario:{name}" for name in SCENARIOS] + [*STORY_SCRIPTS, *DEMO_WORDS])
@pytest.mark.parametrize("answer", ["ok", "rejected by user"])
def test_every_script_comes_to_an_end(prompt: str, answer: str) -> None:
    outputs: tuple[str, ...] = ()
    for _ in range(LONGEST_SCRIPT):
        step = step_for(Conversation(prompt, outputs))
        if step and isinstance(step[0], Refuse):
            return
        assert sum(1 for _ in beats_for(step, 0)) >= 2
        if calls_in(step) == 0:
            return
        outputs += (answer,) * calls_in(step)
    pytest.fail(f"still calling tools after {LONGEST_SCRIPT} steps")
