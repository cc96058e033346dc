"""Which server requests of one generation are open, and the audit line of each outcome, ours or not.

A person's decision, and a policy's that grants something to the agent, is on disk before the reply leaves. What a
policy must answer within a deadline (the clock, attestation) or only refuses does not wait for the disk: its line is
written right after, and a failure to do so is reported.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from typing import Any

from codex_tui.protocol.requests import REQUEST_MODELS, RequestKind
from codex_tui.runtime.audit import Audit
from codex_tui.state.audit import (
    BY_OTHER_CLIENT,
    BY_SERVER,
    LOST,
    NOT_SENT,
    RESOLVED_ELSEWHERE,
    WITHDRAWN,
    AuditLine,
    Verdict,
)
from codex_tui.wire.envelope import RequestId


@dataclass(slots=True)
class _Open:
    """A request that was asked; `is_ended` where its outcome is in the trail already."""

    method: str
    params: dict[str, Any]
    asked_at: float
    is_ended: bool = False


class AuditTrail:
    """Writes the lines of one generation; without an audit it only keeps count."""

    def __init__(self, generation: int, audit: Audit | None) -> None:
        self.server_version = ""
        self._generation = generation
        self._audit = audit
        self._open: dict[RequestId, _Open] = {}

    @property
    def is_on(self) -> bool:
        """Whether a decision waits for the disk."""
        return self._audit is not None

    def asked(self, request_id: RequestId, method: str, params: Any) -> None:
        """The server asks, or asks again."""
        known = params if isinstance(params, dict) else {}
        self._open.setdefault(request_id, _Open(method, known, time.monotonic()))

    async def decided(self, request_id: RequestId, verdict: Verdict, deadline_s: float) -> AuditLine | None:
        """Have the line of a decision on disk, and return it; raises AuditFailed."""
        request = self._open.get(request_id)
        if self._audit is None or request is None:
            return None
        line = self._line(request_id, request, verdict)
        await self._audit.write(line.to_json(), deadline_s)
        return line

    def left(self, request_id: RequestId) -> None:
        """The reply to the request has left; what the server says of it from now on follows from that."""
        self._open.pop(request_id, None)

    def not_sent(self, line: AuditLine | None) -> None:
        """The decision of this line is on disk, but its reply could not leave."""
        if self._audit is not None and line is not None:
            self._audit.write_later(replace(line, at=time.time(), decision=NOT_SENT).to_json())

    def answered(self, request_id: RequestId, verdict: Verdict) -> None:
        """A policy that waits for no disk has answered."""
        request = self._open.pop(request_id, None)
        if request is not None:
            self._end(request_id, request, verdict)

    def resolved(self, request_id: RequestId) -> None:
        """The server says that it needs no answer any more, and had none from us."""
        request = self._open.pop(request_id, None)
        if request is not None and not request.is_ended:
            self._end(request_id, request, Verdict(RESOLVED_ELSEWHERE, "", BY_OTHER_CLIENT))

    def turn_ended(self, params: Any) -> None:
        """A turn takes what it left open with it; the server may still name it (PROTOCOL.md, section 3)."""
        turn = params.get("turn") if isinstance(params, dict) else None
        if not isinstance(turn, dict):
            return
        subject = (params.get("threadId"), turn.get("id"))
        for request_id, request in self._open.items():
            if not request.is_ended and (request.params.get("threadId"), request.params.get("turnId")) == subject:
                self._end(request_id, request, Verdict(WITHDRAWN, "", BY_SERVER))

    def lost(self) -> None:
        """The server is gone with everything it asked."""
        for request_id, request in self._open.items():
            if not request.is_ended:
                self._end(request_id, request, Verdict(LOST, "", BY_SERVER))
        self._open.clear()

    def _end(self, request_id: RequestId, request: _Open, verdict: Verdict) -> None:
        request.is_ended = True
        if self._audit is not None:
            self._audit.write_later(self._line(request_id, request, verdict).to_json())

    def _line(self, request_id: RequestId, request: _Open, verdict: Verdict) -> AuditLine:
        params = request.params
        return AuditLine(
            at=time.time(),
            server=self.server_version,
            thread=_text(params, "threadId", "conversationId"),
            turn=_text(params, "turnId"),
            item=_text(params, "itemId", "callId"),
            request=f"{os.getpid()}/{self._generation}:{json.dumps(request_id)}",
            kind=_kind_of(request.method, params),
            method=request.method,
            shown=verdict.shown,
            decision=verdict.decision,
            scope=verdict.scope,
            who=verdict.who,
            latency_ms=(time.monotonic() - request.asked_at) * 1000,
        )


def _kind_of(method: str, params: dict[str, Any]) -> str:
    """The kind of a request; what command approvals ask besides a command has names of its own."""
    kind, _ = REQUEST_MODELS.get(method, (RequestKind.UNKNOWN, None))
    if kind is RequestKind.COMMAND and params.get("networkApprovalContext") is not None:
        return "network access"
    if kind is RequestKind.COMMAND and params.get("kind") == "writeStdin":
        return "command input"
    return kind.value


def _text(params: dict[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := params.get(name), str)), "")
