"""Request parameters from settings and text; the wire has a sandbox in two shapes, a word and an object."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from codex_tui.state.intents import ThreadSettings
from codex_tui.state.threads import SANDBOX_NAMES

ALL_SOURCE_KINDS = (
    "cli",
    "vscode",
    "exec",
    "appServer",
    "subAgent",
    "subAgentReview",
    "subAgentCompact",
    "subAgentThreadSpawn",
    "subAgentOther",
    "unknown",
)
"""By default `thread/list` leaves out sub-agents and other programs' threads (PROTOCOL.md, section 2)."""

THREADS_PER_PAGE = 50
TURNS_PER_PAGE = 20
_SANDBOX_TYPES = {name: kind for kind, name in SANDBOX_NAMES.items()}


def merged(settings: ThreadSettings, defaults: ThreadSettings) -> ThreadSettings:
    """`settings`, with `defaults` where it says nothing."""
    chosen = {
        field.name: own if (own := getattr(settings, field.name)) is not None else getattr(defaults, field.name)
        for field in fields(ThreadSettings)
    }
    return ThreadSettings(**chosen)


def thread_params(settings: ThreadSettings) -> dict[str, Any]:
    """Settings as members of `thread/start`, which takes the effort as a configuration value."""
    return _without_none(
        {
            "model": settings.model,
            "modelProvider": settings.model_provider,
            "cwd": settings.cwd,
            "approvalPolicy": settings.approval_policy,
            "sandbox": settings.sandbox,
            "config": {"model_reasoning_effort": settings.effort} if settings.effort is not None else None,
        }
    )


def turn_params(settings: ThreadSettings) -> dict[str, Any]:
    """Settings as members of `turn/start`, which hold from that turn on; a thread keeps its model provider."""
    sandbox = settings.sandbox
    return _without_none(
        {
            "model": settings.model,
            "cwd": settings.cwd,
            "approvalPolicy": settings.approval_policy,
            "sandboxPolicy": {"type": _SANDBOX_TYPES.get(sandbox, sandbox)} if sandbox is not None else None,
            "effort": settings.effort,
        }
    )


def text_input(text: str) -> list[dict[str, Any]]:
    """A message of text."""
    return [{"type": "text", "text": text, "text_elements": []}]


def list_params(cursor: str | None, is_archived: bool) -> dict[str, Any]:
    """A page of all threads, newest created first."""
    params = {
        "limit": THREADS_PER_PAGE,
        "sortKey": "created_at",
        "sortDirection": "desc",
        "sourceKinds": list(ALL_SOURCE_KINDS),
        # An empty list means all providers; left out, it means only the configured one.
        "modelProviders": [],
        "archived": is_archived,
    }
    return params if cursor is None else {**params, "cursor": cursor}


def turns_params(thread_id: str, cursor: str | None = None) -> dict[str, Any]:
    """A page of turns with their items, newest first."""
    params = {"threadId": thread_id, "itemsView": "full", "sortDirection": "desc", "limit": TURNS_PER_PAGE}
    return params if cursor is None else {**params, "cursor": cursor}


def _without_none(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
