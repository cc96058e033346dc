"""Answers to server requests without a person: the clock, auto-approval, and refusals of what nobody can decide.

An unanswered request parks its turn for ever (PROTOCOL.md, section 3), so each one either has a decision to offer to a
person or is answered here, at once, in the worker.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from codex_tui.protocol.answers import choices_for
from codex_tui.protocol.replies import (
    ACCEPT,
    DECLINE,
    Reply,
    current_time_reply,
    refusal_for,
    reply_for,
    tool_reply,
)
from codex_tui.protocol.requests import REQUEST_MODELS, RequestKind, ServerRequest, ToolCallRequest, parse_request
from codex_tui.runtime.dynamic_tools import DynamicTool, tool_for

AUTO_APPROVED_KINDS = frozenset((RequestKind.COMMAND, RequestKind.FILE_CHANGE))
"""What `--auto-approve` accepts; everything else still asks."""

ASKING_KINDS = frozenset(
    (
        RequestKind.COMMAND,
        RequestKind.FILE_CHANGE,
        RequestKind.PERMISSIONS,
        RequestKind.USER_INPUT,
        RequestKind.ELICITATION,
        RequestKind.TOOL_CALL,
        RequestKind.LEGACY_COMMAND,
        RequestKind.LEGACY_PATCH,
    )
)
"""What waits for a person, provided that there is something to choose."""


@dataclass(frozen=True, slots=True)
class PolicyReply:
    """A reply, the policy that made it, and what it says in words.

    `grants` is the request where it allows the agent something; it is what a person is asked if that cannot be audited.
    """

    reply: Reply
    by: str
    outcome: str
    grants: ServerRequest | None = None


def declined_unasked(request: ServerRequest, server_version: str = "") -> PolicyReply:
    """The refusal of what a person would have been asked, where nobody is there."""
    if isinstance(request, ToolCallRequest):
        reply = tool_reply("Nobody is there to allow this call.", is_success=False)
    else:
        reply = reply_for(request, DECLINE, server_version=server_version)
    return PolicyReply(reply, "plain", "declined")


class Policy:
    """Decides which requests wait for a person."""

    def __init__(
        self, should_auto_approve: bool, tools: tuple[DynamicTool, ...] = (), *, is_unattended: bool = False
    ) -> None:
        self._should_auto_approve = should_auto_approve
        self._tools = tools
        self._is_unattended = is_unattended

    def reply_to(self, method: str, params: Any, server_version: str = "") -> PolicyReply | ServerRequest:
        """The reply to send at once, or the typed request that waits for a person, where there is one."""
        known = REQUEST_MODELS.get(method)
        if known is None:
            return PolicyReply(refusal_for(RequestKind.UNKNOWN, method), "unknown method", "refused")
        expected_kind = known[0]
        if expected_kind is RequestKind.CURRENT_TIME:
            return PolicyReply(current_time_reply(int(time.time())), "the clock", "told the time")
        kind, request = parse_request(method, params)
        if kind is RequestKind.UNKNOWN:
            return PolicyReply(refusal_for(expected_kind, method), "its fields do not fit", "refused")
        choices = choices_for(request)
        if self._should_auto_approve and kind in AUTO_APPROVED_KINDS and ACCEPT in choices.offered:
            return PolicyReply(reply_for(request, ACCEPT), "auto-approve", "accepted", request)
        if isinstance(request, ToolCallRequest) and tool_for(self._tools, request) is None:
            return PolicyReply(refusal_for(kind, method), "no such tool", "refused")
        if kind in ASKING_KINDS and choices.is_any:
            return declined_unasked(request, server_version) if self._is_unattended else request
        return PolicyReply(refusal_for(kind, method), "it offers nothing to decide", "refused")
