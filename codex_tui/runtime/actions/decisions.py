"""A person's decision: the reply first, then, after a refusal, the words for the agent, in that order."""

from __future__ import annotations

import asyncio
import time

from codex_tui.protocol.replies import DecisionKind, DecisionNotOffered
from codex_tui.protocol.requests import ServerRequest
from codex_tui.runtime.actions.turns import deliver
from codex_tui.runtime.session import NotAudited, Session, SessionError
from codex_tui.state.events import IntentDone, ReplyFailed, ReplyWritten, RequestKey
from codex_tui.state.intents import Decide
from codex_tui.wire.errors import LocalProtocolError

TURN_END_DEADLINE_S = 5.0


async def decide(session: Session, intent: Decide) -> IntentDone:
    """Send the reply, and report whether it left; a message that fails does not undo it."""
    key = RequestKey(*intent.key)
    try:
        if key.generation != session.generation:
            raise SessionError("the server that asked is gone")
        request = await session.decide(key.id, intent.decision, intent.by, intent.shown_hash)
    except (SessionError, LocalProtocolError, DecisionNotOffered) as error:
        session.emit(ReplyFailed(time.time(), key, str(error), may_retry=isinstance(error, NotAudited)))
        raise SessionError(f"The decision was not sent: {error}") from error
    session.emit(ReplyWritten(time.time(), key))
    if intent.message and intent.decision.is_refusal:
        await _send_reason(session, intent, request)
    return IntentDone(intent, request.thread_id or None)


async def _send_reason(session: Session, intent: Decide, request: ServerRequest) -> None:
    thread_id, turn_id = request.thread_id, request.turn_id
    try:
        if intent.decision.kind is DecisionKind.CANCEL and turn_id is not None:
            # A cancelled turn ends, and a message that reached it before its end would be lost with it.
            end = session.activity.turn_end(thread_id, turn_id)
            await asyncio.wait((end,), timeout=TURN_END_DEADLINE_S)
            turn_id = None
        async with session.thread_lock(thread_id):
            await deliver(session, thread_id, turn_id, intent.message)
    except SessionError as error:
        raise SessionError(f"The decision was sent, but the message was not. {error}") from error
