"""Threads: listing, reading, starting, resuming, and what is done to them as a whole."""

from __future__ import annotations

import asyncio
from typing import Any

from codex_tui.protocol.versions import is_taken
from codex_tui.runtime.dynamic_tools import tool_specs
from codex_tui.runtime.parameters import list_params, merged, text_input, thread_params, turns_params
from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import RequestRefused, SessionError
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import (
    ArchiveThread,
    DeleteThread,
    DescribeThread,
    ForkThread,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
    RenameThread,
    ResumeThread,
    StartThread,
    ThreadSettings,
)

SETTING_COMMANDS = {"approval_policy": ":approval", "effort": ":effort"}
"""Settings whose values differ between versions, and the command that changes each."""
_NO_HISTORY_YET = ("is not materialized yet", "no rollout found", "is not supported yet", ".jsonl is empty")
"""What the server says of a thread without a first message, and while it writes that down; nothing to read is no fault.
"""


async def list_threads(session: Session, intent: ListThreads) -> IntentDone:
    """One page of threads."""
    await session.request("thread/list", list_params(intent.cursor, intent.archived))
    return IntentDone(intent)


async def open_thread(session: Session, intent: OpenThread) -> IntentDone:
    """The thread and its newest turns, without resuming it, since another program may hold it."""
    read = session.request("thread/read", {"threadId": intent.thread_id, "includeTurns": False})
    turns = session.request("thread/turns/list", turns_params(intent.thread_id))
    outcomes = await asyncio.gather(read, turns, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not _says_no_history(outcome):
            raise outcome
    return IntentDone(intent, intent.thread_id)


async def describe_thread(session: Session, intent: DescribeThread) -> IntentDone:
    """The thread without its turns; one that the server cannot read yet stays as it is known."""
    try:
        await session.request("thread/read", {"threadId": intent.thread_id, "includeTurns": False})
    except SessionError as error:
        if not _says_no_history(error):
            raise
    return IntentDone(intent, intent.thread_id)


async def load_older_turns(session: Session, intent: LoadOlderTurns) -> IntentDone:
    """The page of turns behind the cursor."""
    await session.request("thread/turns/list", turns_params(intent.thread_id, intent.cursor))
    return IntentDone(intent, intent.thread_id)


async def start_thread(session: Session, intent: StartThread) -> IntentDone:
    """A new thread, then its name and its first message."""
    settings = merged(intent.settings, session.options.settings)
    refuse_untaken(session, settings)
    params = thread_params(settings)
    if session.options.dynamic_tools:
        params["dynamicTools"] = tool_specs(session.options.dynamic_tools)
    thread_id = opened_id(await session.request("thread/start", params))
    calls = []
    if intent.name:
        calls.append(session.request("thread/name/set", {"threadId": thread_id, "name": intent.name}))
    if intent.text:
        calls.append(session.request("turn/start", {"threadId": thread_id, "input": text_input(intent.text)}))
    # Naming takes the server a third of a second, for which the message need not wait.
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    for failure in outcomes:
        if isinstance(failure, BaseException):
            raise SessionError(f"The thread was started, but not all of it was done. {failure}") from failure
    return IntentDone(intent, thread_id)


async def resume_thread(session: Session, intent: ResumeThread) -> IntentDone:
    """Load the thread, or join it where this server has it."""
    refuse_untaken(session, intent.settings)
    params = {"threadId": intent.thread_id, "excludeTurns": True, **thread_params(intent.settings)}
    async with session.thread_lock(intent.thread_id):
        try:
            await session.request("thread/resume", params)
        except RequestRefused as refusal:
            if not (_says_no_history(refusal) and session.activity.is_loaded(intent.thread_id)):
                raise
    return IntentDone(intent, intent.thread_id)


async def ensure_loaded(session: Session, thread_id: str) -> None:
    """Resume the thread unless this server has it; the caller holds the thread's lock."""
    if not session.activity.is_loaded(thread_id):
        await session.request("thread/resume", {"threadId": thread_id, "excludeTurns": True})


async def fork_thread(session: Session, intent: ForkThread) -> IntentDone:
    """A copy, of which the new thread's id is reported."""
    result = await session.request("thread/fork", {"threadId": intent.thread_id, "excludeTurns": True})
    return IntentDone(intent, opened_id(result))


async def rename_thread(session: Session, intent: RenameThread) -> IntentDone:
    """Another name."""
    await session.request("thread/name/set", {"threadId": intent.thread_id, "name": intent.name})
    return IntentDone(intent, intent.thread_id)


async def archive_thread(session: Session, intent: ArchiveThread) -> IntentDone:
    """Away, or back."""
    method = "thread/archive" if intent.is_archived else "thread/unarchive"
    await session.request(method, {"threadId": intent.thread_id})
    return IntentDone(intent, intent.thread_id)


async def delete_thread(session: Session, intent: DeleteThread) -> IntentDone:
    """Gone for good."""
    await session.request("thread/delete", {"threadId": intent.thread_id})
    return IntentDone(intent, intent.thread_id)


def refuse_untaken(session: Session, settings: ThreadSettings) -> None:
    """Raise SessionError for a setting whose value this version of the server does not take."""
    version = session.trail.server_version
    for name, command in SETTING_COMMANDS.items():
        value = getattr(settings, name)
        if value is not None and not is_taken(name, value, version):
            words = name.replace("_", " ")
            raise SessionError(f"codex {version} does not take {value} as {words}; choose another with {command}")


def opened_id(result: Any) -> str:
    """The thread id in the result of a request that opened a thread; raises SessionError without one."""
    thread = result.get("thread") if isinstance(result, dict) else None
    thread_id = thread.get("id") if isinstance(thread, dict) else None
    if not isinstance(thread_id, str):
        raise SessionError("the server's answer names no thread")
    return thread_id


def _says_no_history(error: BaseException) -> bool:
    return isinstance(error, RequestRefused) and any(sign in error.server_message for sign in _NO_HISTORY_YET)
