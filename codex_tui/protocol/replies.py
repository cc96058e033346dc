"""Decisions, and the reply that carries one to the server.

`decisions_for` says what may be chosen, in the server's order; `reply_for` builds the bytes' content and refuses a
decision that was not offered; `refusal_for` is the harmless answer for kinds that nobody can decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codex_tui.protocol.requests import (
    CommandApproval,
    FileChangeApproval,
    RequestKind,
    ServerRequest,
)


class DecisionKind(StrEnum):
    """The wire's own names of the decisions; `other` is one that a newer server offers."""

    ACCEPT = "accept"
    ACCEPT_FOR_SESSION = "acceptForSession"
    ACCEPT_WITH_EXECPOLICY_AMENDMENT = "acceptWithExecpolicyAmendment"
    APPLY_NETWORK_POLICY_AMENDMENT = "applyNetworkPolicyAmendment"
    DECLINE = "decline"
    CANCEL = "cancel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the user may choose; `wire` is the value that goes out, `amendment` what a lasting grant adds."""

    kind: DecisionKind
    wire: Any
    amendment: Any = None

    @property
    def is_refusal(self) -> bool:
        """Whether it allows nothing."""
        return self.kind in (DecisionKind.DECLINE, DecisionKind.CANCEL) or self._denies_host

    @property
    def is_lasting(self) -> bool:
        """Whether it allows more than this once, so that it needs a second key."""
        return not self.is_refusal and self.kind is not DecisionKind.ACCEPT

    @property
    def _denies_host(self) -> bool:
        return (
            self.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT
            and isinstance(self.amendment, dict)
            and self.amendment.get("action") == "deny"
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a server request: a result, or an error code and message."""

    result: Any = None
    error_code: int | None = None
    error_message: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the reply is an error."""
        return self.error_code is not None


class DecisionNotOffered(ValueError):
    """A decision was chosen that this request does not offer; nothing may be sent."""


ACCEPT = Decision(DecisionKind.ACCEPT, "accept")
ACCEPT_FOR_SESSION = Decision(DecisionKind.ACCEPT_FOR_SESSION, "acceptForSession")
DECLINE = Decision(DecisionKind.DECLINE, "decline")
CANCEL = Decision(DecisionKind.CANCEL, "cancel")

_SIMPLE = {decision.wire: decision for decision in (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)}
_AMENDMENTS = {
    "acceptWithExecpolicyAmendment": (DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, "execpolicy_amendment"),
    "applyNetworkPolicyAmendment": (DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, "network_policy_amendment"),
}
METHOD_NOT_FOUND = -32601
REFUSED = -32000


def decisions_for(request: ServerRequest) -> tuple[Decision, ...]:
    """The decisions that the server offers, in its order; none for kinds that no decision answers."""
    if isinstance(request, CommandApproval):
        if request.available_decisions is None:
            return (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)
        return tuple(_decision_from(wire) for wire in request.available_decisions)
    if isinstance(request, FileChangeApproval):
        return (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)
    return ()


def refusals_for(request: ServerRequest) -> tuple[Decision, ...]:
    """Refusals that work although the server does not list them (PROTOCOL.md, section 3: `decline` always does)."""
    offered = decisions_for(request)
    return (DECLINE,) if offered and DECLINE not in offered else ()


def reply_for(request: ServerRequest, decision: Decision) -> Reply:
    """The reply that carries `decision`; raises DecisionNotOffered where the request does not offer it."""
    if decision not in decisions_for(request) and decision not in refusals_for(request):
        raise DecisionNotOffered(f"{decision.kind} is not among the decisions that the server offers here")
    return Reply(result={"decision": decision.wire})


def refusal_for(kind: RequestKind, method: str) -> Reply:
    """The correct refusal of each kind, in the shape that the server understands (PROTOCOL.md, section 3)."""
    match kind:
        case RequestKind.COMMAND | RequestKind.FILE_CHANGE:
            return Reply(result={"decision": "decline"})
        case RequestKind.PERMISSIONS:
            return Reply(result={"permissions": {}})
        case RequestKind.USER_INPUT:
            return Reply(result={"answers": {}})
        case RequestKind.ELICITATION:
            return Reply(result={"action": "decline", "content": None})
        case RequestKind.TOOL_CALL:
            text = "codex-tui has no such tool registered"
            return Reply(result={"contentItems": [{"type": "inputText", "text": text}], "success": False})
        case RequestKind.LEGACY_COMMAND | RequestKind.LEGACY_PATCH:
            return Reply(result={"decision": "denied"})
        case RequestKind.AUTH_REFRESH:
            return Reply(error_code=REFUSED, error_message="codex-tui holds no ChatGPT tokens to refresh")
        case RequestKind.ATTESTATION:
            return Reply(error_code=REFUSED, error_message="codex-tui has no attestation provider")
        case _:
            return Reply(error_code=METHOD_NOT_FOUND, error_message=f"codex-tui does not know the method {method}")


def current_time_reply(unix_seconds: int) -> Reply:
    """The answer to `currentTime/read`, in Unix seconds."""
    return Reply(result={"currentTimeAt": unix_seconds})


def _decision_from(wire: Any) -> Decision:
    """Read one offered decision; one of a kind not known is offered as it is, and counts as lasting."""
    if isinstance(wire, str):
        return _SIMPLE.get(wire, Decision(DecisionKind.OTHER, wire))
    if isinstance(wire, dict) and len(wire) == 1:
        ((name, body),) = wire.items()
        known = _AMENDMENTS.get(name)
        if known is not None and isinstance(body, dict):
            kind, key = known
            return Decision(kind, wire, body.get(key))
    return Decision(DecisionKind.OTHER, wire)
