"""Tools that the user gives to the model: each is a local command, run once for each call that the user allows."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codex_tui.protocol.replies import Reply, tool_reply
from codex_tui.protocol.requests import ToolCallRequest
from codex_tui.runtime.programs import ProgramFailed, run_program

TOOL_DEADLINE_S = 120.0
MAX_OUTPUT_BYTES = 256 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class DynamicTool:
    """A tool's name and the command that it runs."""

    name: str
    argv: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command as a shell would need it."""
        return shlex.join(self.argv)


def parse_tools(texts: Iterable[str]) -> tuple[DynamicTool, ...]:
    """Tools from `NAME=COMMAND`; raises ValueError, which says what is wrong with one."""
    tools: dict[str, DynamicTool] = {}
    for text in texts:
        name, _, command = text.partition("=")
        if _NAME.fullmatch(name) is None:
            raise ValueError(f'"{name}" is no name for a tool: letters, digits, _ and - only, 64 at most')
        if name in tools:
            raise ValueError(f"the tool {name} is there twice")
        try:
            argv = tuple(shlex.split(command))
        except ValueError as error:
            raise ValueError(f"in the command of {name} a quote has no end") from error
        if not argv:
            raise ValueError(f"the tool {name} has no command")
        tools[name] = DynamicTool(name, argv)
    return tuple(tools.values())


def tool_specs(tools: Iterable[DynamicTool]) -> list[dict[str, Any]]:
    """The tools as `dynamicTools` of `thread/start`."""
    return [
        {
            "type": "function",
            "name": tool.name,
            "description": f"Runs `{tool.command}` on the user's machine; its standard input is the arguments as JSON.",
            "inputSchema": {"type": "object", "properties": {}, "additionalProperties": True},
        }
        for tool in tools
    ]


def tool_for(tools: Iterable[DynamicTool], request: ToolCallRequest) -> DynamicTool | None:
    """The tool that a call means; ours are in no namespace."""
    return next((tool for tool in tools if tool.name == request.tool and not request.namespace), None)


async def run_tool(tool: DynamicTool, arguments: Any, limit_s: float = TOOL_DEADLINE_S) -> Reply:
    """Run the tool's command in our own folder, with the arguments as JSON on stdin; its output is the reply.

    It succeeds with exit code 0; otherwise the reply also says how it ended and what it complained about.
    """
    given = json.dumps(arguments, ensure_ascii=True).encode() + b"\n"
    try:
        end = await run_program(tool.argv, given, limit_s, MAX_OUTPUT_BYTES)
    except ProgramFailed as error:
        return tool_reply(f"The tool failed: {error}.", is_success=False)
    texts = [end.stdout.decode("utf-8", "replace").strip("\n")]
    if end.is_cut:
        texts.append("(cut: the tool wrote more than codex-tui keeps)")
    if end.exit_code != 0:
        how = f"exit code {end.exit_code}" if end.exit_code > 0 else f"signal {-end.exit_code}"
        texts += [f"The tool ended with {how}.", end.stderr.decode("utf-8", "replace").strip("\n")]
    return tool_reply("\n".join(filter(None, texts)), is_success=end.exit_code == 0)


def commands_of(tools: Iterable[DynamicTool]) -> Mapping[str, str]:
    """The command of each tool, by name, for the screen."""
    return {tool.name: tool.command for tool in tools}
