"""Answers in the server's shapes, taken from the recordings, and no answer that was not asked for."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.answers import (
    AnswerNotFitting,
    ElicitationAnswer,
    FormAnswer,
    FormInvalid,
    GrantScope,
    InputAnswer,
    PermissionsAnswer,
    answer_from,
    answer_word,
    choices_for,
    form_for,
    is_lasting_answer,
    reply_for_answer,
)
from codex_tui.protocol.forms import Entered, FieldKind
from codex_tui.protocol.replies import (
    ACCEPT,
    ACCEPT_ALWAYS,
    ACCEPT_FOR_SESSION,
    CANCEL,
    DECLINE,
    DecisionNotOffered,
    reply_for,
    tool_reply,
)
from codex_tui.protocol.requests import ServerRequest, parse_request
from codex_tui.state.wire_log import Direction
from tests.recording import load

INPUT, PERMISSIONS = "item/tool/requestUserInput", "item/permissions/requestApproval"
ELICITATION, TOOL_CALL = "mcpServer/elicitation/request", "item/tool/call"
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "header": "Pick", "question": "Which?", "isOther": True, "options": [{"label": "A"}, {"label": "B"}]},
    {"id": "q2", "header": "Key", "question": "The key?", "isOther": False, "isSecret": True, "options": None},
]


def request(method: str, **params: Any) -> ServerRequest:
    return parse_request(method, {"threadId": "t", **params})[1]


def elicitation(mode: str = "form", meta: Any = None, **properties: Any) -> ServerRequest:
    schema = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return request(ELICITATION, mode=mode, _meta=meta, requestedSchema=schema, message="m", serverName="s")


def recorded(name: str) -> tuple[ServerRequest, Any]:
    """The first server request of a recording, and the result that was sent for it."""
    messages = [(line.direction, line.message) for line in load(name) if isinstance(line.message, dict)]
    asked = next(m for d, m in messages if d is Direction.INBOUND and "method" in m and "id" in m)
    sent = next(m for d, m in messages if d is Direction.OUTBOUND and "result" in m and m["id"] == asked["id"])
    return parse_request(asked["method"], asked["params"])[1], sent["result"]


@pytest.mark.parametrize(
    ("name", "entered"),
    [
        ("ask-default", {"q1": Entered((1,)), "q2": Entered((0,))}),
        ("ask-plan", {"q1": Entered((1,)), "q2": Entered((3,), "my own")}),
        ("perm-grant", {"permissions": Entered((0,)), "scope": Entered((1,))}),
        (
            "elicit-form",
            {"confirmed": Entered((0,)), "count": Entered(text="3"), "name": Entered(text="Lab")},
        ),
        ("elicit-enum", {"colour": Entered((1,))}),
        ("elicit-openai-form", {"template": Entered((1,))}),
    ],
)
def test_the_same_answers_give_the_recorded_reply(name: str, entered: dict[str, Entered]) -> None:
    asked, sent = recorded(name)

    assert reply_for_answer(asked, answer_from(asked, entered)).result == sent


@pytest.mark.parametrize(
    ("name", "decision"),
    [("mcp-approval", ACCEPT_FOR_SESSION), ("elicit-url", ACCEPT), ("perm-empty", DECLINE), ("ask-empty", DECLINE)],
)
def test_the_same_decision_gives_the_recorded_reply(name: str, decision: Any) -> None:
    asked, sent = recorded(name)

    assert reply_for(asked, decision).result == sent


def test_secrets_have_a_stand_in_wherever_a_copy_is_kept() -> None:
    asked = request(INPUT, questions=QUESTIONS)
    answer = answer_from(asked, {"q1": Entered((0,)), "q2": Entered(text="hunter2")})
    reply = reply_for_answer(asked, answer)

    assert reply.result == {"answers": {"q1": {"answers": ["A"]}, "q2": {"answers": ["hunter2"]}}}
    assert reply.kept_result == {"answers": {"q1": {"answers": ["A"]}, "q2": {"answers": ["<secret>"]}}}
    assert "hunter2" not in repr(answer)


def test_secrets_of_an_elicitation_have_one_as_well() -> None:
    schema = {
        "type": "object",
        "properties": {"user": {"type": "string"}, "code": {"type": "string", "format": "password"}},
    }
    asked = request("mcpServer/elicitation/request", mode="form", message="Sign in", requestedSchema=schema)
    answer = answer_from(asked, {"user": Entered(text="me"), "code": Entered(text="hunter2")})
    reply = reply_for_answer(asked, answer)

    assert reply.result == {"action": "accept", "content": {"user": "me", "code": "hunter2"}}
    assert reply.kept_result == {"action": "accept", "content": {"user": "me", "code": "<secret>"}}
    assert "hunter2" not in repr(answer)


def test_every_question_wants_an_answer() -> None:
    with pytest.raises(FormInvalid) as caught:
        answer_from(request(INPUT, questions=QUESTIONS), {"q1": Entered((0,))})

    assert set(caught.value.errors) == {"q2"}


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (request(INPUT, questions=QUESTIONS), InputAnswer({"q1": ("A",)})),
        (request(INPUT, questions=QUESTIONS), InputAnswer({"q1": ("A",), "q2": ("x",), "q3": ("y",)})),
        (request(INPUT, questions=QUESTIONS), InputAnswer({"q1": ("C",), "q2": ("x",)})),
        (request(INPUT, questions=QUESTIONS), InputAnswer({"q1": (), "q2": ("x",)})),
        (request(INPUT, questions=QUESTIONS), PermissionsAnswer((0,))),
        (request(PERMISSIONS, permissions={"network": {"enabled": True}}), PermissionsAnswer(())),
        (request(PERMISSIONS, permissions={"network": {"enabled": True}}), PermissionsAnswer((1,))),
        (elicitation(name={"type": "string"}), ElicitationAnswer({})),
        (elicitation(name={"type": "string"}), ElicitationAnswer({"name": 5})),
        (elicitation(name={"type": "string"}), ElicitationAnswer({"name": "x", "more": "y"})),
        (elicitation(), ElicitationAnswer({})),
        (request(TOOL_CALL, tool="t"), ElicitationAnswer({})),
    ],
)
def test_what_was_not_asked_for_cannot_be_answered(asked: ServerRequest, answer: FormAnswer) -> None:
    with pytest.raises(AnswerNotFitting):
        reply_for_answer(asked, answer)


def test_nothing_is_granted_until_something_is_chosen() -> None:
    asked = request(PERMISSIONS, permissions={"network": {"enabled": True}, "fileSystem": {"write": ["/srv"]}})
    form = form_for(asked)
    assert form is not None and [field.kind for field in form.fields] == [FieldKind.CHOICES, FieldKind.CHOICE]

    with pytest.raises(FormInvalid):
        answer_from(asked, {"scope": Entered((0,))})
    answer = answer_from(asked, {"permissions": Entered((1,)), "scope": Entered((0,))})
    assert answer == PermissionsAnswer((1,), GrantScope.TURN) and not is_lasting_answer(answer)
    assert is_lasting_answer(PermissionsAnswer((1,), GrantScope.SESSION))
    granted = [(), (1,), (0, 1)]
    words = [answer_word(asked, PermissionsAnswer(parts)) for parts in granted]
    assert words == ["grant nothing", "grant in part", "grant"]
    assert reply_for_answer(asked, answer).result == {
        "permissions": {"fileSystem": {"write": ["/srv"]}},
        "scope": "turn",
    }


def test_a_tool_approval_offers_what_the_server_would_remember() -> None:
    meta = {"codex_approval_kind": "mcp_tool_call", "persist": ["always", "session"]}
    asked = elicitation(meta=meta)

    assert choices_for(asked).offered == (ACCEPT, ACCEPT_FOR_SESSION, ACCEPT_ALWAYS, DECLINE, CANCEL)
    assert reply_for(asked, ACCEPT).result == {"action": "accept", "content": {}}
    assert reply_for(asked, ACCEPT_ALWAYS).result == {
        "action": "accept",
        "content": {},
        "_meta": {"persist": "always"},
    }
    assert ACCEPT_ALWAYS.is_lasting
    with pytest.raises(DecisionNotOffered):
        reply_for(elicitation(meta={**meta, "persist": ["session"]}), ACCEPT_ALWAYS)


def test_an_elicitation_can_be_declined_and_dismissed() -> None:
    for asked in (elicitation(name={"type": "string"}), elicitation()):
        assert reply_for(asked, DECLINE).result == {"action": "decline", "content": None}
        assert reply_for(asked, CANCEL).result == {"action": "cancel", "content": None}


@pytest.mark.parametrize(
    ("decision", "wire", "old_wire"),
    [
        (ACCEPT, "approved", "approved"),
        (ACCEPT_FOR_SESSION, "approved_for_session", "approved_for_session"),
        (DECLINE, {"denied": {"rejection": "The user declined it."}}, "denied"),
        (CANCEL, "abort", "abort"),
    ],
)
@pytest.mark.parametrize("method", ["execCommandApproval", "applyPatchApproval"])
def test_the_first_protocol_has_its_own_words(method: str, decision: Any, wire: Any, old_wire: str) -> None:
    asked = parse_request(method, {"conversationId": "c", "callId": "1", "command": ["ls"], "fileChanges": {}})[1]

    assert reply_for(asked, decision, server_version="0.163.0").result == {"decision": wire}
    assert reply_for(asked, decision).result == {"decision": wire}
    assert reply_for(asked, decision, server_version="0.131.0").result == {"decision": old_wire}


def test_a_declined_tool_call_did_not_succeed() -> None:
    reply = reply_for(request(TOOL_CALL, tool="t"), DECLINE)

    assert reply == tool_reply("The user declined this call.", is_success=False)


def test_what_can_only_be_refused_is_no_choice() -> None:
    assert not choices_for(request(INPUT, questions=[{"question": "no id"}])).is_any
    assert not choices_for(request(INPUT, questions=[QUESTIONS[0], QUESTIONS[0]])).is_any
    assert not choices_for(request(ELICITATION, mode="openai/userVerification")).is_any
