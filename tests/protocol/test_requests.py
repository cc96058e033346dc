"""Server requests: each method has its kind, and what does not fit still says where it belongs."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.requests import (
    CommandApproval,
    LegacyCommandApproval,
    RequestKind,
    UnknownRequest,
    UserInputRequest,
    parse_request,
)

COMMAND = "item/commandExecution/requestApproval"


def test_the_facts_of_a_network_approval_are_read() -> None:
    kind, request = parse_request(
        COMMAND,
        {
            "threadId": "t",
            "turnId": "u",
            "itemId": "i",
            "networkApprovalContext": {"host": "example.org", "protocol": "https"},
            "availableDecisions": ["accept"],
        },
    )

    assert kind is RequestKind.COMMAND
    assert isinstance(request, CommandApproval)
    assert request.network_approval_context is not None
    assert request.network_approval_context.host == "example.org"
    assert request.command is None


def test_0_131_sends_no_kind_of_command() -> None:
    _, request = parse_request(COMMAND, {"threadId": "t", "turnId": "u", "itemId": "i", "command": "ls"})

    assert isinstance(request, CommandApproval)
    assert request.kind == "command"


def test_questions_stay_raw() -> None:
    question = {"id": "q", "isSecret": True, "options": None}

    _, request = parse_request("item/tool/requestUserInput", {"threadId": "t", "questions": [question]})

    assert isinstance(request, UserInputRequest)
    assert request.questions == [question]


@pytest.mark.parametrize("params", [{}, None], ids=["empty", "none"])
def test_an_attestation_has_no_thread(params: Any) -> None:
    kind, request = parse_request("attestation/generate", params)

    assert kind is RequestKind.ATTESTATION
    assert (request.thread_id, request.turn_id, request.item_id) == ("", None, None)


def test_the_first_protocol_names_a_conversation() -> None:
    kind, request = parse_request(
        "execCommandApproval", {"conversationId": "c", "callId": "1", "command": ["ls", "-l"]}
    )

    assert kind is RequestKind.LEGACY_COMMAND
    assert isinstance(request, LegacyCommandApproval)
    assert (request.thread_id, request.command) == ("c", ["ls", "-l"])


def test_an_unknown_method_keeps_its_params_and_its_place() -> None:
    params = {"threadId": "t", "turnId": "u", "itemId": "i", "wish": 1}

    kind, request = parse_request("item/mind/read", params)

    assert kind is RequestKind.UNKNOWN
    assert isinstance(request, UnknownRequest)
    assert (request.method, request.raw) == ("item/mind/read", params)
    assert (request.thread_id, request.turn_id, request.item_id) == ("t", "u", "i")


@pytest.mark.parametrize(
    "params",
    [
        {"threadId": 5},
        {"threadId": "t", "availableDecisions": "accept"},
        {"threadId": "t", "command": ["ls"]},
        {"threadId": "t", "networkApprovalContext": {}},
    ],
)
def test_params_that_do_not_fit_make_the_request_unknown(params: dict[str, Any]) -> None:
    kind, request = parse_request(COMMAND, params)

    assert kind is RequestKind.UNKNOWN
    assert isinstance(request, UnknownRequest)
    assert request.raw == params


@pytest.mark.parametrize("params", [None, [], "x", 3, {"threadId": [], "turnId": {}, "itemId": 0}])
def test_a_request_without_readable_params_is_still_a_request(params: Any) -> None:
    kind, request = parse_request("item/mind/read", params)

    assert kind is RequestKind.UNKNOWN
    assert (request.thread_id, request.turn_id, request.item_id) == ("", None, None)
