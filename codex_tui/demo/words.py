"""Answers what a person types into the demo: a known word does its thing, all else gets a list of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from codex_tui.demo.conversation import Conversation
from codex_tui.demo.events import words_of
from codex_tui.demo.parts import Say, Script, Spend, Step, Think
from codex_tui.demo.scenarios import SCENARIOS
from codex_tui.demo.shorthand import adds_file, escalates, runs
from codex_tui.demo.texts import text_named

TALK_DELTAS_PER_S = 60.0
FAILING_COMMAND = "python3 -m words.cli --count"
PLAN_WORDS = "All four steps are done.\n"
PLAN_STEP_S = "1"
AGENT_WORDS = "The sub-agent has reported back, and I have closed it.\n"


def reply_to(conversation: Conversation) -> Script:
    """The script for a person's own words: that of the first word known, else an explanation."""
    for word in re.findall(r"[a-z]+", conversation.prompt.lower()):
        if word in DEMO_WORDS:
            return DEMO_WORDS[word][1](conversation)
    return (_speech(_explanation(conversation.prompt)),)


def housekeeping_for(conversation: Conversation) -> Script | None:
    """The script for a prompt that the server wrote itself, for a compaction or a review; None for a person's."""
    if conversation.prompt.startswith("You are performing a CONTEXT CHECKPOINT COMPACTION"):
        return ((Spend(6_000), *_speech("The person tried the demo; the scripted model showed what it can do.")),)
    if conversation.prompt.startswith(("Review the current code changes", "Review the code changes")):
        return (_speech(json.dumps(REVIEW)),)
    return None


REVIEW = {
    "findings": [],
    "overall_correctness": "patch is correct",
    "overall_explanation": "The scripted model has read nothing, and found nothing.",
    "overall_confidence_score": 0.5,
}


def _speech(text: str) -> Step:
    return (Say(words_of(text), TALK_DELTAS_PER_S),)


def _explanation(prompt: str) -> str:
    quoted = " ".join(prompt.split())[:80] or "nothing at all"
    rows = "".join(f"| `{word}` | {what} |\n" for word, (what, _) in DEMO_WORDS.items())
    return (
        f"You said: *{quoted}*\n\nI am the **scripted model** of this demo: no account, no internet, no thoughts of "
        f"my own. These words make me do something:\n\n| word | what happens |\n|---|---|\n{rows}\n"
        "Everything else is real: the app-server, its approvals, and the files in this throw-away folder.\n"
    )


def _scenario(name: str, arguments: str = "") -> Callable[[Conversation], Script]:
    return lambda conversation: SCENARIOS[name](conversation, arguments)


def _scenario_then(name: str, closing_words: str, arguments: str = "") -> Callable[[Conversation], Script]:
    """A test scenario whose dry last step gives way to words for a person."""
    return lambda conversation: (*SCENARIOS[name](conversation, arguments)[:-1], _speech(closing_words))


def _help(conversation: Conversation) -> Script:
    return (_speech(_explanation(conversation.prompt)),)


def _run(conversation: Conversation) -> Script:
    return (runs("python3 bench.py 12 0.3"),), _speech("That was a real command; its lines came in while it ran.\n")


def _fail(conversation: Conversation) -> Script:
    return (runs(FAILING_COMMAND),), _speech("It wants a file, and I gave it none: that one fails every time.\n")


def _approve(conversation: Conversation) -> Script:
    call = escalates("date > approved.txt && cat approved.txt", "May I write a file outside the sandbox?")
    outcome = "You said no, and I leave it at that." if conversation.was_refused else "Thank you. The file is there."
    return (call,), _speech(f"{outcome}\n")


def _patch(conversation: Conversation) -> Script:
    call = adds_file("docs/notes.md", "# Notes\n\nWritten by the scripted model, with your leave.")
    if conversation.was_refused:
        return (call,), _speech("No change, then.\n")
    return (call,), _speech(f"The tool says:\n\n```\n{conversation.last_output.strip()}\n```\n")


def _ask(conversation: Conversation) -> Script:
    try:
        given = json.loads(conversation.last_output)["answers"].values()
        chosen = ", ".join(text for answer in given for text in answer["answers"])
    except (AttributeError, KeyError, TypeError, ValueError):
        chosen = ""
    outcome = f"Noted: **{chosen}**." if chosen else "No answer is an answer, too."
    return (*SCENARIOS["ask"](conversation, "")[:-1], _speech(f"{outcome}\n"))


def _permissions(conversation: Conversation) -> Script:
    outcome = f"This is what I was given:\n\n```json\n{conversation.last_output}\n```\n"
    return (*SCENARIOS["permissions"](conversation, "")[:-1], _speech(outcome))


def _think(conversation: Conversation) -> Script:
    sections = (
        "**Weighing two ways**\n\nOne is short, the other is right.",
        "**Choosing**\n\nShort *and* right, then.",
    )
    return ((Think(sections, deltas_per_s=15), *_speech("I thought about it for a while.\n")),)


def _long(conversation: Conversation) -> Script:
    return (_speech(text_named("readme")),)


def _markdown(conversation: Conversation) -> Script:
    return (_speech(text_named("markdown")),)


DEMO_WORDS: Mapping[str, tuple[str, Callable[[Conversation], Script]]] = MappingProxyType(
    {
        "help": ("this list", _help),
        "run": ("a command with live output", _run),
        "fail": ("a command that fails", _fail),
        "approve": ("a command that needs your approval", _approve),
        "patch": ("a file change that needs your approval", _patch),
        "plan": ("a check list that moves on", _scenario_then("plan", PLAN_WORDS, PLAN_STEP_S)),
        "ask": ("two questions to you", _ask),
        "permissions": ("a request for network and folder access", _permissions),
        "think": ("reasoning before an answer", _think),
        "search": ("a web search, make-believe", _scenario("web-search")),
        "agent": ("a sub-agent that works on its own", _scenario_then("spawn", AGENT_WORDS, "Run the benchmark once.")),
        "image": ("a look at a picture of a few pixels", _scenario("view-image")),
        "markdown": ("headings, lists, tables, code", _markdown),
        "long": ("a long answer", _long),
        "flood": ("10,000 deltas at full speed", _scenario("flood", "10000")),
        "hostile": ("escape sequences and bidi marks, to see them shown harmless", _scenario("hostile")),
        "drop": ("a connection that breaks, and its retries", _scenario("drop")),
    }
)
