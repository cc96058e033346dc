"""The thread items: one model per item type, and `UnknownItem` for what does not fit one.

Source: `ThreadItem` of the app-server's generated schema. Status values stay plain strings, since newer servers add to
them; an item is open while its status says `inProgress` or no completion has come.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from codex_tui.protocol.base import WireModel


class ThreadItem(WireModel):
    """What all items share; `type` is the wire's own name."""

    type: str
    id: str


class UserInput(WireModel):
    """One part of a user message: text, image, localImage, skill, mention, …"""

    type: str
    text: str = ""
    url: str | None = None
    path: str | None = None
    name: str | None = None


class UserMessage(ThreadItem):
    """What the user said."""

    content: list[UserInput] = []


class HookPromptFragment(WireModel):
    """One text that a hook put before the model."""

    text: str
    hook_run_id: str | None = None


class HookPrompt(ThreadItem):
    """A prompt that hooks added."""

    fragments: list[HookPromptFragment] = []


class AgentMessage(ThreadItem):
    """What the agent said, in Markdown; `phase` tells commentary from the final answer."""

    text: str = ""
    phase: str | None = None


class FunctionCallOutput(ThreadItem):
    """The output that a client gave for a function call."""

    name: str
    namespace: str | None = None
    output: str | list[dict[str, Any]] = ""


class Plan(ThreadItem):
    """A plan proposed in plan mode, in Markdown."""

    text: str = ""


class Reasoning(ThreadItem):
    """The model's reasoning: summaries, and the raw text where the provider shows it."""

    summary: list[str] = []
    content: list[str] = []


class CommandAction(WireModel):
    """The server's best guess at what a part of a command does."""

    type: str
    command: str = ""
    name: str | None = None
    path: str | None = None
    query: str | None = None


class CommandExecution(ThreadItem):
    """A command; `aggregated_output` is the whole output up to 1 MiB; duration in milliseconds."""

    command: str = ""
    cwd: str = ""
    process_id: str | None = None
    source: str = "agent"
    status: str = "inProgress"
    command_actions: list[CommandAction] = []
    aggregated_output: str | None = None
    exit_code: int | None = None
    duration_ms: float | None = None


class PatchKind(WireModel):
    """add, delete or update; an update may move the file."""

    type: str
    move_path: str | None = Field(default=None, alias="move_path")


class FileUpdateChange(WireModel):
    """One file of a patch; for `add` the `diff` is the plain file text (PROTOCOL.md, section 3)."""

    path: str
    kind: PatchKind
    diff: str = ""


class FileChange(ThreadItem):
    """A patch."""

    changes: list[FileUpdateChange] = []
    status: str = "inProgress"


class McpToolCallResult(WireModel):
    """What an MCP tool returned."""

    content: list[Any] = []
    structured_content: Any = None


class ToolError(WireModel):
    """Why a tool call failed."""

    message: str


class McpToolCall(ThreadItem):
    """A call of an MCP server's tool; duration in milliseconds."""

    server: str
    tool: str
    status: str = "inProgress"
    arguments: Any = None
    result: McpToolCallResult | None = None
    error: ToolError | None = None
    duration_ms: float | None = None


class DynamicToolCall(ThreadItem):
    """A call of a tool that this client declared; duration in milliseconds."""

    namespace: str | None = None
    tool: str
    arguments: Any = None
    status: str = "inProgress"
    content_items: list[dict[str, Any]] | None = None
    success: bool | None = None
    duration_ms: float | None = None


class CollabAgentState(WireModel):
    """The last known state of a sub-agent."""

    status: str
    message: str | None = None


class CollabAgentToolCall(ThreadItem):
    """The agent started, asked or ended sub-agents; the receivers are threads of their own."""

    tool: str
    status: str = "inProgress"
    sender_thread_id: str = ""
    receiver_thread_ids: list[str] = []
    prompt: str | None = None
    model: str | None = None
    agents_states: dict[str, CollabAgentState] = {}


class SubAgentActivity(ThreadItem):
    """A sub-agent started, was spoken to, was interrupted or finished."""

    kind: str
    agent_thread_id: str
    agent_path: str = ""
    model: str | None = None


class WebSearchAction(WireModel):
    """search, openPage, findInPage or other."""

    type: str
    query: str | None = None
    queries: list[str] | None = None
    url: str | None = None
    pattern: str | None = None


class WebSearch(ThreadItem):
    """A web search by the provider."""

    query: str = ""
    action: WebSearchAction | None = None
    results: list[Any] | None = None


class ImageView(ThreadItem):
    """The agent looked at an image file."""

    path: str


class Sleep(ThreadItem):
    """The agent waits, for so many milliseconds."""

    duration_ms: float = 0


class ImageGeneration(ThreadItem):
    """An image was made; `saved_path` says where it lies."""

    status: str = ""
    revised_prompt: str | None = None
    saved_path: str | None = None
    failure: Any = None


class EnteredReviewMode(ThreadItem):
    """A review began; `review` says of what."""

    review: str = ""


class ExitedReviewMode(ThreadItem):
    """A review ended; `review` is its text."""

    review: str = ""


class ContextCompaction(ThreadItem):
    """The conversation so far was summed up to make room."""


class UnknownItem(ThreadItem):
    """An item of a type that is not known, or that did not fit its model; `raw` is all of it."""

    raw: dict[str, Any] = {}
    reason: str = ""


ITEM_MODELS: dict[str, type[ThreadItem]] = {
    "userMessage": UserMessage,
    "hookPrompt": HookPrompt,
    "agentMessage": AgentMessage,
    "functionCallOutput": FunctionCallOutput,
    "plan": Plan,
    "reasoning": Reasoning,
    "commandExecution": CommandExecution,
    "fileChange": FileChange,
    "mcpToolCall": McpToolCall,
    "dynamicToolCall": DynamicToolCall,
    "collabAgentToolCall": CollabAgentToolCall,
    "subAgentActivity": SubAgentActivity,
    "webSearch": WebSearch,
    "imageView": ImageView,
    "sleep": Sleep,
    "imageGeneration": ImageGeneration,
    "enteredReviewMode": EnteredReviewMode,
    "exitedReviewMode": ExitedReviewMode,
    "contextCompaction": ContextCompaction,
}


def parse_item(raw: object) -> ThreadItem | None:
    """Type one item; None where there is not even an id to hang it on."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return None
    item_type = raw.get("type")
    name = item_type if isinstance(item_type, str) else "?"
    model = ITEM_MODELS.get(name)
    if model is None:
        return UnknownItem(type=name, id=raw["id"], raw=raw, reason="this item type is not known")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        return UnknownItem(type=name, id=raw["id"], raw=raw, reason=f"{error.error_count()} fields do not fit")
