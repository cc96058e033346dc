"""Threads, turns and their pages, as `thread/list`, `thread/read` and `thread/turns/list` return them."""

from __future__ import annotations

from typing import Any

from codex_tui.protocol.base import WireModel


class ThreadStatus(WireModel):
    """notLoaded, idle, systemError or active; the flags of an active thread say what it waits for."""

    type: str
    active_flags: list[str] = []


class TurnError(WireModel):
    """Why a turn failed; `codex_error_info` is a string or an object (PROTOCOL.md, section 2)."""

    message: str = ""
    codex_error_info: Any = None
    additional_details: str | None = None


class Turn(WireModel):
    """One turn; times in Unix seconds, duration in milliseconds, items as raw objects for `parse_item`."""

    id: str
    status: str = "inProgress"
    items: list[Any] = []
    items_view: str | None = None
    error: TurnError | None = None
    started_at: float | None = None
    completed_at: float | None = None
    duration_ms: float | None = None


class Thread(WireModel):
    """One thread; times in Unix seconds. Fields newer than 0.131 have defaults."""

    id: str
    preview: str = ""
    name: str | None = None
    cwd: str = ""
    model: str | None = None
    model_provider: str = ""
    created_at: float = 0
    updated_at: float = 0
    recency_at: float | None = None
    status: ThreadStatus = ThreadStatus(type="notLoaded")
    source: Any = None
    parent_thread_id: str | None = None
    forked_from_id: str | None = None
    agent_nickname: str | None = None
    agent_role: str | None = None
    ephemeral: bool = False
    turns: list[Turn] = []


class ThreadPage(WireModel):
    """One page of `thread/list`."""

    data: list[Any] = []
    next_cursor: str | None = None


class TurnPage(WireModel):
    """One page of `thread/turns/list`."""

    data: list[Any] = []
    next_cursor: str | None = None


class ThreadOpened(WireModel):
    """The result of `thread/start`, `thread/resume` and `thread/fork`."""

    thread: Thread
    model: str | None = None
    model_provider: str | None = None
    cwd: str | None = None
    approval_policy: Any = None
    sandbox: Any = None
    reasoning_effort: str | None = None


class TokenBreakdown(WireModel):
    """Tokens by kind."""

    total_tokens: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_output_tokens: int = 0


class TokenUsage(WireModel):
    """Tokens of the whole thread and of its last request, and the size of the context window in tokens."""

    total: TokenBreakdown = TokenBreakdown()
    last: TokenBreakdown = TokenBreakdown()
    model_context_window: int | None = None


class RateLimitWindow(WireModel):
    """One rate limit; used in percent, window in minutes, reset in Unix seconds."""

    used_percent: float = 0
    window_duration_mins: float | None = None
    resets_at: float | None = None


class RateLimits(WireModel):
    """The account's rate limits; an update is sparse, None does not clear."""

    limit_id: str | None = None
    primary: RateLimitWindow | None = None
    secondary: RateLimitWindow | None = None
    plan_type: str | None = None


class PlanStep(WireModel):
    """One step of a turn's plan: pending, inProgress or completed."""

    step: str
    status: str = "pending"
