"""Decisions, and the reply that carries one to the server.

`decisions_for` says what may be chosen, in the server's order; `reply_for` builds the bytes' content and refuses a
decision that was not offered; `refusal_for` is the harmless answer where nobody can decide. What needs more than a
decision is in `answers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codex_tui.protocol.requests import (
    CommandApproval,
    ElicitationRequest,
    FileChangeApproval,
    LegacyCommandApproval,
    LegacyPatchApproval,
    PermissionsApproval,
    RequestKind,
    ServerRequest,
    ToolCallRequest,
    UserInputRequest,
)
from codex_tui.protocol.schemas import form_from_schema


class DecisionKind(StrEnum):
    """The wire's own names of the decisions; `other` is one that a newer server offers.

    `acceptAlways` is that of an MCP tool approval, which the wire spells as `_meta.persist`.
    """

    ACCEPT = "accept"
    ACCEPT_FOR_SESSION = "acceptForSession"
    ACCEPT_ALWAYS = "acceptAlways"
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
        return self.kind in (DecisionKind.DECLINE, DecisionKind.CANCEL) or self.denies_for_good

    @property
    def is_lasting(self) -> bool:
        """Whether it allows more than this once, so that it needs a second key."""
        return not self.is_refusal and self.kind is not DecisionKind.ACCEPT

    @property
    def denies_for_good(self) -> bool:
        """Whether it is a rule that refuses from now on."""
        return (
            self.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT
            and isinstance(self.amendment, dict)
            and self.amendment.get("action") == "deny"
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a server request: a result, or an error code and message.

    `kept_result` stands for a result that holds secrets wherever a copy is kept.
    """

    result: Any = None
    error_code: int | None = None
    error_message: str = ""
    kept_result: Any = None

    @property
    def is_error(self) -> bool:
        """Whether the reply is an error."""
        return self.error_code is not None


class DecisionNotOffered(ValueError):
    """A decision was chosen that this request does not offer; nothing may be sent."""


ACCEPT = Decision(DecisionKind.ACCEPT, "accept")
ACCEPT_FOR_SESSION = Decision(DecisionKind.ACCEPT_FOR_SESSION, "acceptForSession")
ACCEPT_ALWAYS = Decision(DecisionKind.ACCEPT_ALWAYS, "acceptAlways")
DECLINE = Decision(DecisionKind.DECLINE, "decline")
CANCEL = Decision(DecisionKind.CANCEL, "cancel")

_SIMPLE = {decision.wire: decision for decision in (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)}
_AMENDMENTS = {
    "acceptWithExecpolicyAmendment": (DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, "execpolicy_amendment"),
    "applyNetworkPolicyAmendment": (DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, "network_policy_amendment"),
}
_PERSISTENT = {"session": ACCEPT_FOR_SESSION, "always": ACCEPT_ALWAYS}
_PERSIST_WIRE = {decision.kind: choice for choice, decision in _PERSISTENT.items()}
_LEGACY_WIRE = {
    DecisionKind.ACCEPT: "approved",
    DecisionKind.ACCEPT_FOR_SESSION: "approved_for_session",
    DecisionKind.DECLINE: "denied",
    DecisionKind.CANCEL: "abort",
}
_OLD_VERSION = re.compile(r"0\.(\d\d?|1[0-5]\d|16[0-2])\.")
"""Before 0.163."""
METHOD_NOT_FOUND = -32601
REFUSED = -32000


def decisions_for(request: ServerRequest) -> tuple[Decision, ...]:
    """The decisions that the server offers, in its order; none for kinds that no decision accepts."""
    match request:
        case CommandApproval(available_decisions=list(offered)):
            return tuple(_decision_from(wire) for wire in offered)
        case CommandApproval() | FileChangeApproval() | LegacyCommandApproval() | LegacyPatchApproval():
            return (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)
        case ToolCallRequest():
            return (ACCEPT, DECLINE)
        case ElicitationRequest() if _is_yes_or_no(request):
            lasting = [_PERSISTENT[choice] for choice in request.persist_choices] if request.is_tool_approval else []
            return (ACCEPT, *lasting, DECLINE, CANCEL)
    return ()


def refusals_for(request: ServerRequest) -> tuple[Decision, ...]:
    """Refusals that work although the server does not list them (PROTOCOL.md, section 3: `decline` always does)."""
    match request:
        case UserInputRequest() | PermissionsApproval():
            return (DECLINE,)
        case ElicitationRequest() if request.is_form and not _is_yes_or_no(request):
            return (DECLINE, CANCEL)
    offered = decisions_for(request)
    return (DECLINE,) if offered and DECLINE not in offered else ()


def outlives_once(decision: Decision, request: ServerRequest) -> bool:
    """Whether it holds for longer than this request, so that it needs a second key.

    A patch may ask for leave to write below a folder for the rest of the session, which every acceptance may give it.
    """
    opens_folder = not decision.is_refusal and bool(getattr(request, "grant_root", None))
    return decision.is_lasting or decision.denies_for_good or opens_folder


def reply_for(request: ServerRequest, decision: Decision, *, server_version: str = "") -> Reply:
    """The reply that carries `decision`; raises DecisionNotOffered where the request does not offer it.

    Servers since 0.163 want the legacy refusal with a text. A tool call is accepted by what the tool returns, which
    `tool_reply` makes.
    """
    if decision not in decisions_for(request) and decision not in refusals_for(request):
        raise DecisionNotOffered(f"{decision.kind} is not among the decisions that the server offers here")
    match request:
        case LegacyCommandApproval() | LegacyPatchApproval():
            return Reply(result={"decision": _legacy_wire(decision, server_version)})
        case ElicitationRequest():
            return Reply(result=_elicitation_result(request, decision))
        case UserInputRequest():
            return refusal_for(RequestKind.USER_INPUT, "")
        case PermissionsApproval():
            return refusal_for(RequestKind.PERMISSIONS, "")
        case ToolCallRequest():
            return tool_reply("The user declined this call.", is_success=False)
    return Reply(result={"decision": decision.wire})


def tool_reply(text: str, *, is_success: bool) -> Reply:
    """What a dynamic tool returned, or why it did not."""
    return Reply(result={"contentItems": [{"type": "inputText", "text": text}], "success": is_success})


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
            return tool_reply("codex-tui has no such tool registered", is_success=False)
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


def _is_yes_or_no(request: ElicitationRequest) -> bool:
    """Whether there is nothing to fill in: a page to open, or a form without fields."""
    if request.mode == "url":
        return bool(request.url)
    form = form_from_schema(request.requested_schema) if request.is_form else None
    return form is not None and not form.fields


def _elicitation_result(request: ElicitationRequest, decision: Decision) -> dict[str, Any]:
    if decision.is_refusal:
        return {"action": decision.wire, "content": None}
    result: dict[str, Any] = {"action": "accept", "content": {} if request.is_form else None}
    if decision.kind in _PERSIST_WIRE:
        result["_meta"] = {"persist": _PERSIST_WIRE[decision.kind]}
    return result


def _legacy_wire(decision: Decision, server_version: str) -> Any:
    if decision.kind is DecisionKind.DECLINE and not _OLD_VERSION.match(server_version):
        return {"denied": {"rejection": "The user declined it."}}
    return _LEGACY_WIRE[decision.kind]
