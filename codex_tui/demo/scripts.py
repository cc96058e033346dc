"""Chooses what the scripted model does next: by the last prompt the script, by the tool outputs after it the step."""

from __future__ import annotations

from codex_tui.demo.conversation import Conversation
from codex_tui.demo.parts import Call, Script, Step, step_at
from codex_tui.demo.scenarios import LEAVES_COMMANDS_RUNNING, SCENARIOS
from codex_tui.demo.stories import STORY_SCRIPTS
from codex_tui.demo.words import housekeeping_for, reply_to

SCENARIO_PREFIX = "scenario:"
POLL_MS = 5000


def step_for(conversation: Conversation) -> Step:
    """The step that answers this request."""
    name, _, arguments = conversation.prompt.removeprefix(SCENARIO_PREFIX).partition(" ")
    is_scenario = conversation.prompt.startswith(SCENARIO_PREFIX)
    if is_scenario and name in LEAVES_COMMANDS_RUNNING:
        return step_at(SCENARIOS[name](conversation, arguments.strip()), len(conversation.outputs))
    if conversation.open_session is not None:
        return (Call("write_stdin", {"session_id": conversation.open_session, "chars": "", "yield_time_ms": POLL_MS}),)
    if is_scenario and name in SCENARIOS:
        script = SCENARIOS[name](conversation, arguments.strip())
    else:
        script = _script_of_a_person(conversation)
    return step_at(script, conversation.settled_count)


def _script_of_a_person(conversation: Conversation) -> Script:
    if conversation.prompt in STORY_SCRIPTS:
        return STORY_SCRIPTS[conversation.prompt](conversation)
    return housekeeping_for(conversation) or reply_to(conversation)
