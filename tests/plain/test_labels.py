"""What `--final-only` prints of each kind of item."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.plain.labels import labelled_lines
from codex_tui.protocol.items import parse_item


def lines_of(**item: Any) -> list[str]:
    parsed = parse_item({"id": "i", **item})
    assert parsed is not None
    return labelled_lines("t", parsed)


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ({"type": "agentMessage", "text": "one\n\ntwo\n"}, ["t assistant: one", "t", "t   two"]),
        (
            {
                "type": "commandExecution",
                "command": "ls",
                "status": "completed",
                "exitCode": 0,
                "aggregatedOutput": "a\nb\n",
            },
            ["t tool: command ls (completed)", "t tool exit: 0", "t tool output: a", "t   b"],
        ),
        ({"type": "commandExecution", "command": "ls", "status": "declined"}, ["t tool: command ls (declined)"]),
        (
            {
                "type": "fileChange",
                "status": "completed",
                "changes": [
                    {"path": "a", "kind": {"type": "add"}},
                    {"path": "b", "kind": {"type": "update", "move_path": "c"}},
                ],
            },
            ["t tool: file change (completed, 2 files)", "t tool file: add a", "t tool file: update b → c"],
        ),
        (
            {
                "type": "mcpToolCall",
                "server": "paints",
                "tool": "paint",
                "status": "failed",
                "arguments": {"a": 1},
                "error": {"message": "dry"},
            },
            ["t tool: paints.paint (failed)", 't tool args: {"a": 1}', "t tool error: dry"],
        ),
        (
            {
                "type": "mcpToolCall",
                "server": "paints",
                "tool": "paint",
                "status": "completed",
                "result": {"content": [{"type": "text", "text": "é"}]},
            },
            ["t tool: paints.paint (completed)", 't tool result: [{"type": "text", "text": "é"}]'],
        ),
        (
            {"type": "dynamicToolCall", "tool": "lookup", "status": "completed", "arguments": {}, "contentItems": []},
            ["t tool: lookup (completed)", "t tool args: {}", "t tool result: []"],
        ),
        ({"type": "webSearch", "query": "tea"}, ["t tool: web search tea"]),
        (
            {"type": "imageGeneration", "status": "completed", "savedPath": "/a.png"},
            ["t tool: image (completed) /a.png"],
        ),
        ({"type": "userMessage", "content": []}, []),
        ({"type": "reasoning", "summary": ["hm"]}, []),
        ({"type": "fromTheFuture"}, []),
    ],
)
def test_messages_and_tool_items_are_labelled(item: dict[str, Any], lines: list[str]) -> None:
    assert lines_of(**item) == lines


def test_colours_are_around_thread_and_label_only() -> None:
    item = parse_item({"type": "agentMessage", "id": "i", "text": "one\ntwo"})
    assert item is not None

    assert labelled_lines("t", item, is_coloured=True) == [
        "\x1b[34mt\x1b[0m \x1b[32massistant\x1b[0m: one",
        "\x1b[34mt\x1b[0m   two",
    ]


def test_no_text_passes_for_a_label_or_acts_on_a_terminal() -> None:
    lines = lines_of(type="agentMessage", text="x\nt tool exit: 0\r\n\x1b[2J\u202e\rt tool: y")

    assert lines == ["t assistant: x", "t   t tool exit: 0", "t   ␛[2J‹U+202E›␍t tool: y"]
