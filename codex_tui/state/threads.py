"""The thread store: one record for each thread that the server ever named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from codex_tui.protocol.threads import Thread, ThreadStatus, TokenUsage

SANDBOX_NAMES = {
    "readOnly": "read-only",
    "workspaceWrite": "workspace-write",
    "dangerFullAccess": "danger-full-access",
    "externalSandbox": "external",
}


class ThreadGroup(StrEnum):
    """Who needs the person, in the order of the pane."""

    NEEDS_YOU = "needs you"
    WORKING = "working"
    READY = "ready"
    INACTIVE = "inactive"


@dataclass(slots=True)
class ThreadRecord:
    """What is known of a thread; times in Unix seconds."""

    id: str
    name: str = ""
    preview: str = ""
    cwd: str = ""
    model: str = ""
    approval_policy: str = ""
    sandbox: str = ""
    effort: str = ""
    source: str = ""
    nickname: str = ""
    parent_id: str | None = None
    forked_from_id: str | None = None
    created_at: float = 0
    updated_at: float = 0
    status: str = "notLoaded"
    flags: tuple[str, ...] = ()
    status_at: float = 0
    active_turn_id: str | None = None
    tokens: TokenUsage | None = None
    pending_count: int = 0
    is_archived: bool = False
    is_loaded: bool = False
    is_listed: bool = False

    @property
    def title(self) -> str:
        """The name, else the first message, else what kind of thread it is; still hostile text."""
        first_line = self.preview.strip().split("\n", 1)[0]
        return self.name or first_line or self.nickname or ("sub-agent" if self.parent_id else "New thread")

    @property
    def group(self) -> ThreadGroup:
        """Which group of the pane it stands in."""
        if self.flags or self.pending_count:
            return ThreadGroup.NEEDS_YOU
        if self.status == "active":
            return ThreadGroup.WORKING
        if self.status in ("idle", "systemError"):
            return ThreadGroup.READY
        return ThreadGroup.INACTIVE

    @property
    def context_fraction(self) -> float | None:
        """How much of the context window the last request filled, 0 to 1."""
        if self.tokens is None or not self.tokens.model_context_window:
            return None
        return min(1.0, self.tokens.last.total_tokens / self.tokens.model_context_window)


@dataclass(slots=True)
class ThreadStore:
    """Threads by id, and how far the listing has come; `revision` grows whenever a record comes, goes or changes."""

    records: dict[str, ThreadRecord] = field(default_factory=dict)
    next_cursor: str | None = None
    is_listed: bool = False
    revision: int = 0

    def __iter__(self) -> Iterator[ThreadRecord]:
        return iter(self.records.values())

    def touch(self) -> None:
        """Say that a record changed."""
        self.revision += 1

    def get(self, thread_id: str) -> ThreadRecord | None:
        """The record of a thread, if it was ever named."""
        return self.records.get(thread_id)

    def seen(self, thread_id: str, at: float) -> ThreadRecord:
        """The record of a thread, made at first sight; a sub-agent is never announced (PROTOCOL.md, section 2)."""
        record = self.records.get(thread_id)
        if record is None:
            record = self.records[thread_id] = ThreadRecord(thread_id, created_at=at, updated_at=at, status_at=at)
            self.touch()
        return record

    def upsert(self, thread: Thread, at: float) -> ThreadRecord:
        """Take over what the server says of a thread."""
        record = self.seen(thread.id, at)
        record.is_listed = True
        record.name = thread.name or ""
        record.preview = thread.preview or record.preview
        record.cwd = thread.cwd or record.cwd
        record.model = thread.model or record.model
        record.source = source_name(thread.source) or record.source
        record.nickname = thread.agent_nickname or record.nickname
        record.parent_id = thread.parent_thread_id or parent_from(thread.source) or record.parent_id
        record.forked_from_id = thread.forked_from_id
        record.created_at = thread.created_at or record.created_at
        record.updated_at = thread.recency_at or thread.updated_at or record.updated_at
        if not record.is_loaded:
            # Of a loaded thread notifications tell, and an answer may be older than the last of them.
            self.set_status(record, thread.status, at)
        self.touch()
        return record

    def set_status(self, record: ThreadRecord, status: ThreadStatus, at: float) -> None:
        """Take over a live status; the time is when it last became another."""
        flags = tuple(status.active_flags)
        if (record.status, record.flags) != (status.type, flags):
            record.status, record.flags, record.status_at = status.type, flags, at
        if status.type != "active":
            record.active_turn_id = None
        self.touch()

    def remove(self, thread_id: str) -> None:
        """Forget a deleted thread."""
        self.records.pop(thread_id, None)
        self.touch()

    def unload_all(self, at: float) -> None:
        """The server is gone: nothing is loaded or running any more."""
        for record in self.records.values():
            record.is_loaded = False
            self.set_status(record, ThreadStatus(type="notLoaded"), at)


def policy_name(value: Any) -> str:
    """An approval policy or sandbox in one word; the wire has strings and objects."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        kind = value.get("type")
        return SANDBOX_NAMES.get(kind, kind) if isinstance(kind, str) else next(iter(map(str, value)), "")
    return ""


def source_name(source: Any) -> str:
    """Where a thread came from, in one word."""
    if isinstance(source, str):
        return source
    return next((str(key) for key in source), "") if isinstance(source, dict) else ""


def parent_from(source: Any) -> str | None:
    """The parent thread that a sub-agent's source names, where it does."""
    if not isinstance(source, dict):
        return None
    sub_agent = source.get("subAgent")
    spawn = sub_agent.get("thread_spawn") if isinstance(sub_agent, dict) else None
    parent = spawn.get("parent_thread_id") if isinstance(spawn, dict) else None
    return parent if isinstance(parent, str) else None
