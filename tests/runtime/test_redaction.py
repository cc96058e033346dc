"""What a kept copy of a line holds of a secret: its length and a short hash; everything else stays byte for byte."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.runtime.redaction import fingerprint, may_have_secrets, redacted_delta, redacted_line, redacted_text
from codex_tui.state.wire_log import MessageKind

TOKEN = "a-planted-token-0123456789"
HIDDEN = f"<{fingerprint(TOKEN)}>"
ATTESTATION = "attestation/generate"
NOTE = MessageKind.NOTIFICATION

SECRET_NAMES = (
    "authorization",
    "Api-Key",
    "accessToken",
    "refresh_token",
    "client_secret",
    "COOKIE",
    "x-oai-attestation",
)
HARMLESS_NAMES = ("threadId", "totalTokens", "tokenUsage", "max_tokens", "text", "environmentId", "authMode", "a", "")

harmless_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('abcäöü \\"{}[],\n', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(HARMLESS_NAMES), inner, max_size=3),
    max_leaves=8,
)


def encoded(message: Any, *, is_compact: bool = True) -> bytes:
    separators = (",", ":") if is_compact else (" , ", " : ")
    return json.dumps(message, separators=separators, ensure_ascii=False).encode()


def redacted(message: Any, kind: MessageKind = MessageKind.RESULT, method: str = "x/y") -> Any:
    return json.loads(redacted_line(kind, method, encoded(message)))


@st.composite
def planted(draw: st.DrawFn) -> Any:
    """Any JSON with the token somewhere under a secret's name."""
    value: Any = draw(st.sampled_from((TOKEN, [TOKEN], {"a": [{"b": TOKEN}]})))
    value = {**draw(st.dictionaries(st.sampled_from(HARMLESS_NAMES), harmless_values, max_size=2))} | {
        draw(st.sampled_from(SECRET_NAMES)): value
    }
    for _ in range(draw(st.integers(0, 3))):
        beside = draw(harmless_values)
        value = draw(st.sampled_from(([beside, value], [value, beside], {"": beside, "inner": value})))
    return {"method": "x/y", "params": value}


@given(planted(), st.booleans())
def test_a_token_under_a_secret_name_is_nowhere_in_the_kept_line(message: Any, is_compact: bool) -> None:
    line = encoded(message, is_compact=is_compact)

    kept = redacted_line(NOTE, "x/y", line)

    assert TOKEN.encode() not in kept
    json.loads(kept)
    stand_in = b'"' + HIDDEN.encode() + b'"'
    assert kept.replace(stand_in, f'"{TOKEN}"'.encode()) == line


@given(harmless_values, st.booleans())
def test_a_line_without_secrets_stays_byte_for_byte(value: Any, is_compact: bool) -> None:
    line = encoded({"method": "x/y", "params": {"value": value, "delta": "x"}}, is_compact=is_compact)

    assert redacted_line(NOTE, "x/y", line) is line
    assert redacted_delta("x/y", line, "x") is line


@given(planted(), st.integers(1, 60))
def test_a_cut_line_has_no_more_of_the_token(message: Any, cut_bytes: int) -> None:
    line = encoded(message)[:-cut_bytes]

    assert b"planted-token" not in redacted_line(MessageKind.MALFORMED, "", line)


@given(planted())
def test_what_was_redacted_stays_as_it_is_when_it_is_read_again(message: Any) -> None:
    kept = redacted_line(NOTE, "x/y", encoded(message))

    assert redacted_line(NOTE, "x/y", kept) is kept


def test_the_place_of_a_secret_says_its_length_and_a_short_hash() -> None:
    short_hash = sha256(TOKEN.encode()).hexdigest()[:8]

    assert redacted({"api_key": TOKEN})["api_key"] == f"<26 bytes, sha256 {short_hash}…>"
    assert fingerprint("one") != fingerprint("two")
    assert fingerprint("é") == f"2 bytes, sha256 {sha256('é'.encode()).hexdigest()[:8]}…"


