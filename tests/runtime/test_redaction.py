"""What a copy of our own line holds of a secret: its length and a short hash."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from codex_tui.runtime.records import outbound_record
from codex_tui.runtime.redaction import fingerprint, redacted_line
from codex_tui.state.wire_log import MessageKind

TOKEN = "a-secret-token"
ATTESTATION = "attestation/generate"
LINE = json.dumps({"id": 0, "result": {"token": TOKEN, "kept": 1}}).encode()


def test_token_becomes_its_length_and_a_short_hash() -> None:
    message = json.loads(redacted_line(MessageKind.RESULT, ATTESTATION, LINE))

    short_hash = sha256(TOKEN.encode()).hexdigest()[:8]
    assert message == {"id": 0, "result": {"token": f"<14 bytes, sha256 {short_hash}…>", "kept": 1}}


def test_a_line_without_secrets_stays_byte_for_byte() -> None:
    refusal = b'{"id":0,"error":{"code":-32000,"message":"no"}}'

    assert redacted_line(MessageKind.ERROR, ATTESTATION, refusal) is refusal
    assert redacted_line(MessageKind.RESULT, "currentTime/read", LINE) is LINE


@pytest.mark.parametrize(
    ("kind", "method", "part"),
    [
        (MessageKind.RESULT, "account/chatgptAuthTokens/refresh", "result"),
        (MessageKind.REQUEST, "account/login/start", "params"),
    ],
)
def test_account_tokens_are_taken_out(kind: MessageKind, method: str, part: str) -> None:
    line = json.dumps({"id": 0, part: {"accessToken": TOKEN, "chatgptAccountId": "acc"}}).encode()
    shown = redacted_line(kind, method, line)

    assert TOKEN.encode() not in shown and b'"acc"' in shown
    assert json.loads(redacted_line(kind, method, json.dumps({"id": 0, part: None}).encode()))[part] is None


def test_different_secrets_can_be_told_apart() -> None:
    assert fingerprint("one") != fingerprint("two")
    assert fingerprint("é") == f"2 bytes, sha256 {sha256('é'.encode()).hexdigest()[:8]}…"


def test_the_wire_record_is_redacted_and_tells_the_size_that_was_sent() -> None:
    record = outbound_record(MessageKind.RESULT, ATTESTATION, 0, None, LINE + b"\n", 1.0)

    assert TOKEN.encode() not in record.line
    assert record.size_bytes == len(LINE)
