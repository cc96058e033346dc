"""Decisions in plain words: what a button says, what a lasting grant allows and for how long, how history names it.

What a grant reaches is what the app-server does with it: a session grant is kept in memory under the exact request, an
amendment is appended to `rules/default.rules` in the Codex home, and a command that such a rule allows is neither asked
about nor put into the sandbox (PROTOCOL.md, section 3). All texts are visible text and may hold long hostile words.
"""

from __future__ import annotations

import json
import shlex
from typing import Any

from codex_tui.protocol.answers import FormAnswer, GrantScope, PermissionsAnswer
from codex_tui.protocol.permissions import permission_parts
from codex_tui.protocol.replies import Decision, DecisionKind
from codex_tui.protocol.requests import (
    CommandApproval,
    ElicitationRequest,
    FileChangeApproval,
    LegacyPatchApproval,
    PermissionsApproval,
    ServerRequest,
    ToolCallRequest,
)
from codex_tui.ui.render.palette import PLAIN_PALETTE
from codex_tui.ui.render.text import reveal

RULES_FILE = "the rules file default.rules"

_LABELS = {
    DecisionKind.ACCEPT: "Accept",
    DecisionKind.ACCEPT_FOR_SESSION: "Accept for this session",
    DecisionKind.ACCEPT_ALWAYS: "Accept, and never ask again",
    DecisionKind.DECLINE: "Decline",
    DecisionKind.CANCEL: "Cancel the turn",
}
_WORDS = {
    DecisionKind.ACCEPT: "accepted",
    DecisionKind.ACCEPT_FOR_SESSION: "accepted for the session",
    DecisionKind.ACCEPT_ALWAYS: "accepted for ever",
    DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT: "accepted with a rule",
    DecisionKind.DECLINE: "declined",
    DecisionKind.CANCEL: "cancelled",
    DecisionKind.OTHER: "answered",
}


def decision_label(decision: Decision, request: ServerRequest) -> str:
    """What a button says; a decision that is not understood is shown as the JSON that would go out."""
    if decision.kind is DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT:
        prefix = _prefix(decision)
        if prefix:
            return f"Accept, and from now on allow commands that start with `{prefix}`"
    elif decision.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT:
        host, action = _host_and_action(decision)
        if host and action == "allow":
            return f"Accept, and from now on allow network access to {host}"
        if host and action == "deny":
            return f"Deny {host} from now on"
    elif decision.kind is DecisionKind.ACCEPT and (root := _grant_root(request)):
        return f"Accept, and allow writing anywhere under {root}"
    elif isinstance(request, ElicitationRequest) and decision.kind in (DecisionKind.ACCEPT, DecisionKind.CANCEL):
        if decision.kind is DecisionKind.CANCEL:
            return "Dismiss"
        return "Accept" if request.is_form else "I have opened it; go on"
    elif isinstance(request, ToolCallRequest) and decision.kind is DecisionKind.ACCEPT:
        return "Run it, this once"
    return _LABELS.get(decision.kind) or compact_json(decision.wire)


def decision_word(decision: Decision) -> str:
    """The decision in the past tense, for history."""
    if decision.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT:
        return "host denied" if decision.is_refusal else "accepted with a rule"
    return _WORDS[decision.kind]


def answer_word(answer: FormAnswer | None, request: ServerRequest) -> str:
    """What was answered, in the past tense, for history."""
    if isinstance(answer, PermissionsAnswer) and isinstance(request, PermissionsApproval):
        is_part = len(answer.granted) < len(permission_parts(request.permissions))
        until = "session" if answer.scope is GrantScope.SESSION else "turn"
        return f"granted in part for the {until}" if is_part else f"granted for the {until}"
    return "answered"


