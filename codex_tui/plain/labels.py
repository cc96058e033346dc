"""What `--final-only` prints: agent messages and tool items once they are complete, each line with a label.

The labels are the ancestor's. Every line begins with the thread, and what follows the first line of a text is indented,
so that no text can pass for a label of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from codex_tui.protocol.items import (
    AgentMessage,
    CommandExecution,
    DynamicToolCall,
    FileChange,
    ImageGeneration,
    McpToolCall,
    ThreadItem,
    WebSearch,
)
from codex_tui.ui.render.text import visible

Labelled = tuple[str, str]
"""A label and a text."""

CONTINUED = "  "
_THREAD_COLOUR, _MESSAGE_COLOUR, _TOOL_COLOUR, _USUAL = "\x1b[34m", "\x1b[32m", "\x1b[36m", "\x1b[0m"


def labelled_lines(thread_id: str, item: ThreadItem, *, is_coloured: bool = False) -> list[str]:
    """The lines of a completed item, harmless; none for an item that is neither a message nor a tool's."""
    thread = visible(thread_id, keep_newlines=False)
    if is_coloured:
        thread = f"{_THREAD_COLOUR}{thread}{_USUAL}"
    lines: list[str] = []
    for label, text in _parts(item):
        first, *rest = visible(text).rstrip("\n").split("\n")
        colour = _MESSAGE_COLOUR if label == "assistant" else _TOOL_COLOUR
        shown = f"{colour}{label}{_USUAL}" if is_coloured else label
        lines.append(f"{thread} {shown}: {first}".rstrip())
        lines += (f"{thread} {CONTINUED}{line}".rstrip() for line in rest)
    return lines


def _parts(item: ThreadItem) -> Iterator[Labelled]:
    match item:
        case AgentMessage():
            yield "assistant", item.text
        case CommandExecution():
            yield "tool", f"command {item.command} ({item.status})"
            if item.exit_code is not None:
                yield "tool exit", str(item.exit_code)
            if item.aggregated_output:
                yield "tool output", item.aggregated_output
        case FileChange():
            count = len(item.changes)
            yield "tool", f"file change ({item.status}, {count} {'file' if count == 1 else 'files'})"
            for change in item.changes:
                moved = f" → {change.kind.move_path}" if change.kind.move_path else ""
                yield "tool file", f"{change.kind.type} {change.path}{moved}"
        case McpToolCall():
            yield "tool", f"{item.server}.{item.tool} ({item.status})"
            yield from _values(("tool args", item.arguments))
            if item.result is not None:
                yield "tool result", _json(item.result.structured_content or item.result.content)
            if item.error is not None:
                yield "tool error", item.error.message
        case DynamicToolCall():
            yield "tool", f"{'.'.join(filter(None, (item.namespace, item.tool)))} ({item.status})"
            yield from _values(("tool args", item.arguments), ("tool result", item.content_items))
        case WebSearch():
            yield "tool", f"web search {item.query}"
        case ImageGeneration():
            yield "tool", f"image ({item.status}){f' {item.saved_path}' if item.saved_path else ''}"


def _values(*labelled: tuple[str, Any]) -> Iterator[Labelled]:
    yield from ((label, _json(value)) for label, value in labelled if value is not None)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
