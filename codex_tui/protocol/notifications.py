"""The notifications that change what is known; all others are shown in the wire log and need no model.

Deltas are the hot path (13,000 a second, PROTOCOL.md section 1) and are read straight from their parameters by
`parse_delta`, without a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from codex_tui.protocol.base import WireModel
from codex_tui.protocol.items import FileUpdateChange
from codex_tui.protocol.threads import PlanStep, RateLimits, Thread, ThreadStatus, TokenUsage, Turn, TurnError


@dataclass(frozen=True, slots=True)
class ItemDelta:
    """A piece of text for one field of one item; `index` tells the part of a reasoning item."""

    thread_id: str
    turn_id: str
    item_id: str
    field: str
    index: int
    text: str


class ThreadStarted(WireModel):
    """A thread of this server came to be."""

    thread: Thread


class ThreadStatusChanged(WireModel):
    """The live status of any thread, subscribed or not."""

    thread_id: str
    status: ThreadStatus


class ThreadNameUpdated(WireModel):
    """A thread was renamed; no name clears it."""

    thread_id: str
    thread_name: str | None = None


class ThreadSettings(WireModel):
    """The settings that hold for a thread's next turns."""

    model: str | None = None
    approval_policy: Any = None
    sandbox_policy: Any = None
    effort: str | None = None
    cwd: str | None = None


class ThreadSettingsUpdated(WireModel):
    """The settings of a thread changed."""

    thread_id: str
    thread_settings: ThreadSettings


class ThreadGone(WireModel):
    """A thread was archived, unarchived, deleted or unloaded; the method says which."""

    thread_id: str


class TurnStarted(WireModel):
    """A turn began."""

    thread_id: str
    turn: Turn


class TurnCompleted(WireModel):
    """A turn ended; its item list is a summary at most."""

    thread_id: str
    turn: Turn


class TurnPlanUpdated(WireModel):
    """The check list of a turn."""

    thread_id: str
    turn_id: str
    explanation: str | None = None
    plan: list[PlanStep] = []


class TurnDiffUpdated(WireModel):
    """The whole diff of a turn so far."""

    thread_id: str
    turn_id: str
    diff: str = ""


class ItemStarted(WireModel):
    """An item began; `item` goes through `parse_item`."""

    thread_id: str
    turn_id: str
    item: dict[str, Any]
    started_at_ms: float | None = None


class ItemCompleted(WireModel):
    """An item ended; its content replaces what deltas built."""

    thread_id: str
    turn_id: str
    item: dict[str, Any]
    completed_at_ms: float | None = None


class FileChangePatchUpdated(WireModel):
    """The changes of an open patch."""

    thread_id: str
    turn_id: str
    item_id: str
    changes: list[FileUpdateChange] = []


class TerminalInteraction(WireModel):
    """The agent wrote to the standard input of a running command."""

    thread_id: str
    turn_id: str
    item_id: str
    process_id: str = ""
    stdin: str = ""


class McpToolCallProgress(WireModel):
    """An MCP tool says how far it is."""

    thread_id: str
    turn_id: str
    item_id: str
    message: str = ""


class TokenUsageUpdated(WireModel):
    """Tokens used by a thread."""

    thread_id: str
    turn_id: str = ""
    token_usage: TokenUsage


class RateLimitsUpdated(WireModel):
    """The account's rate limits."""

    rate_limits: RateLimits


class ErrorReported(WireModel):
    """Trouble in a turn; with `will_retry` the server tries again by itself."""

    error: TurnError
    will_retry: bool = False
    thread_id: str = ""
    turn_id: str = ""


class ModelRerouted(WireModel):
    """Another model answers this turn."""

    thread_id: str
    turn_id: str = ""
    from_model: str = ""
    to_model: str = ""


class Warned(WireModel):
    """A warning, a deprecation or a configuration problem; the texts are under varying names."""

    thread_id: str | None = None
    message: str = ""
    summary: str = ""
    details: str | None = None


class ServerRequestResolved(WireModel):
    """A server request needs no answer any more; the id may be one never seen."""

    thread_id: str = ""
    request_id: int | str


NOTIFICATION_MODELS: dict[str, type[WireModel]] = {
    "error": ErrorReported,
    "thread/started": ThreadStarted,
    "thread/status/changed": ThreadStatusChanged,
    "thread/name/updated": ThreadNameUpdated,
    "thread/settings/updated": ThreadSettingsUpdated,
    "thread/archived": ThreadGone,
    "thread/unarchived": ThreadGone,
    "thread/deleted": ThreadGone,
    "thread/closed": ThreadGone,
    "thread/tokenUsage/updated": TokenUsageUpdated,
    "turn/started": TurnStarted,
    "turn/completed": TurnCompleted,
    "turn/plan/updated": TurnPlanUpdated,
    "turn/diff/updated": TurnDiffUpdated,
    "item/started": ItemStarted,
    "item/completed": ItemCompleted,
    "item/fileChange/patchUpdated": FileChangePatchUpdated,
    "item/commandExecution/terminalInteraction": TerminalInteraction,
    "item/mcpToolCall/progress": McpToolCallProgress,
    "account/rateLimits/updated": RateLimitsUpdated,
    "model/rerouted": ModelRerouted,
    "warning": Warned,
    "guardianWarning": Warned,
    "deprecationNotice": Warned,
    "configWarning": Warned,
    "serverRequest/resolved": ServerRequestResolved,
}

DELTA_FIELDS: dict[str, tuple[str, str]] = {
    "item/agentMessage/delta": ("text", ""),
    "item/plan/delta": ("text", ""),
    "item/reasoning/summaryTextDelta": ("summary", "summaryIndex"),
    "item/reasoning/textDelta": ("content", "contentIndex"),
    "item/commandExecution/outputDelta": ("output", ""),
    "item/fileChange/outputDelta": ("output", ""),
}
"""Delta methods: the item field they grow, and the parameter that names its part."""


@dataclass(frozen=True, slots=True)
class UnknownNotification:
    """A notification without a model, or one that did not fit its model; `reason` is empty for the first."""

    method: str
    params: Any
    reason: str


def parse_delta(method: str, params: Any) -> ItemDelta | None:
    """Read a delta; None where it is none or does not fit."""
    field = DELTA_FIELDS.get(method)
    if field is None or type(params) is not dict:
        return None
    try:
        thread_id, turn_id, item_id, text = params["threadId"], params["turnId"], params["itemId"], params["delta"]
    except KeyError:
        return None
    index = params.get(field[1], 0) if field[1] else 0
    if not (type(text) is type(item_id) is type(turn_id) is type(thread_id) is str and type(index) is int):
        return None
    return ItemDelta(thread_id, turn_id, item_id, field[0], index, text)


def parse_notification(method: str, params: Any) -> WireModel | ItemDelta | UnknownNotification:
    """Type a notification; never raises on what a server sent."""
    delta = parse_delta(method, params)
    if delta is not None:
        return delta
    model = NOTIFICATION_MODELS.get(method)
    if model is None:
        return UnknownNotification(method, params, "")
    try:
        return model.model_validate(params)
    except ValidationError as error:
        return UnknownNotification(method, params, f"{error.error_count()} fields do not fit")
