from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, decisions_for
from codex_tui.protocol.requests import ServerRequest
from codex_tui.ui.render.decisions import decision_label, decision_word, lasting_explanation
from tests.ui.render.samples import AMENDMENT, COMMAND, FILE_CHANGE, FILE_METHOD, entry_for, hostile_texts

NETWORK = {"networkApprovalContext": {"host": "example.org", "protocol": "https"}, "command": None}


def host_rule(action: str) -> dict[str, Any]:
    return {"applyNetworkPolicyAmendment": {"network_policy_amendment": {"host": "example.org", "action": action}}}


def offered(wire: object) -> tuple[Decision, ServerRequest]:
    request = entry_for(params={**COMMAND, "availableDecisions": [wire]}).request
    return decisions_for(request)[0], request


@pytest.mark.parametrize(
    ("wire", "label", "word"),
    [
        ("accept", "Accept", "accepted"),
        ("acceptForSession", "Accept for this session", "accepted for the session"),
        (AMENDMENT, "Accept, and from now on allow commands that start with `touch`", "accepted with a rule"),
        (host_rule("allow"), "Accept, and from now on allow network access to example.org", "accepted with a rule"),
        (host_rule("deny"), "Deny example.org from now on", "host denied"),
        ("decline", "Decline", "declined"),
        ("cancel", "Cancel the turn", "cancelled"),
        ({"newThing": {"x": 1}}, '{"newThing": {"x": 1}}', "answered"),
        ("later", '"later"', "answered"),
        (
            {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": "touch"}},
            '{"acceptWithExecpolicyAmendment": {"execpolicy_amendment": "touch"}}',
            "accepted with a rule",
        ),
        (
            {"applyNetworkPolicyAmendment": {"network_policy_amendment": {"host": "h", "action": "maybe"}}},
            '{"applyNetworkPolicyAmendment": {"network_policy_amendment": {"host": "h", "action": "maybe"}}}',
            "accepted with a rule",
        ),
    ],
)
def test_every_decision_in_words(wire: object, label: str, word: str) -> None:
    decision, request = offered(wire)
    assert decision_label(decision, request) == label
    assert decision_word(decision) == word


def test_a_prefix_is_quoted_and_nothing_in_it_is_hidden() -> None:
    decision, request = offered({"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["sh", "-c", "a b\u202e"]}})
    assert decision_label(decision, request).endswith("start with `sh -c 'a b‹U+202E›'`")


def test_a_rule_says_that_it_is_for_ever_and_where_it_is_written() -> None:
    decision, request = offered(AMENDMENT)
    text = lasting_explanation(decision, request, "/src")
    for words in ("starts with `touch`", "outside the sandbox", "every folder", "for ever", "default.rules"):
        assert words in text
    decision, request = offered(host_rule("allow"))
    text = lasting_explanation(decision, request, "/src")
    for words in ("reach example.org", "every thread", "for ever", "default.rules"):
        assert words in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "exactly this command in /src without asking"),
        ({"additionalPermissions": {"network": {"enabled": True}}}, "with the same extra permissions"),
        (NETWORK, "reach example.org over https without asking"),
    ],
)
def test_a_session_grant_says_what_and_that_it_ends(facts: dict[str, Any], words: str) -> None:
    text = lasting_explanation(ACCEPT_FOR_SESSION, entry_for(params={**COMMAND, **facts}).request, "/src")
    assert words in text
    assert "ends with this thread's session" in text
    assert "nothing is written" in text


def test_a_session_grant_for_files_names_the_root() -> None:
    request = entry_for(FILE_METHOD, {**FILE_CHANGE, "grantRoot": "/srv/shared"}).request
    text = lasting_explanation(ACCEPT_FOR_SESSION, request, "")
    assert "the files of this patch" in text
    assert "anywhere under /srv/shared" in text


def test_what_does_not_last_says_so_and_what_is_unknown_admits_it() -> None:
    request = entry_for().request
    assert "once" in lasting_explanation(ACCEPT, request, "")
    assert "the turn goes on" in lasting_explanation(DECLINE, request, "")
    assert "interrupts the turn" in lasting_explanation(CANCEL, request, "")
    decision, request = offered({"newThing": {"x": 1}})
    assert "does not know" in lasting_explanation(decision, request, "")
    assert '{"newThing": {"x": 1}}' in lasting_explanation(decision, request, "")


@given(st.recursive(hostile_texts | st.none() | st.integers(), lambda inner: st.dictionaries(hostile_texts, inner)))
def test_hostile_decisions_have_visible_words(body: object) -> None:
    for name in ("acceptWithExecpolicyAmendment", "applyNetworkPolicyAmendment", "other"):
        decision, request = offered({name: body})
        for text in (decision_label(decision, request), lasting_explanation(decision, request, str(body))):
            assert text
            assert "\x1b" not in text and "\u202e" not in text and "\r" not in text
