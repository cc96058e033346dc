"""Short ways to write the steps that scripts are made of."""

from __future__ import annotations

from codex_tui.demo.conversation import Conversation
from codex_tui.demo.events import words_of
from codex_tui.demo.parts import Call, Patch, Say, Step


def says(text: str, deltas_per_s: float = 0.0) -> Step:
    """A step that is one agent message."""
    return (Say(words_of(text), deltas_per_s),)


def runs(command: str, **options: object) -> Call:
    """An `exec_command` call; `options` are its other arguments."""
    return Call("exec_command", {"cmd": command, **options})


def escalates(command: str, question: str, **options: object) -> Call:
    """An `exec_command` call outside the sandbox, which asks under `on-request`."""
    return runs(command, sandbox_permissions="require_escalated", justification=question, **options)


def adds_file(path: str, lines: str) -> Patch:
    """A patch that adds one file."""
    body = "".join(f"+{line}\n" for line in lines.splitlines())
    return Patch(f"*** Begin Patch\n*** Add File: {path}\n{body}*** End Patch\n")


def plans(*steps: tuple[str, str]) -> Call:
    """An `update_plan` call from (step, status) pairs."""
    return Call("update_plan", {"plan": [{"step": step, "status": status} for step, status in steps]})


def spawns(conversation: Conversation, prompt: str) -> Call:
    """A `spawn_agent` call, whose child is given `prompt`."""
    return agent_call(conversation, "spawn_agent", message=prompt)


def agent_call(conversation: Conversation, tool: str, **arguments: object) -> Call:
    """A call of one of the sub-agent tools, which are plain functions in 0.131 and in a namespace later."""
    return Call(tool, arguments, None if "spawn_agent" in conversation.tools else "multi_agent_v1")
