"""Envelopes: the shape alone decides, nothing a peer sends raises, and nothing that the server drops can leave."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from codex_tui.wire.envelope import (
    Envelope,
    ErrorResponse,
    Malformed,
    Notification,
    Request,
    Response,
    encode,
    parse_line,
    shown_id,
)
from codex_tui.wire.errors import LocalProtocolError


@pytest.mark.parametrize(
    ("line", "envelope"),
    [
        (b'{"id":0,"method":"m","params":{"a":1}}', Request(0, "m", {"a": 1})),
        (b'{"id":"0","method":"m"}', Request("0", "m", None)),
        (b'{"id":-1,"method":"m","params":[]}', Request(-1, "m", [])),
        (b'{"method":"m","params":{},"emittedAtMs":5}', Notification("m", {})),
        (b'{"method":"m"}', Notification("m", None)),
        (b'{"method":"","params":null}', Notification("", None)),
        (b'{"id":0,"result":null}', Response(0, None)),
        (b'{"jsonrpc":"2.0","id":7,"result":{"x":[]},"error":null}', Response(7, {"x": []})),
        (b'{"id":7,"method":null,"result":1}', Response(7, 1)),
        (b'{"error":{"code":-32600,"message":"no","data":[1]},"id":7}', ErrorResponse(7, -32600, "no", [1])),
        (b'{"error":{"code":1,"message":"no"},"id":null}', ErrorResponse(None, 1, "no")),
        (b'{"id":7,"error":{}}', ErrorResponse(7, 0, "(no message)")),
        (b'{"id":7,"error":{"code":true,"message":5}}', ErrorResponse(7, 0, "(no message)")),
        (b'{"id":7,"error":{"code":1.5,"message":"x"},"result":1}', ErrorResponse(7, 0, "x")),
    ],
)
def test_each_shape_is_its_envelope(line: bytes, envelope: Envelope) -> None:
    assert parse_line(line) == envelope


def test_ids_keep_their_type() -> None:
    number, text = parse_line(b'{"id":0,"result":1}'), parse_line(b'{"id":"0","result":1}')

    assert isinstance(number, Response) and type(number.id) is int
    assert isinstance(text, Response) and type(text.id) is str


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"   ",
        b"not json",
        b'{"id":1,',
        b'{"id":1}{"id":2}',
        b"[]",
        b'[{"id":1,"method":"m"}]',
        b"null",
        b"true",
        b"12",
        b'"text"',
        b"{}",
        b'{"params":{}}',
        b'{"id":1}',
        b'{"id":1,"error":"text"}',
        b'{"id":1,"error":null}',
        b'{"id":null,"result":1}',
        b'{"id":true,"result":1}',
        b'{"id":false,"method":"m"}',
        b'{"id":1.0,"result":1}',
        b'{"id":1.5,"method":"m"}',
        b'{"id":null,"method":"m"}',
        b'{"id":{},"method":"m"}',
        b'{"id":[1],"error":{"code":1,"message":"x"}}',
        b'{"method":5}',
        b'{"method":{},"id":1}',
        b'{"method":"m","params":"\\ud800"}',
        b'{"method":"m","params":"\xff\xfe"}',
        b'{"method":"m","params":"\xed\xa0\x80"}',
        b"\x00",
        b"\xef\xbb\xbf{}",
    ],
)
def test_what_is_no_message_is_malformed_and_says_why(line: bytes) -> None:
    envelope = parse_line(line)

    assert isinstance(envelope, Malformed)
    assert envelope.reason


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_nesting_is_malformed(depth: int) -> None:
    line = b'{"method":"m","params":' + b"[" * depth + b"]" * depth + b"}"

    assert isinstance(parse_line(line), Malformed)


def test_a_number_beyond_64_bits_is_an_id_that_can_be_answered() -> None:
    envelope = parse_line(b'{"id":123456789012345678901234567890,"method":"m"}')

    assert envelope == Request(123456789012345678901234567890, "m", None)
    assert encode({"id": 123456789012345678901234567890}) == b'{"id":123456789012345678901234567890}\n'


@pytest.mark.parametrize(("request_id", "words"), [(7, "7"), ("7", '"7"'), ("it's", '"it\'s"'), (None, "no request")])
def test_an_id_is_said_in_words_that_tell_its_type(request_id: int | str | None, words: str) -> None:
    assert shown_id(request_id) == words


def test_a_number_of_ten_thousand_digits_does_not_raise() -> None:
    line = b'{"method":"m","params":' + b"9" * 10_000 + b"}"

    assert isinstance(parse_line(line), (Malformed, Notification))


def test_a_member_that_comes_twice_counts_once() -> None:
    assert parse_line(b'{"id":1,"id":2,"result":0}') == Response(2, 0)


def test_the_reason_of_a_long_line_is_short() -> None:
    envelope = parse_line(b"x" * 1_000_000)

    assert isinstance(envelope, Malformed)
    assert len(envelope.reason) < 300


@given(st.binary(max_size=200))
def test_no_bytes_raise(line: bytes) -> None:
    assert parse_line(line) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "method", "params", "result", "error", "jsonrpc"]), JSON))
def test_no_mixture_of_members_raises(message: dict[str, Any]) -> None:
    assert parse_line(encode(message)) is not None


def test_a_message_is_one_line_of_utf_8() -> None:
    line = encode({"id": 1, "result": "ä\n\r\u2028\x1b"})

    assert line.endswith(b"\n") and line.count(b"\n") == 1 and b"\r" not in line
    assert from_json(line) == {"id": 1, "result": "ä\n\r\u2028\x1b"}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_count_is_null(value: float) -> None:
    assert encode({"x": value}) == b'{"x":null}\n'


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["ok", "\udead"], object()])
def test_what_cannot_be_sent_raises_before_it_leaves(value: object) -> None:
    with pytest.raises(LocalProtocolError):
        encode({"params": value})
