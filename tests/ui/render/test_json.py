from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.json import pretty_rows
from tests.ui.render.rows import COLOURED, HOSTILE, PLAIN, WIDTHS, assert_rows, plain, styled

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), HOSTILE),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(HOSTILE, inner, max_size=5)),
    max_leaves=15,
)


def test_a_message_is_indented_and_small_containers_stay_in_one_row() -> None:
    message = {
        "id": 0,
        "params": {"decisions": ["accept", "cancel"], "none": None, "e": {}, "f": []},
        "list": [[1, [2]]],
    }
    assert plain(pretty_rows(message, 50, PLAIN)) == [
        "{",
        '  "id": 0,',
        '  "params": {',
        '    "decisions": ["accept", "cancel"],',
        '    "none": null,',
        '    "e": {},',
        '    "f": []',
        "  },",
        '  "list": [',
        "    [",
        "      1,",
        "      [2]",
        "    ]",
        "  ]",
        "}",
    ]


def test_keys_strings_numbers_and_marks_have_styles_of_their_own() -> None:
    row = pretty_rows({"key": ["text", 1.5, True]}, 50, COLOURED)[1]
    assert styled(row, COLOURED.accent) == ['"key"']
    assert styled(row, COLOURED.text)[-1] == '"text"'
    assert styled(row, COLOURED.code) == ["1.5", "true"]


def test_long_strings_hang_and_line_breaks_become_rows() -> None:
    rows = plain(pretty_rows({"text": "one two three four\nfive"}, 20, PLAIN))
    assert rows == ["{", '  "text": "one two', "    three four↵", '    five"', "}"]


def test_a_string_cannot_pass_for_structure() -> None:
    assert plain(pretty_rows({"a": 'x", "b": "y'}, 40, PLAIN))[1] == '  "a": "x\\", \\"b\\": \\"y"'


def test_bytes_are_shown_as_they_are_written() -> None:
    raw = b'{"n": 1.00000000000000000001, "n": 1e999, "u": "\\u202e\\ud800"}'
    assert plain(pretty_rows(raw, 60, PLAIN))[1:-1] == [
        '  "n": 1.00000000000000000001,',
        '  "n": 1e999,',
        '  "u": "‹U+202E›‹U+D800›"',
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b'{"a": 1',
        b'{"a": 1} {"b": 2}',
        b'{"a" 1}',
        b"[1,]",
        b"{1: 2}",
        b"[1}",
        b'"\\x"',
        b"01",
        b"NaN",
        b"\xff\xfe",
        b"]",
        b"{,}",
        b'{"a":}',
    ],
)
def test_what_is_not_json_is_shown_as_text(raw: bytes) -> None:
    assert plain(pretty_rows(raw, 60, PLAIN)) == [raw.decode("utf-8", "replace")]


def test_nesting_is_no_limit() -> None:
    rows = pretty_rows(b"[" * 5000 + b"]" * 5000, 20, PLAIN, max_rows=20_000)
    assert_rows(rows, 20)
    assert len(rows) == 9999


def test_huge_payloads_end_with_what_is_left_out() -> None:
    raw = json.dumps({"items": ["x" * 100] * 200_000}).encode()
    rows = plain(pretty_rows(raw, 80, PLAIN, max_rows=10))
    assert len(rows) == 10
    assert rows[-1] == "… 21 MB more"


def test_a_huge_string_ends_with_what_is_left_out() -> None:
    rows = plain(pretty_rows({"text": "word " * 1_000_000}, 80, PLAIN, max_rows=10))
    assert len(rows) == 10
    assert rows[-1] == "… 5.0 MB more"


@given(VALUES, WIDTHS)
def test_any_value_becomes_harmless_rows(value: object, width: int) -> None:
    assert_rows(pretty_rows(value, width, PLAIN), width)


@given(VALUES)
def test_what_is_printed_is_what_is_meant(value: object) -> None:
    def simple(part: object) -> object:
        if isinstance(part, dict):
            return {f"k{index}": simple(inner) for index, inner in enumerate(part.values())}
        if isinstance(part, list):
            return [simple(inner) for inner in part]
        return "text" if isinstance(part, str) else part

    printed = "\n".join(plain(pretty_rows(simple(value), 200, PLAIN)))
    assert json.loads(printed) == simple(value)


@given(st.binary(), HOSTILE, WIDTHS, st.integers(min_value=1, max_value=30))
def test_any_bytes_become_harmless_rows(raw: bytes, text: str, width: int, max_rows: int) -> None:
    for source in (raw, text.encode("utf-8", "surrogatepass")):
        rows = pretty_rows(source, width, PLAIN, max_rows=max_rows)
        assert_rows(rows, width)
        assert 1 <= len(rows) <= max_rows
