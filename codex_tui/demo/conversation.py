"""Reads from a model request what a script is chosen by: who asked what last, and which tool outputs came after it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The server wraps context that no person wrote in one tag whose name has an underscore.
_CONTEXT = re.compile(r"\s*(?:<(skill|[a-z]+(?:_[a-z]+)+)\b[^>]*>.*</\1>\s*|# AGENTS\.md instructions.*)", re.DOTALL)
_SESSION = re.compile(r"Process running with session ID (\d+)")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One request's view of its thread."""

    prompt: str
    """The last text of a person, or of the parent agent."""
    outputs: tuple[str, ...]
    """The tool outputs since then, oldest first."""
    tools: frozenset[str] = frozenset()
    """The names of the functions and namespaces that the server offers; versions differ in which is in which."""
    attempt: int = 0
    """How often this very request came before: not 0 when the server retries."""

    @property
    def last_output(self) -> str:
        """The newest tool output, or nothing."""
        return self.outputs[-1] if self.outputs else ""

    @property
    def open_session(self) -> int | None:
        """The unified exec session that the newest output says is still running."""
        found = _SESSION.search(self.last_output)
        return None if found is None else int(found[1])

    @property
    def settled_count(self) -> int:
        """How many outputs are final; one that only says its command still runs is followed by a poll's."""
        return sum(_SESSION.search(output) is None for output in self.outputs)

    @property
    def was_refused(self) -> bool:
        """Whether the newest tool output tells of a person's refusal."""
        return "rejected" in self.last_output or "denied" in self.last_output


def conversation_of(request: Mapping[str, Any], attempt: int = 0) -> Conversation:
    """The conversation that a request's `input` and `tools` describe."""
    prompt = ""
    outputs: list[str] = []
    for item in request.get("input", []):
        kind = str(item.get("type", "message"))
        if kind.endswith("_call_output"):
            outputs.append(text_of(item.get("output")))
        elif kind == "message" and item.get("role") == "user":
            text = text_of(item.get("content"))
            if not _CONTEXT.fullmatch(text):
                prompt, outputs = text.strip(), []
    tools = frozenset(str(tool.get("name")) for tool in request.get("tools", []))
    return Conversation(prompt, tuple(outputs), tools, attempt)


def text_of(content: object) -> str:
    """The text in a content value: a string, a list of parts, or an object that holds one of them."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return text_of(content.get("text", content.get("content", "")))
    if isinstance(content, Sequence):
        return "".join(text_of(part) for part in content)
    return ""