def lasting_explanation(decision: Decision, request: ServerRequest, cwd: str) -> str:
    """Exactly what a decision allows, where, and for how long; `cwd` is the folder as the screen shows it."""
    match decision.kind:
        case DecisionKind.ACCEPT if isinstance(request, ElicitationRequest) and not request.is_form:
            return "Tells the MCP server that you agreed. codex-tui opens no page by itself."
        case DecisionKind.ACCEPT if root := _grant_root(request):
            return (
                f"Allows this patch and, as the server asks, writing anywhere under {root}. "
                "That ends with this thread's session; nothing is written to disk."
            )
        case DecisionKind.ACCEPT:
            return "Allows this once, and nothing after it."
        case DecisionKind.ACCEPT_ALWAYS:
            server = revealed(getattr(request, "server_name", ""))
            return (
                f"This tool of the MCP server {server} will run without asking, with any arguments, in every thread. "
                "It holds for ever: it is written to the Codex configuration, where you can delete it."
            )
        case DecisionKind.ACCEPT_FOR_SESSION:
            return f"{_session_grant(request, cwd)} It ends with this thread's session; nothing is written to disk."
        case DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT if prefix := _prefix(decision):
            return (
                f"Every command that starts with `{prefix}` will run without asking and outside the sandbox, in every "
                f"thread and every folder. It holds for ever: it is written to {RULES_FILE}, where you can delete it."
            )
        case DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT if _host_and_action(decision)[0]:
            return _network_rule(decision)
        case DecisionKind.DECLINE:
            return "Allows nothing; the turn goes on without it."
        case DecisionKind.CANCEL if isinstance(request, ElicitationRequest):
            return "Answers nothing: the MCP server is told that you closed the question. The turn goes on."
        case DecisionKind.CANCEL:
            return "Allows nothing, and interrupts the turn."
        case _:
            return (
                "codex-tui does not know this decision and cannot say what it allows or for how long. "
                f"It goes out as it stands: {compact_json(decision.wire)}"
            )


def compact_json(value: Any) -> str:
    """A value as one line of JSON, made visible."""
    return revealed(json.dumps(value, ensure_ascii=False, default=str))


def revealed(text: str) -> str:
    """Text that a person is about to approve, without style."""
    return reveal(text, PLAIN_PALETTE).plain


def _session_grant(request: ServerRequest, cwd: str) -> str:
    where = f" in {revealed(cwd)}" if cwd else ""
    if isinstance(request, CommandApproval) and request.network_approval_context is not None:
        context = request.network_approval_context
        protocol = f" over {revealed(context.protocol)}" if context.protocol else ""
        return f"This thread will reach {revealed(context.host)}{protocol} without asking."
    if isinstance(request, CommandApproval):
        extra = " with the same extra permissions" if request.additional_permissions else ""
        return f"This thread will run exactly this command{where}{extra} without asking."
    if isinstance(request, ElicitationRequest):
        server = revealed(request.server_name)
        return f"This thread will run this tool of the MCP server {server} without asking, with any arguments."
    if isinstance(request, FileChangeApproval | LegacyPatchApproval):
        root = f", and may write anywhere under {_grant_root(request)}" if request.grant_root else ""
        return f"This thread may change the files of this patch, in any way, without asking{root}."
    return f"This thread will do the same{where} without asking."


def _grant_root(request: ServerRequest) -> str:
    """The folder that a patch asks to write below, from its approval on; empty where it asks for none."""
    is_patch = isinstance(request, FileChangeApproval | LegacyPatchApproval)
    return revealed(getattr(request, "grant_root", None) or "") if is_patch else ""


def _network_rule(decision: Decision) -> str:
    host, action = _host_and_action(decision)
    if action == "allow":
        grant = f"Every command will reach {host} without asking, in every thread."
    elif action == "deny":
        grant = f"Every command's access to {host} will be refused without asking, in every thread."
    else:
        grant = f"A rule for {host} that codex-tui does not know: {compact_json(decision.wire)}."
    return f"{grant} It holds for ever: it is written to {RULES_FILE}, where you can delete it."


def _prefix(decision: Decision) -> str:
    """The words that a command must start with, quoted as a shell would need them; empty where they are not words."""
    words = decision.amendment
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return ""
    return revealed(shlex.join(words))


def _host_and_action(decision: Decision) -> tuple[str, str]:
    amendment = decision.amendment
    if not isinstance(amendment, dict):
        return "", ""
    host, action = amendment.get("host"), amendment.get("action")
    return (revealed(host), str(action)) if isinstance(host, str) else ("", "")
