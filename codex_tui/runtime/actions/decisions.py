"""A person's decision or answer: the reply first, then, after a refusal, the words for the agent, in that order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from codex_tui.protocol.answers import (
    AnswerNotFitting,
    FormAnswer,
    GrantScope,
    PermissionsAnswer,
    answer_word,
    reply_for_answer,
)
from codex_tui.protocol.replies import DecisionKind, DecisionNotOffered, Reply
from codex_tui.protocol.requests import ServerRequest, ToolCallRequest
from codex_tui.runtime.actions.turns import deliver
from codex_tui.runtime.dynamic_tools import run_tool, tool_for
from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import NotAudited, SessionError
from codex_tui.state.audit import FOR_THE_SESSION, FOR_THE_TURN, ONCE, Verdict, verdict_of
from codex_tui.state.events import IntentDone, ReplyFailed, ReplyWritten, RequestKey
from codex_tui.state.intents import Answer, Decide
from codex_tui.wire.envelope import RequestId
from codex_tui.wire.errors import LocalProtocolError

TURN_END_DEADLINE_S = 5.0


async def decide(session: Session, intent: Decide) -> IntentDone:
    """Send the reply, and report whether it left; a message that fails does not undo it."""

    async def send(request_id: RequestId) -> ServerRequest:
        request = session.open_request(request_id)
        if not isinstance(request, ToolCallRequest) or intent.decision.is_refusal:
            has_message = bool(intent.message) and intent.decision.is_refusal
            return await session.decide(
                request_id, intent.decision, intent.by, intent.shown_hash, has_message=has_message
            )
        verdict = verdict_of(intent.decision, request, intent.by, intent.shown_hash)
        await session.answer(request_id, partial(_run_called, session, request), verdict)
        return request

    request = await _reported(session, intent, send)
    if intent.message and intent.decision.is_refusal:
        await _send_reason(session, intent, request)
    return IntentDone(intent, request.thread_id or None)


async def answer(session: Session, intent: Answer) -> IntentDone:
    """Send what was answered, and report whether it left."""

    async def send(request_id: RequestId) -> ServerRequest:
        request = session.open_request(request_id)
        scope = _scope_of(intent.answer)
        verdict = Verdict(answer_word(request, intent.answer), scope, intent.by, intent.shown_hash)
        await session.answer(request_id, reply_for_answer(request, intent.answer), verdict)
        return request

    request = await _reported(session, intent, send)
    return IntentDone(intent, request.thread_id or None)


def _scope_of(answer: FormAnswer) -> str:
    """For how long an answer holds: what permissions grant ends with their turn or their session."""
    if not isinstance(answer, PermissionsAnswer):
        return ONCE
    return FOR_THE_SESSION if answer.scope is GrantScope.SESSION else FOR_THE_TURN


async def _run_called(session: Session, request: ToolCallRequest) -> Reply:
    """Run the called tool, and end it with its turn; raises SessionError."""
    tool = tool_for(session.options.dynamic_tools, request)
    if tool is None:
        raise SessionError("there is no such tool")
    run = asyncio.ensure_future(run_tool(tool, request.arguments))
    waited: list[asyncio.Future[Any]] = [run]
    if request.turn_id is not None and session.activity.active_turn_id(request.thread_id) == request.turn_id:
        waited.append(session.activity.turn_end(request.thread_id, request.turn_id))
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if run.done():
            return run.result()
        raise SessionError("its turn ended, and so did the tool")
    finally:
        run.cancel()
        await asyncio.wait((run,))


async def _reported(
    session: Session, intent: Decide | Answer, send: Callable[[RequestId], Awaitable[ServerRequest]]
) -> ServerRequest:
    """Send the reply with `send`, say what became of it, and return the request."""
    key = RequestKey(*intent.key)
    try:
        if key.generation != session.generation:
            raise SessionError("the server that asked is gone")
        request = await send(key.id)
    except (SessionError, LocalProtocolError, DecisionNotOffered, AnswerNotFitting) as error:
        session.emit(ReplyFailed(time.time(), key, str(error), may_retry=isinstance(error, NotAudited)))
        raise SessionError(f"The decision was not sent: {error}") from error
    session.emit(ReplyWritten(time.time(), key))
    return request


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