@pytest.mark.parametrize(
    "line",
    [
        rb'{"id":1,"result":{"\u0061pi_key":"SECRET"}}',
        rb'{"id":1,"result":{"api_k\u0065\u0079":"SECRET"}}',
        rb'{"id":1,"result":{"quo\"te_token":"SECRET"}}',
        rb'{"id":1,"result":{"password":"a\"SECRET"}}',
        rb'{"id":1,"result":{"password":"SECRET\\"}}',
        rb'{"id":1,"result":{"password":"harmless","password":"SECRET"}}',
        rb'{"password":"SECRET","id":1,"result":{}}',
        b'{"id":1,"result":{"api_key"\t: "SECRET"}}'.replace(b'{"id":', b'{"id" :'),
    ],
)
def test_names_are_read_as_json_reads_them(line: bytes) -> None:
    kept = redacted_line(MessageKind.RESULT, "x/y", line)

    assert b"SECRET" not in kept
    assert json.loads(kept).keys() == json.loads(line).keys()


def test_environments_and_headers_are_hidden_value_by_value() -> None:
    server = {
        "env": {"HOME": TOKEN, "LEVEL": 3, "ON": True},
        "http_headers": {"X-Team": TOKEN},
        "env_http_headers": {"X-Key": "NAME_OF_VARIABLE"},
        "environments": [{"environmentId": "local"}],
    }

    kept = redacted({"result": {"config": {"mcp_servers": {"one": server}}}})["result"]["config"]["mcp_servers"]["one"]

    assert kept["env"] == {"HOME": HIDDEN, "LEVEL": f"<{fingerprint('3')}>", "ON": True}
    assert kept["http_headers"] == {"X-Team": HIDDEN}
    assert kept["env_http_headers"] == server["env_http_headers"]
    assert kept["environments"] == server["environments"]


def test_counts_switches_and_nothing_stay() -> None:
    message = {"tokens": 7, "token": 7, "refreshToken": False, "api_key": None, "max_tokens": 9, "isSecret": True}

    assert redacted(message) == message
    assert redacted({"password": 1234})["password"] == f"<{fingerprint('1234')}>"


@pytest.mark.parametrize(
    ("kind", "method", "part", "kept_names"),
    [
        (MessageKind.RESULT, ATTESTATION, "result", ()),
        (MessageKind.RESULT, "account/chatgptAuthTokens/refresh", "result", ("chatgptAccountId",)),
        (MessageKind.REQUEST, "account/login/start", "params", ("type", "chatgptAccountId")),
        (MessageKind.RESULT, "account/login/start", "result", ("type", "loginId")),
    ],
)
def test_of_private_messages_only_named_parts_are_kept(
    kind: MessageKind, method: str, part: str, kept_names: tuple[str, ...]
) -> None:
    body = {"anything": TOKEN, "list": [TOKEN], **dict.fromkeys(kept_names, "kept")}

    kept = redacted({"id": "7", "method": method, part: body}, kind, method)

    assert kept["id"] == "7" and kept["method"] == method
    assert kept[part] == {"anything": HIDDEN, "list": [HIDDEN], **dict.fromkeys(kept_names, "kept")}


@pytest.mark.parametrize(
    ("key_path", "is_hidden"),
    [("mcp_servers.one.env.HOME", True), ('model_providers."my one".http_headers', True), ("model", False)],
)
def test_a_config_value_is_hidden_where_its_path_leads_to_secrets(key_path: str, is_hidden: bool) -> None:
    message = {"id": 1, "method": "config/value/write", "params": {"keyPath": key_path, "value": TOKEN}}

    kept = redacted(message, MessageKind.REQUEST, "config/value/write")["params"]

    assert kept == {"keyPath": key_path, "value": HIDDEN if is_hidden else TOKEN}


def test_a_streamed_text_is_searched_for_shapes() -> None:
    delta = "use sk-proj-0123456789abcdef here"
    line = encoded({"method": "item/agentMessage/delta", "params": {"delta": delta}})

    kept = json.loads(redacted_delta("item/agentMessage/delta", line, delta))

    assert kept["params"]["delta"] == f"use <{fingerprint('sk-proj-0123456789abcdef')}> here"


