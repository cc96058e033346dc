"""The user's own tools: how they are named, and what the model gets of a run."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from codex_tui.protocol.requests import ToolCallRequest
from codex_tui.runtime.dynamic_tools import DynamicTool, commands_of, parse_tools, run_tool, tool_for, tool_specs

ECHO = "import sys; sys.stdout.write(sys.stdin.read())"


def result(script: str, arguments: Any = None, limit_s: float = 20.0) -> tuple[str, bool]:
    reply = asyncio.run(run_tool(DynamicTool("t", (sys.executable, "-c", script)), arguments, limit_s))
    (item,) = reply.result["contentItems"]
    assert item["type"] == "inputText"
    return item["text"], reply.result["success"]


def test_a_name_and_a_command_make_a_tool() -> None:
    (lookup, other) = parse_tools(["lookup=python3 look.py --in 'my notes'", "other=a=b"])

    assert lookup == DynamicTool("lookup", ("python3", "look.py", "--in", "my notes"))
    assert other.argv == ("a=b",)
    assert commands_of((lookup,)) == {"lookup": "python3 look.py --in 'my notes'"}


@pytest.mark.parametrize(
    "texts", [["=cmd"], ["a b=cmd"], ["lookup="], ["lookup"], ["lookup='open"], ["x" * 65 + "=cmd"], ["a=b", "a=c"]]
)
def test_what_makes_no_tool_is_refused(texts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"tool|command"):
        parse_tools(texts)


def test_a_call_means_a_tool_by_name_in_no_namespace() -> None:
    tools = parse_tools(["lookup=cat"])

    assert tool_for(tools, ToolCallRequest(tool="lookup")) is tools[0]
    assert tool_for(tools, ToolCallRequest(tool="other")) is None
    assert tool_for(tools, ToolCallRequest(tool="lookup", namespace="mcp")) is None
    assert [spec["name"] for spec in tool_specs(tools)] == ["lookup"]


def test_arguments_come_as_json_and_output_goes_back() -> None:
    text, is_success = result(ECHO, {"key": "ä", "n": [1, None]})

    assert is_success and json.loads(text) == {"key": "ä", "n": [1, None]}


def test_a_failure_says_how_it_ended() -> None:
    text, is_success = result("import sys; print('half'); sys.stderr.write('no such key'); sys.exit(4)")

    assert not is_success
    assert text.splitlines() == ["half", "The tool ended with exit code 4.", "no such key"]


def test_one_that_takes_too_long_is_ended() -> None:
    text, is_success = result("import time; time.sleep(600)", limit_s=0.5)

    assert not is_success and "not done after 0.5 seconds" in text
