"""Requests that a person wrote, or sends again; approvals are no requests of ours and never come this way."""

from __future__ import annotations

from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import RequestRefused
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import SendRequest
from codex_tui.wire.envelope import RequestId


async def send_request(session: Session, intent: SendRequest) -> IntentDone:
    """Send it under a new id, which is the result once it is answered; raises what `Session.request` raises of others.

    An error of the server is an answer too: the wire log has it, and the screen shows it from there.
    """
    sent: list[RequestId] = []
    try:
        await session.request(intent.method, intent.params, on_sent=sent.append)
    except RequestRefused:
        return IntentDone(intent, result=sent[-1])
    return IntentDone(intent, result=sent[-1])