def test_a_name_beside_a_streamed_text_is_found() -> None:
    line = encoded({"method": "x", "params": {"delta": "x", "api_key": TOKEN}})

    assert TOKEN.encode() not in redacted_delta("x", line, "x")


def test_a_line_of_three_megabytes_is_redacted_at_both_ends() -> None:
    message = {"first_token": TOKEN, "items": ["x" * 1000] * 3000, "last_token": TOKEN}

    kept = redacted(message)

    assert kept == {**message, "first_token": HIDDEN, "last_token": HIDDEN}


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "unit",
    ["sk-", "eyJ", "key=", "password: ", "--token", '\\\\"password\\\\":', "'password':'", "Cookie: ", "://a:b", "a"],
)
def test_a_megabyte_that_looks_like_secrets_everywhere_takes_time_by_its_length(unit: str) -> None:
    """Were any byte looked at from each byte before it, this would take hours."""
    text = unit * (1_000_000 // len(unit)) + "ü OPENAI_API_KEY=" + TOKEN

    kept = redacted_line(MessageKind.MALFORMED, "", b'{"text":"' + text.encode() + b'"}')

    assert TOKEN.encode() not in kept and may_have_secrets(text)
    assert TOKEN not in redacted_text(text)


@pytest.mark.parametrize(
    "text",
    [
        'curl -d "{\\"api_key\\":\\"SECRET77\\"}"',
        "OPENAI_API_KEY=SECRET77",
        "mysql --password SECRET77",
        "Cookie: id=SECRET77",
        "sk_live_SECRET77abcdef00",
    ],
)
def test_a_streamed_secret_is_hidden_where_it_comes_whole(text: str) -> None:
    line = encoded({"method": "item/commandExecution/outputDelta", "params": {"delta": text}})

    kept = redacted_delta("item/commandExecution/outputDelta", line, text)

    assert b"SECRET77" not in kept and json.loads(kept)


def test_text_that_is_no_json_is_redacted_by_pattern() -> None:
    kept = redacted_line(MessageKind.MALFORMED, "", b"panic: OPENAI_API_KEY=hunter22 password: 'hunter23' tokens=12")

    assert b"hunter" not in kept and b"tokens=12" in kept


def test_what_the_server_says_on_standard_error_is_redacted_by_pattern() -> None:
    said = "\x1b[3mapi_key\x1b[0m\x1b[2m=\x1b[0mhunter22 Bearer abcdefgh12345678 in \udcffline"

    kept = redacted_text(said)

    assert "hunter22" not in kept and "abcdefgh12345678" not in kept and kept.endswith(" in \udcffline")
    assert redacted_text("tokens: 12, no secret") == "tokens: 12, no secret"


def test_a_line_of_json_that_is_no_message_stays_json() -> None:
    line = b'{"id":null,"requestAttestation":false,"token":5}'

    assert redacted_line(MessageKind.MALFORMED, "", line) is line


def test_without_redaction_only_attestation_tokens_are_hidden() -> None:
    line = encoded({"id": 0, "result": {"token": TOKEN, "api_key": TOKEN}})

    assert redacted_line(MessageKind.RESULT, "x/y", line, is_redacting=False) is line
    assert TOKEN.encode() not in redacted_line(MessageKind.RESULT, ATTESTATION, line, is_redacting=False)


def test_a_form_field_with_the_name_of_a_secret_is_described_and_its_answer_hidden() -> None:
    schema = {"type": "object", "properties": {"password": {"type": "string", "title": "Password", "token": TOKEN}}}
    asked = {"id": 1, "method": "mcpServer/elicitation/request", "params": {"requestedSchema": schema}}
    line = encoded(asked)

    assert redacted_line(MessageKind.REQUEST, "mcpServer/elicitation/request", line) == line.replace(
        TOKEN.encode(), HIDDEN.encode()
    )
    answer = encoded({"id": 1, "result": {"action": "accept", "content": {"password": TOKEN}}})
    assert TOKEN.encode() not in redacted_line(MessageKind.RESULT, "mcpServer/elicitation/request", answer)
