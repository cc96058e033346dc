"""Who is answered without a person, and how."""

from __future__ import annotations

import time
from typing import Any

import pytest

from codex_tui.protocol.requests import CommandApproval, FileChangeApproval, ServerRequest
from codex_tui.protocol.table import SERVER_REQUESTS
from codex_tui.runtime.dynamic_tools import DynamicTool
from codex_tui.runtime.policy import Policy, PolicyReply

COMMAND = "item/commandExecution/requestApproval"
FILE_CHANGE = "item/fileChange/requestApproval"
SMALLEST_PARAMS: dict[str, dict[str, Any]] = {
    COMMAND: {},
    FILE_CHANGE: {},
    "item/permissions/requestApproval": {"permissions": {"network": {"enabled": True}}},
    "item/tool/requestUserInput": {"questions": [{"id": "q", "question": "Which?"}]},
    "mcpServer/elicitation/request": {"mode": "url", "url": "https://example.org/"},
    "execCommandApproval": {"conversationId": "c"},
    "applyPatchApproval": {"conversationId": "c"},
}
"""What is asked of a person, with just enough in it to be answered."""
NOBODY_ALLOWS = {
    "contentItems": [{"type": "inputText", "text": "Nobody is there to allow this call."}],
    "success": False,
}


def answered(policy: Policy, method: str, params: Any) -> PolicyReply:
    answer = policy.reply_to(method, params)
    assert isinstance(answer, PolicyReply)
    return answer


@pytest.mark.parametrize("method", sorted(SMALLEST_PARAMS))
def test_what_a_person_can_answer_waits_for_one(method: str) -> None:
    params = {"threadId": "t", **SMALLEST_PARAMS[method]}

    assert isinstance(Policy(False).reply_to(method, params), ServerRequest)


@pytest.mark.parametrize("should_auto_approve", [False, True])
@pytest.mark.parametrize(
    ("method", "result"),
    [
        (COMMAND, {"decision": "decline"}),
        (FILE_CHANGE, {"decision": "decline"}),
        ("item/permissions/requestApproval", {"permissions": {}}),
        ("item/tool/requestUserInput", {"answers": {}}),
        ("mcpServer/elicitation/request", {"action": "decline", "content": None}),
        ("execCommandApproval", {"decision": {"denied": {"rejection": "The user declined it."}}}),
        ("applyPatchApproval", {"decision": {"denied": {"rejection": "The user declined it."}}}),
        ("item/tool/call", NOBODY_ALLOWS),
    ],
)
def test_where_nobody_is_everything_is_declined_but_what_auto_approve_accepts(
    method: str, result: Any, should_auto_approve: bool
) -> None:
    policy = Policy(should_auto_approve, (DynamicTool("lookup", ("true",)),), is_unattended=True)
    answer = answered(policy, method, {"threadId": "t", "tool": "lookup", **SMALLEST_PARAMS.get(method, {})})

    if should_auto_approve and method in (COMMAND, FILE_CHANGE):
        assert (answer.reply.result, answer.by) == ({"decision": "accept"}, "auto-approve")
    else:
        assert (answer.reply.result, answer.by, answer.outcome) == (result, "plain", "declined")


def test_an_old_server_is_declined_in_its_own_words() -> None:
    answer = Policy(False, is_unattended=True).reply_to("execCommandApproval", {"conversationId": "c"}, "0.131.0")

    assert isinstance(answer, PolicyReply) and answer.reply.result == {"decision": "denied"}


@pytest.mark.parametrize("method", sorted(SERVER_REQUESTS))
def test_where_nobody_is_no_known_request_waits(method: str) -> None:
    answered(Policy(False, is_unattended=True), method, {"threadId": "t", **SMALLEST_PARAMS.get(method, {})})


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("item/permissions/requestApproval", {"permissions": {"network": {"enabled": False}}}),
        ("item/tool/requestUserInput", {"questions": []}),
        ("item/tool/requestUserInput", {"questions": [{"id": 1}]}),
        ("mcpServer/elicitation/request", {"mode": "url"}),
        ("mcpServer/elicitation/request", {"mode": "openai/userVerification", "challenge": "c"}),
        ("mcpServer/elicitation/request", {"mode": "form", "requestedSchema": 5}),
    ],
)
def test_what_no_form_can_answer_is_refused(method: str, params: dict[str, Any]) -> None:
    answer = answered(Policy(False), method, {"threadId": "t", **params})

    assert answer.outcome == "refused" and not answer.reply.is_error


@pytest.mark.parametrize("method", sorted(SERVER_REQUESTS - SMALLEST_PARAMS.keys()))
def test_every_other_known_request_is_answered_at_once(method: str) -> None:
    answer = answered(Policy(False), method, {})

    assert answer.reply.is_error or answer.reply.result is not None
    assert answer.by and answer.outcome


def test_unknown_method_is_not_found() -> None:
    assert answered(Policy(True), "future/ask", {"threadId": "t"}).reply.error_code == -32601


def test_clock_tells_unix_seconds() -> None:
    before = int(time.time())

    result = answered(Policy(False), "currentTime/read", {}).reply.result

    assert before <= result["currentTimeAt"] <= int(time.time())


def test_approvals_wait_for_a_person() -> None:
    params = {"threadId": "t", "turnId": "u", "itemId": "i"}

    assert isinstance(Policy(False).reply_to(COMMAND, params), CommandApproval)
    assert isinstance(Policy(False).reply_to(FILE_CHANGE, params), FileChangeApproval)


@pytest.mark.parametrize("method", sorted(SMALLEST_PARAMS.keys() - {COMMAND, FILE_CHANGE}))
def test_auto_approve_leaves_every_other_kind_to_a_person(method: str) -> None:
    params = {"threadId": "t", **SMALLEST_PARAMS[method]}

    assert isinstance(Policy(True).reply_to(method, params), ServerRequest)


@pytest.mark.parametrize("method", [COMMAND, FILE_CHANGE])
def test_auto_approve_accepts_the_two_kinds_of_the_ancestor(method: str) -> None:
    answer = answered(Policy(True), method, {"threadId": "t"})

    assert (answer.reply.result, answer.by, answer.outcome) == ({"decision": "accept"}, "auto-approve", "accepted")


def test_auto_approve_leaves_what_cannot_be_accepted_to_a_person() -> None:
    asked = Policy(True).reply_to(COMMAND, {"threadId": "t", "availableDecisions": ["decline", "cancel"]})

    assert isinstance(asked, CommandApproval)


def test_approval_that_nobody_can_decide_is_refused() -> None:
    no_decision = answered(Policy(False), COMMAND, {"threadId": "t", "availableDecisions": []})
    bad_fields = answered(Policy(False), COMMAND, {"threadId": "t", "command": ["not", "a", "string"]})

    assert no_decision.reply.result == bad_fields.reply.result == {"decision": "decline"}
