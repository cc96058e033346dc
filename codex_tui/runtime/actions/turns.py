"""Turns: messages, the user's own commands, interrupting, and what runs on afterwards."""

from __future__ import annotations

import asyncio
from typing import Any

from codex_tui.runtime.actions.threads import ensure_loaded, refuse_untaken
from codex_tui.runtime.parameters import text_input, turn_params
from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import NoAnswer, RequestRefused, SessionError
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import (
    CompactThread,
    EndBackgroundCommand,
    InterruptTurn,
    RunShellCommand,
    SendMessage,
    StartReview,
    ThreadSettings,
)

INTERRUPT_DEADLINE_S = 5.0


async def send_message(session: Session, intent: SendMessage) -> IntentDone:
    """A message: into the turn that it was meant for while that runs, else as a new turn or into the running one."""
    thread_id = intent.thread_id
    refuse_untaken(session, intent.settings)
    async with session.thread_lock(thread_id):
        await ensure_loaded(session, thread_id)
        await deliver(session, thread_id, intent.turn_id, intent.text, intent.settings)
    return IntentDone(intent, thread_id)


async def deliver(
    session: Session, thread_id: str, turn_id: str | None, text: str, settings: ThreadSettings | None = None
) -> None:
    """Steer the turn if it still runs; otherwise `turn/start`, which joins a running turn by itself."""
    message: dict[str, Any] = {"threadId": thread_id, "input": text_input(text)}
    if turn_id is not None:
        try:
            await session.request("turn/steer", {**message, "expectedTurnId": turn_id})
            return
        except RequestRefused:
            # The turn is over, or is of a kind that takes no message; a refusal means that nothing was taken.
            pass
    if settings is not None:
        message |= turn_params(settings)
    await session.request("turn/start", message)


async def run_shell_command(session: Session, intent: RunShellCommand) -> IntentDone:
    """The user's own command, outside the sandbox."""
    async with session.thread_lock(intent.thread_id):
        await ensure_loaded(session, intent.thread_id)
        await session.request("thread/shellCommand", {"threadId": intent.thread_id, "command": intent.command})
    return IntentDone(intent, intent.thread_id)


async def interrupt_turn(session: Session, intent: InterruptTurn) -> IntentDone:
    """End the turn; its end counts, because some versions answer only after a later turn (PROTOCOL.md, section 2)."""
    thread_id, turn_id = intent.thread_id, intent.turn_id
    is_known = session.activity.active_turn_id(thread_id) == turn_id
    end = session.activity.turn_end(thread_id, turn_id)
    params = {"threadId": thread_id, "turnId": turn_id}
    asking = asyncio.ensure_future(session.request("turn/interrupt", params, INTERRUPT_DEADLINE_S))
    # A turn that we never saw start has no end to wait for.
    await asyncio.wait((asking, end) if is_known else (asking,), return_when=asyncio.FIRST_COMPLETED)
    if not asking.done():
        asking.cancel()
        await asyncio.wait((asking,))
        return IntentDone(intent, thread_id)
    try:
        asking.result()
    except RequestRefused:
        if not is_known or not end.done():
            raise
    except NoAnswer:
        if not end.done():
            raise
    return IntentDone(intent, thread_id)


async def end_background_command(session: Session, intent: EndBackgroundCommand) -> IntentDone:
    """End one command; 0.131 can only end all of a thread's, and the result then says so."""
    thread_id = intent.thread_id
    try:
        params = {"threadId": thread_id, "processId": intent.process_id}
        result = await session.request("thread/backgroundTerminals/terminate", params)
    except RequestRefused as refusal:
        if not refusal.is_unknown_method:
            raise
        await session.request("thread/backgroundTerminals/clean", {"threadId": thread_id})
        return IntentDone(intent, thread_id, "All background commands of the thread were ended.")
    if isinstance(result, dict) and result.get("terminated") is False:
        raise SessionError("that command is not running any more")
    return IntentDone(intent, thread_id)


async def compact_thread(session: Session, intent: CompactThread) -> IntentDone:
    """Sum up the conversation."""
    async with session.thread_lock(intent.thread_id):
        await ensure_loaded(session, intent.thread_id)
        await session.request("thread/compact/start", {"threadId": intent.thread_id})
    return IntentDone(intent, intent.thread_id)


async def start_review(session: Session, intent: StartReview) -> IntentDone:
    """A review in the thread itself."""
    words = intent.instructions
    target = {"type": "custom", "instructions": words} if words else {"type": "uncommittedChanges"}
    async with session.thread_lock(intent.thread_id):
        await ensure_loaded(session, intent.thread_id)
        params = {"threadId": intent.thread_id, "target": target, "delivery": "inline"}
        await session.request("review/start", params)
    return IntentDone(intent, intent.thread_id)
