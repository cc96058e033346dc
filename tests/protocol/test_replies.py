"""Decisions in the server's order, replies in the server's shapes, and no reply that was not offered."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.replies import (
    ACCEPT,
    ACCEPT_FOR_SESSION,
    CANCEL,
    DECLINE,
    METHOD_NOT_FOUND,
    Decision,
    DecisionKind,
    DecisionNotOffered,
    Reply,
    current_time_reply,
    decisions_for,
    refusal_for,
    refusals_for,
    reply_for,
)
from codex_tui.protocol.requests import (
    CommandApproval,
    FileChangeApproval,
    RequestKind,
    ServerRequest,
    UserInputRequest,
    parse_request,
)
from codex_tui.state.wire_log import Direction
from tests.recording import load, names

PREFIX: dict[str, Any] = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["touch"]}}
OTHER_PREFIX: dict[str, Any] = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["rm"]}}


def host(action: str) -> dict[str, Any]:
    amendment = {"host": "example.org", "action": action}
    return {"applyNetworkPolicyAmendment": {"network_policy_amendment": amendment}}


def command(*offered: Any) -> CommandApproval:
    return CommandApproval(thread_id="t", available_decisions=list(offered))


def test_decisions_keep_the_servers_order() -> None:
    request = command("cancel", PREFIX, "accept", host("allow"), host("deny"))

    assert [(decision.kind, decision.wire) for decision in decisions_for(request)] == [
        (DecisionKind.CANCEL, "cancel"),
        (DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, PREFIX),
        (DecisionKind.ACCEPT, "accept"),
        (DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, host("allow")),
        (DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, host("deny")),
    ]


def test_amendments_say_what_they_add() -> None:
    prefix, allow = decisions_for(command(PREFIX, host("allow")))

    assert prefix.amendment == ["touch"]
    assert allow.amendment == {"host": "example.org", "action": "allow"}


@pytest.mark.parametrize(
    "wire",
    ["acceptForEver", {"grantAll": {}}, {"a": 1, "b": 2}, {}, 5, None, [], {"acceptWithExecpolicyAmendment": "touch"}],
)
def test_a_decision_of_an_unknown_kind_is_offered_as_it_is_and_counts_as_lasting(wire: Any) -> None:
    (decision,) = decisions_for(command(wire))

    assert (decision.kind, decision.wire) == (DecisionKind.OTHER, wire)
    assert decision.is_lasting
    assert reply_for(command(wire), decision) == Reply(result={"decision": wire})


def test_without_a_list_the_four_simple_decisions_are_offered() -> None:
    assert decisions_for(CommandApproval(thread_id="t")) == (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)
    assert decisions_for(FileChangeApproval(thread_id="t")) == (ACCEPT, ACCEPT_FOR_SESSION, DECLINE, CANCEL)


def test_decline_works_although_it_is_not_listed() -> None:
    request = command("accept", "cancel")

    assert refusals_for(request) == (DECLINE,)
    assert reply_for(request, DECLINE) == Reply(result={"decision": "decline"})


def test_a_listed_decline_is_not_offered_twice() -> None:
    assert refusals_for(command("accept", "decline")) == ()


@pytest.mark.parametrize(
    ("request_", "decision"),
    [
        (command("accept"), ACCEPT_FOR_SESSION),
        (command("accept"), CANCEL),
        (
            command(PREFIX),
            decisions_for(command({"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["rm"]}}))[0],
        ),
        (command(host("deny")), decisions_for(command(host("allow")))[0]),
        (command(), ACCEPT),
        (command(), DECLINE),
        (FileChangeApproval(thread_id="t"), Decision(DecisionKind.OTHER, "acceptForEver")),
        (UserInputRequest(thread_id="t"), ACCEPT),
        (ServerRequest(), DECLINE),
    ],
)
def test_what_was_not_offered_cannot_be_replied(request_: ServerRequest, decision: Decision) -> None:
    with pytest.raises(DecisionNotOffered):
        reply_for(request_, decision)


@pytest.mark.parametrize(
    ("wire", "is_refusal", "is_lasting"),
    [
        ("accept", False, False),
        ("acceptForSession", False, True),
        ("decline", True, False),
        ("cancel", True, False),
        (PREFIX, False, True),
        (host("allow"), False, True),
        (host("deny"), True, False),
    ],
)
def test_what_allows_and_what_outlives_the_turn(wire: Any, is_refusal: bool, is_lasting: bool) -> None:
    (decision,) = decisions_for(command(wire))

    assert (decision.is_refusal, decision.is_lasting) == (is_refusal, is_lasting)


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (RequestKind.COMMAND, {"decision": "decline"}),
        (RequestKind.FILE_CHANGE, {"decision": "decline"}),
        (RequestKind.PERMISSIONS, {"permissions": {}}),
        (RequestKind.USER_INPUT, {"answers": {}}),
        (RequestKind.ELICITATION, {"action": "decline", "content": None}),
        (RequestKind.LEGACY_COMMAND, {"decision": "denied"}),
        (RequestKind.LEGACY_PATCH, {"decision": "denied"}),
    ],
)
def test_refusals_have_the_servers_shapes(kind: RequestKind, result: dict[str, Any]) -> None:
    assert refusal_for(kind, "m") == Reply(result=result)


def test_a_refused_tool_call_says_so_to_the_model() -> None:
    result = refusal_for(RequestKind.TOOL_CALL, "item/tool/call").result

    assert result["success"] is False
    assert [part["type"] for part in result["contentItems"]] == ["inputText"]


@pytest.mark.parametrize("kind", [RequestKind.AUTH_REFRESH, RequestKind.ATTESTATION])
def test_what_nobody_can_give_is_an_error(kind: RequestKind) -> None:
    reply = refusal_for(kind, "m")

    assert reply.is_error and reply.error_message


def test_an_unknown_method_is_refused_by_name() -> None:
    reply = refusal_for(RequestKind.UNKNOWN, "item/mind/read")

    assert reply.error_code == METHOD_NOT_FOUND
    assert "item/mind/read" in reply.error_message


def test_every_kind_has_a_reply() -> None:
    for kind in RequestKind:
        reply = refusal_for(kind, "m")
        assert reply.is_error or isinstance(reply.result, dict)


def test_the_time_is_in_unix_seconds() -> None:
    assert current_time_reply(1_795_423_032) == Reply(result={"currentTimeAt": 1_795_423_032})


def test_every_recorded_approval_offers_its_list_and_every_decision_can_be_replied() -> None:
    approvals = 0
    for name in names():
        for recorded in load(name):
            message = recorded.message
            if recorded.direction is Direction.OUTBOUND or "method" not in message or "id" not in message:
                continue
            _, request = parse_request(message["method"], message["params"])
            decisions = decisions_for(request)
            if isinstance(request, CommandApproval):
                assert [decision.wire for decision in decisions] == message["params"]["availableDecisions"]
                assert DecisionKind.OTHER not in [decision.kind for decision in decisions]
            for decision in decisions + refusals_for(request):
                approvals += 1
                reply = reply_for(request, decision)
                if isinstance(request, CommandApproval | FileChangeApproval):
                    assert reply.result == {"decision": decision.wire}
    assert approvals > 100
