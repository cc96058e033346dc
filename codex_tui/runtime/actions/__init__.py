"""Carries out each intent as requests to the server: one function for each, found by the intent's type."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from codex_tui.runtime.actions import decisions, lookups, raw_requests, threads, turns
from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import SessionError
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import (
    Answer,
    ArchiveThread,
    CallMethod,
    CompactThread,
    Decide,
    DeleteThread,
    DescribeThread,
    EndBackgroundCommand,
    FindFiles,
    ForkThread,
    Intent,
    InterruptTurn,
    ListModels,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
    RenameThread,
    ResumeThread,
    RunShellCommand,
    SendMessage,
    SendRequest,
    StartReview,
    StartThread,
)

Action = Callable[[Session, Any], Coroutine[Any, Any, IntentDone]]

ACTIONS: dict[type[Intent], Action] = {
    ListThreads: threads.list_threads,
    OpenThread: threads.open_thread,
    DescribeThread: threads.describe_thread,
    LoadOlderTurns: threads.load_older_turns,
    StartThread: threads.start_thread,
    ResumeThread: threads.resume_thread,
    ForkThread: threads.fork_thread,
    RenameThread: threads.rename_thread,
    ArchiveThread: threads.archive_thread,
    DeleteThread: threads.delete_thread,
    SendMessage: turns.send_message,
    RunShellCommand: turns.run_shell_command,
    InterruptTurn: turns.interrupt_turn,
    EndBackgroundCommand: turns.end_background_command,
    CompactThread: turns.compact_thread,
    StartReview: turns.start_review,
    Decide: decisions.decide,
    Answer: decisions.answer,
    FindFiles: lookups.find_files,
    ListModels: lookups.list_models,
    CallMethod: lookups.call_method,
    SendRequest: raw_requests.send_request,
}


async def perform(session: Session, intent: Intent) -> IntentDone:
    """Carry out one intent; raises SessionError with a sentence for the user where it fails."""
    action = ACTIONS.get(type(intent))
    if action is None:
        raise SessionError(f"{type(intent).__name__} is not something the worker can do")
    return await action(session, intent)
