"""The lines of the audit trail."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, DecisionKind
from codex_tui.protocol.requests import CommandApproval, FileChangeApproval
from codex_tui.state.audit import MAX_VALUE_CHARS, AuditLine, parse_line, scope_of, verdict_of

LINE = AuditLine(
    at=1_700_000_000.125,
    server="0.163.0",
    thread="t",
    turn="u",
    item="i",
    request="1:0",
    kind="command",
    method="item/commandExecution/requestApproval",
    shown="0123456789abcdef",
    decision="accept",
    scope="once",
    who="key",
    latency_ms=1234.56,
)


def test_a_line_reads_back_as_it_was() -> None:
    assert parse_line(LINE.to_json().encode()) == replace(LINE, latency_ms=1234.6)


def test_the_time_is_in_utc_to_the_millisecond() -> None:
    assert json.loads(LINE.to_json())["time"] == "2023-11-14T22:13:20.125Z"


def test_hostile_ids_stay_one_short_line() -> None:
    text = replace(LINE, thread="a\nb\x1b]0;x\x07\ud800" + "x" * 10_000).to_json()

    assert text.isascii() and text.isprintable()
    assert len(text) < MAX_VALUE_CHARS + 1_000


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"time": "yesterday"}',
        LINE.to_json()[:-20].encode(),
        LINE.to_json().replace('"key"', "7").encode(),
        LINE.to_json().replace("1234.6", '"soon"').encode(),
    ],
)
def test_a_line_that_is_none_of_ours_is_none(line: bytes) -> None:
    assert parse_line(line) is None


COMMAND = CommandApproval(thread_id="t")
NETWORK = "applyNetworkPolicyAmendment"


@pytest.mark.parametrize(
    ("decision", "scope"),
    [
        (ACCEPT, "once"),
        (DECLINE, "once"),
        (CANCEL, "once"),
        (ACCEPT_FOR_SESSION, "session"),
        (Decision(DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, {}), "for ever"),
        (Decision(DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, {}), "for ever"),
        (Decision(DecisionKind.OTHER, "odd"), "unknown"),
    ],
)
def test_scope(decision: Decision, scope: str) -> None:
    assert scope_of(decision, COMMAND) == scope


def test_a_patch_that_opens_a_folder_holds_for_the_session() -> None:
    patch = FileChangeApproval(thread_id="t", grant_root="/srv")

    assert [scope_of(decision, patch) for decision in (ACCEPT, DECLINE)] == ["session", "once"]


@pytest.mark.parametrize(
    ("decision", "has_message", "word"),
    [
        (DECLINE, False, "decline"),
        (DECLINE, True, "decline with message"),
        (Decision(DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, {}, {"action": "deny"}), False, f"{NETWORK} deny"),
        (Decision(DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT, {}, {"action": "allow"}), False, f"{NETWORK} allow"),
        (Decision(DecisionKind.OTHER, "acceptOnTuesdays"), False, "other acceptOnTuesdays"),
        (Decision(DecisionKind.OTHER, {"grantAll": {}}), False, "other grantAll"),
    ],
)
def test_the_record_tells_decisions_apart(decision: Decision, has_message: bool, word: str) -> None:
    assert verdict_of(decision, COMMAND, "key", "hash", has_message=has_message).decision == word
