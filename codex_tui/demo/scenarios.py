"""The scripts that tests choose by exact text, `scenario:NAME [arguments]`: one for each thing a client must bear."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from codex_tui.demo.conversation import Conversation
from codex_tui.demo.events import words_of
from codex_tui.demo.faults import FAULTS
from codex_tui.demo.parts import Call, Draw, Patch, Say, Script, Search, Spend, Step, Think, Wait
from codex_tui.demo.sample import SMALL_PNG_BASE64
from codex_tui.demo.shorthand import adds_file, agent_call, escalates, plans, runs, says, spawns
from codex_tui.demo.texts import text_named

Scenario: TypeAlias = Callable[[Conversation, str], Script]

FLOOD_LINE = ("The ", "scripted ", "model ", "writes ", "one ", "more ", "line ", "of ", "plain ", "text.\n")

CHUNK_CHARS = 4_000
THE_END = "This is the end of it."


def _hello(conversation: Conversation, arguments: str) -> Script:
    return (says("Hello from the scripted model."),)


def _flood(conversation: Conversation, arguments: str) -> Script:
    count = _integer(arguments, 2000)
    return ((Say((FLOOD_LINE * (count // len(FLOOD_LINE) + 1))[:count]),),)


def _stream(conversation: Conversation, arguments: str) -> Script:
    count, rate = (*arguments.split(), "", "")[:2]
    deltas = (FLOOD_LINE * (_integer(count, 100) // len(FLOOD_LINE) + 1))[: _integer(count, 100)]
    return ((Say(deltas, float(_integer(rate, 50))),),)


def _message(conversation: Conversation, arguments: str) -> Script:
    """One message of about so many bytes (100,000), in large deltas."""
    line = "".join(FLOOD_LINE)
    chunk = line * (CHUNK_CHARS // len(line))
    return ((Say((chunk,) * (_integer(arguments, 100_000) // len(chunk)) + (THE_END,)),),)


def _items(conversation: Conversation, arguments: str) -> Script:
    """So many short messages (100) in one turn."""
    count = _integer(arguments, 100)
    return (tuple(part for number in range(1, count + 1) for part in says(f"Message {number} of {count}.")),)


def _print(conversation: Conversation, arguments: str) -> Script:
    """A command that prints about so many bytes (100,000), in lines of 39."""
    count = max(1, _integer(arguments, 100_000) // 39)
    return (runs(f"seq -f 'one more line of plain output %08.0f' {count}"),), says(THE_END)


def _exec_approve(conversation: Conversation, arguments: str) -> Script:
    """One command for each file that is named, all at once."""
    files = arguments.split() or ["approved.txt"]
    calls = tuple(escalates(f"touch {file}", "May I run this outside the sandbox?") for file in files)
    return calls, _finished(conversation)


def _exec_prefix(conversation: Conversation, arguments: str) -> Script:
    """The same, with a rule proposed for all of them."""
    files = arguments.split() or ["approved.txt"]
    calls = tuple(escalates(f"touch {file}", "May I always do this?", prefix_rule=["touch"]) for file in files)
    return calls, _finished(conversation)


def _exec_two(conversation: Conversation, arguments: str) -> Script:
    first = escalates("touch first.txt", "May I make the first file?")
    return (first, escalates("touch second.txt", "May I make the second file?")), _finished(conversation)


def _exec_plain(conversation: Conversation, arguments: str) -> Script:
    return (runs(arguments or "echo plain"),), _finished(conversation)


def _exec_stdin(conversation: Conversation, arguments: str) -> Script:
    start = escalates("read line; echo got $line", "May I start a program that reads?", tty=True, yield_time_ms=250)
    answer = Call("write_stdin", {"session_id": conversation.open_session or 0, "chars": "hello\n"})
    return (start,), (answer,), _finished(conversation)


def _output(conversation: Conversation, arguments: str) -> Script:
    count = _integer(arguments, 20)
    return (runs(f"for i in $(seq {count}); do echo line $i of {count}; sleep 0.05; done"),), _finished(conversation)


def _fail(conversation: Conversation, arguments: str) -> Script:
    return (runs("echo something went wrong >&2; exit 3"),), _finished(conversation)


def _sleep_command(conversation: Conversation, arguments: str) -> Script:
    return (runs(f"echo started; sleep {_integer(arguments, 30)}; echo finished"),), _finished(conversation)


def _background(conversation: Conversation, arguments: str) -> Script:
    command = runs(f"echo started; sleep {_integer(arguments, 2)}; echo finished", yield_time_ms=250)
    return (command,), says("The command goes on without me.")


def _patch(conversation: Conversation, arguments: str) -> Script:
    return (adds_file(arguments or "patched.txt", "one\ntwo\n"),), _finished(conversation)


def _patch_multi(conversation: Conversation, arguments: str) -> Script:
    change = (
        "*** Begin Patch\n*** Update File: multi-a.txt\n*** Move to: multi-moved.txt\n@@\n one\n-two\n+TWO\n"
        "*** Delete File: multi-b.txt\n*** Add File: multi-c.txt\n+new\n*** End Patch\n"
    )
    first, second = adds_file("multi-a.txt", "one\ntwo"), adds_file("multi-b.txt", "x")
    return (first,), (second,), (Patch(change),), _finished(conversation)


def _reasoning(conversation: Conversation, arguments: str) -> Script:
    sections = ("**Looking** at the request carefully.", "Then deciding what to do.")
    return ((Think(sections, raw=arguments), *says("Reasoned answer.")),)


def _commentary(conversation: Conversation, arguments: str) -> Script:
    first = Say(words_of("I will look at the folder first."), phase="commentary")
    return (first, runs("ls -a")), (Say(words_of("All looked at."), phase="final_answer"),)


def _plan(conversation: Conversation, arguments: str) -> Script:
    """A check list of four steps, each of which takes `arguments` seconds (0)."""
    names = ("read the test", "reproduce", "fix", "explain")
    states = [*["completed"] * len(names), "in_progress", *["pending"] * (len(names) - 1)]
    windows = (states[start : start + len(names)] for start in range(len(names), -1, -1))
    updates = [plans(*zip(names, window, strict=True)) for window in windows]
    pause = Wait(_integer(arguments, 0))
    return (updates[0],), *((pause, update) for update in updates[1:]), _finished(conversation)


def _plan_item(conversation: Conversation, arguments: str) -> Script:
    return (says(f"<proposed_plan>\n{text_named('plan')}\n</proposed_plan>\n"),)


def _web_search(conversation: Conversation, arguments: str) -> Script:
    return ((Search(arguments or "unicode bidi marks in terminals"), *says("Searched.")),)


def _image(conversation: Conversation, arguments: str) -> Script:
    return ((Draw("eight blue pixels", SMALL_PNG_BASE64), *says("Drawn.")),)


def _view_image(conversation: Conversation, arguments: str) -> Script:
    return (Call("view_image", {"path": arguments or "logo.png"}),), says("Seen.")


def _ask(conversation: Conversation, arguments: str) -> Script:
    return (Call("request_user_input", {"questions": QUESTIONS}),), _finished(conversation)


QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "scope",
        "header": "Scope",
        "question": "How far may I go?",
        "options": [
            {"label": "Tests only (Recommended)", "description": "Leaves the package as it is."},
            {"label": "Package too", "description": "Mends what the tests found."},
        ],
    },
    {
        "id": "style",
        "header": "Style",
        "question": "Which test runner do you use?",
        "options": [
            {"label": "pytest", "description": "Short and common."},
            {"label": "unittest", "description": "Nothing to install."},
        ],
    },
]


def _permissions(conversation: Conversation, arguments: str) -> Script:
    wanted = {"network": {"enabled": True}, "file_system": {"write": [arguments or "/srv/shared"]}}
    call = Call("request_permissions", {"permissions": wanted, "reason": "I want to fetch the test data once."})
    return (call,), _finished(conversation)


def _spawn(conversation: Conversation, arguments: str) -> Script:
    """The child plays `arguments`; the parent waits for it and closes it."""
    child = _agent_id(conversation)
    return (
        (spawns(conversation, arguments or "scenario:hello"),),
        (agent_call(conversation, "wait_agent", targets=[child], timeout_ms=600_000),),
        (agent_call(conversation, "close_agent", target=child),),
        _finished(conversation),
    )


def _agent_id(conversation: Conversation) -> str:
    try:
        return str(json.loads(conversation.outputs[0])["agent_id"])
    except (IndexError, KeyError, TypeError, ValueError):
        return "unknown"


def _slow(conversation: Conversation, arguments: str) -> Script:
    """One message in two halves, `slow SECONDS` apart."""
    return ((Say(("A first half,", " and a second half."), 1 / max(1, _integer(arguments, 5))),),)


def _context(conversation: Conversation, arguments: str) -> Script:
    return ((Spend(_integer(arguments, 120_000)), *says("The context meter moves.")),)


def _text(name: str) -> Scenario:
    return lambda conversation, arguments: (says(text_named(name)),)


def _hostile(conversation: Conversation, arguments: str) -> Script:
    # A program's arguments end at NUL, so that the command cannot hold one.
    command = escalates(
        f"printf %s {shlex.quote(HOSTILE_TEXT.replace(NUL, ''))} \r\x1b[2K", f"Harmless? {HOSTILE_TEXT}"
    )
    return (Think((HOSTILE_TEXT,)), *says(f"Hostile text follows.\n\n{HOSTILE_TEXT}\n"), command), _finished(
        conversation
    )


NUL = "\0"
HOSTILE_TEXT = (
    "esc \x1b[31mred\x1b[0m \x1b[2J osc52 \x1b]52;c;aGk=\x07 osc8 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ "
    "c1 \x9b31m cr over\rwrite bs a\x08b bidi \u202egnp.exe\u202c \u2066iso\u2069 zero a\u200bb\u200d\ufeffc "
    "tags \U000e0041\U000e0042 markup [bold red]x[/] [link=http://evil.example]y[/link] "
    "wide 漢字 combining e\u0301\u0323 emoji 👩‍👩‍👧 nul \x00 del \x7f"
)


def _dynamic(conversation: Conversation, arguments: str) -> Script:
    """Calls a tool that the client declared: `dynamic NAME {json}`."""
    name, _, values = arguments.partition(" ")
    return (Call(name or "lookup", json.loads(values or '{"key": "a"}')),), _finished(conversation)


def _mcp(conversation: Conversation, arguments: str) -> Script:
    """Calls a tool of an MCP server from config.toml: `mcp SERVER TOOL {json}`."""
    server, tool, values = (*arguments.split(maxsplit=2), "", "", "")[:3]
    # 0.131 ends the namespace with the separator.
    namespace = f"mcp__{server}__" if f"mcp__{server}__" in conversation.tools else f"mcp__{server}"
    return (Call(tool, json.loads(values or "{}"), namespace),), _finished(conversation)


def _finished(conversation: Conversation) -> Step:
    return says(f"Finished. Last tool output: {conversation.last_output}")


def _integer(text: str, default: int) -> int:
    return int(text) if text.strip().isdigit() else default


LEAVES_COMMANDS_RUNNING = frozenset({"background", "exec-stdin"})

SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        "hello": _hello,
        "flood": _flood,
        "stream": _stream,
        "message": _message,
        "items": _items,
        "print": _print,
        "exec-approve": _exec_approve,
        "exec-prefix": _exec_prefix,
        "exec-two": _exec_two,
        "exec-plain": _exec_plain,
        "exec-stdin": _exec_stdin,
        "output": _output,
        "fail": _fail,
        "sleep-command": _sleep_command,
        "background": _background,
        "patch": _patch,
        "patch-multi": _patch_multi,
        "reasoning": _reasoning,
        "commentary": _commentary,
        "plan": _plan,
        "plan-item": _plan_item,
        "web-search": _web_search,
        "image": _image,
        "view-image": _view_image,
        "ask": _ask,
        "permissions": _permissions,
        "spawn": _spawn,
        "slow": _slow,
        "context": _context,
        "markdown": _text("markdown"),
        "long": _text("readme"),
        "hostile": _hostile,
        "dynamic": _dynamic,
        "mcp": _mcp,
        **FAULTS,
    }
)
