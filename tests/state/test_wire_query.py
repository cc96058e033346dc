"""The filter language of the wire log: what each term admits, that both ways to ask agree, and what errors say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.state.wire_columns import block_of
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.state.wire_query import Query, QueryError, parse_query
from codex_tui.state.wire_query_texts import GUARDED_ROWS, OVERLAP_CHARS, WINDOW_CHARS
from tests.state.wire_blocks import queries, record, records

T = TypeVar("T")

REQUEST = record(
    "thread/list",
    41,
    '{"id":41,"method":"thread/list","params":{"turnId":"turn-9","x":"Wörld said \\"hi\\""}}'.encode(),
    MessageKind.REQUEST,
    Direction.OUTBOUND,
    thread_id="01a2b3c4-51ba",
    item_id="call_7",
    size_bytes=10_000,
)
ERROR = record(
    "turn/start",
    "41",
    b'{"id":"41","error":{"code":-32001,"message":"Server overloaded"}}',
    MessageKind.ERROR,
    thread_id="",
    item_id="",
    latency_ms=1500.0,
)
MALFORMED = record("", None, b"oops", MessageKind.MALFORMED, thread_id="", item_id="", note="not JSON: expected value")
NOTED = record("item/agentMessage/delta", None, b'{"params":{"turn":{"id":"turn-10"}}}', note="look here")


def read(text: str, saved: Mapping[str, str] | None = None) -> Query:
    query = parse_query(text, saved or {})
    assert query is not None
    return query


def admitted(text: str) -> str:
    """The first letters of the four records that the filter admits."""
    query = read(text)
    names = {"r": REQUEST, "e": ERROR, "m": MALFORMED, "n": NOTED}
    return "".join(name for name, each in names.items() if query.matches(each))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dir:out", "r"),
        ("DIR:In", "emn"),
        ("kind:req", "r"),
        ("kind:bad", "m"),
        ("method:thread/list", "r"),
        ("method:thread/", "r"),
        ("method:Thread/LI", "r"),
        ("method:list", ""),
        ("method:*list", "r"),
        ("method:t*/*", "re"),
        ("method:*a*a*a*", "n"),
        ("method:*n/*t*", "e"),
        ("method:thread*list*list", ""),
        ('method:"thread/"', ""),
        ('method:"thread/list"', "r"),
        ('method:""', "m"),
        ("thread:01a2", "r"),
        ("thread:51BA", "r"),
        ("thread:01…51ba", "r"),
        ("thread:01*51bb", ""),
        ('thread:"01a2"', ""),
        ('thread:""', "em"),
        ("turn:turn-9", "r"),
        ("turn:10", "n"),
        ('turn:"turn-1"', ""),
        ("item:call", "r"),
        ("id:41", "re"),
        ("id:#41", "r"),
        ('id:"41"', "e"),
        ("#41", "r"),
        ("id:4", ""),
        ("size:>=10k", "r"),
        ("size:>10kB", ""),
        ("size:<0.01M", "emn"),
        ("size:=4", "m"),
        ("latency:>1s", "e"),
        ("latency:>1500", ""),
        ("latency:<=1500ms", "e"),
        ("latency:<1min", "e"),
        ("error", "em"),
        ("error:-32001", "e"),
        ("error:-3200", ""),
        ("error:overloaded", "e"),
        ("error:json", "m"),
        ("error:hi", ""),
        ("text:error", "e"),
        ('"error"', "e"),
        ("WÖRLD", "r"),
        ('"said \\"hi\\""', "r"),
        ('"\\"id\\":41"', "r"),
        ("look", "n"),
        ("call_7", "r"),
        ("LOOK HERE", "n"),
        ("look 41", ""),
        ("/^turn/", "e"),
        ("/TURN/", ""),
        ("/SERVER|oops/i", "em"),
        ("/thread\\/list/", "r"),
        ("/W.rld/", "r"),
        ("/^look here$/", "n"),
    ],
)
def test_each_term_admits_what_it_says(text: str, expected: str) -> None:
    assert admitted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dir:in kind:err", "e"),
        ("dir:in and kind:err", "e"),
        ("kind:req or kind:err", "re"),
        ("kind:req or kind:err id:\"41\"", "re"),
        ("(kind:req or kind:err) dir:in", "e"),
        ("not dir:in", "r"),
        ("!dir:in", "r"),
        ("! ! dir:in", "emn"),
        ("not kind:req kind:err", "e"),
        ("NOT (error OR kind:note)", "r"),
        ("!(error)(kind:note)", "n"),
        ('"and"', ""),
        ("text:or", "e"),
    ],
)  # fmt: skip
def test_terms_are_joined_as_one_reads_them(text: str, expected: str) -> None:
    assert admitted(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_nothing_typed_is_no_filter(text: str) -> None:
    assert parse_query(text) is None


@pytest.mark.parametrize(
    ("text", "position", "parts"),
    [
        ("foo:bar", 0, ["no key foo", '"foo:bar"']),
        ("dir:in foo:bar", 7, ["no key foo"]),
        ("dir:up", 4, ["dir: is one of in, out"]),
        ("kind:request", 5, ["req, note, ok, err, bad"]),
        ("method:", 7, ["method: needs a value", "method:thread/*"]),
        ("size:10k", 5, ["size: wants >", "size:>10k"]),
        ("size:>10x", 5, ["B, k, M or G"]),
        ("latency:>", 8, ["latency:>100ms"]),
        ('"open', 0, ["no end"]),
        ('text:"open', 5, ["no end"]),
        ("/open", 0, ["no end", "/i"]),
        ("/a/g", 0, ["only i", '"/a/g']),
        ("x /a(/", 4, ["regular expression is wrong", "unterminated subpattern"]),
        ("/(?P<n>)(?P<n>)/", 12, ["regular expression is wrong", "redefinition"]),
        ("/x{99999999999}/", 1, ["regular expression is wrong", "too large"]),
        ("(dir:in", 0, ["no ) that closes"]),
        ("dir:in)", 6, ["no ( that this )"]),
        ("()", 1, ["missing before )"]),
        ("dir:in and", 10, ["missing at the end"]),
        ("or dir:in", 0, ["missing before or"]),
        ("dir:in and or x", 11, ["missing before or"]),
        ("not", 3, ["missing at the end"]),
        ("a && b", 2, ["&& is written and"]),
        ("a | b", 2, ["| is written or"]),
        ("@gone", 0, ["no saved filter @gone", "@slow"]),
        ("x @broken", 2, ["in @broken: dir: is one of"]),
        ("@loop", 0, ["in @loop: in @pool: the saved filter @loop uses itself"]),
        ("@empty", 0, ["@empty is empty"]),
        ("(" * 60 + "x" + ")" * 60, 50, ["nested too deep"]),
        ("!" * 60 + "x", 50, ["nested too deep"]),
    ],
)
def test_an_error_names_the_place_and_what_would_do(text: str, position: int, parts: list[str]) -> None:
    saved = {"slow": "latency:>1s", "broken": "dir:up", "loop": "@pool", "pool": "@loop", "empty": " "}
    with pytest.raises(QueryError) as caught:
        parse_query(text, saved)

    assert (caught.value.position, [part for part in parts if part not in caught.value.message]) == (position, [])


def test_without_saved_filters_the_error_says_how_to_make_one() -> None:
    with pytest.raises(QueryError, match=":filter save NAME"):
        parse_query("@mine")


def test_saved_filters_stand_for_what_they_say() -> None:
    saved = {"slow": "latency:>1s or size:>1k", "mine": "@slow dir:in"}

    assert [read("@mine", saved).matches(each) for each in (REQUEST, ERROR)] == [False, True]
    assert [read("!@slow", saved).matches(each) for each in (REQUEST, ERROR)] == [False, False]


def test_saved_filters_within_saved_filters_end_somewhere() -> None:
    saved = {f"f{depth}": f"@f{depth + 1} @f{depth + 1}" for depth in range(60)}
    with pytest.raises(QueryError, match="too deep"):
        parse_query("@f0", saved)


@given(st.lists(records, min_size=1, max_size=12), queries, st.data())
def test_one_record_and_a_block_are_answered_alike(found: list[WireRecord], text: str, data: st.DataObject) -> None:
    query, block, every = read(text), block_of(found), range(len(found))
    rows = data.draw(st.one_of(st.just(every), st.sets(st.sampled_from(every)).map(sorted)))

    assert list(query.select(block, rows)) == [row for row in rows if query.matches(found[row])]


@given(st.text(alphabet='abdirokn:"/\\@!()><=*.… 019', max_size=24))
def test_whatever_is_typed_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError as error:
        assert error.message and 0 <= error.position <= len(text)
    else:
        assert (query is None) == (not text.strip())


def test_lines_are_only_read_of_rows_that_the_columns_leave() -> None:
    class CountedLines:
        def __init__(self) -> None:
            self.read_rows: set[int] = set()

        def line(self, row: int) -> bytes:
            self.read_rows.add(row)
            return lines.line(row)

    block = block_of([REQUEST, ERROR, MALFORMED, NOTED])
    lines, counted = block.lines, CountedLines()
    block.lines = counted
    query = read("/e/ oops method:thread or (/x/ and kind:err)")

    assert list(query.select(block, range(4))) == []
    assert counted.read_rows <= {0, 1}


def test_a_long_line_is_searched_to_its_end() -> None:
    query = read("/a{10}b/")
    for position in (0, WINDOW_CHARS - 5, WINDOW_CHARS, WINDOW_CHARS + OVERLAP_CHARS, 3 * WINDOW_CHARS):
        line = b"x" * position + b"aaaaaaaaaab" + b"y" * 50
        assert query.matches(record(line=line))
        assert not query.matches(record(line=line.replace(b"b", b"c")))


def test_a_guard_that_gives_up_ends_the_search_and_keeps_what_was_found() -> None:
    class Impatient:
        def __init__(self) -> None:
            self.left = 3

        def __call__(self, search: Callable[[], T], /) -> T | None:
            self.left -= 1
            return search() if self.left >= 0 else None

    guard = Impatient()
    query = parse_query("/m/", {}, guard)
    assert query is not None
    block = block_of([record() for _ in range(200)])

    assert list(query.select(block, range(200))) == list(range(2 * GUARDED_ROWS))
    assert not query.matches(record()) and query.places("m") == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("list", ["List"]),
        ("method:thread/*", ["thread/"]),
        ('method:"THREAD/List"', ["thread/List"]),
        ("/t.r/ or x", ["thr", "x", "x"]),
        ("/z*/", []),
        ("!list", []),
        ("dir:in kind:req size:>1 id:3 error thread:thread turn:list", []),
    ],
)
def test_what_was_looked_for_is_marked_where_it_is_shown(text: str, marked: list[str]) -> None:
    shown = "thread/List xx"

    assert [shown[start:end] for start, end in read(text).places(shown)] == marked


def test_a_letter_that_changes_its_length_in_lower_case_marks_nothing_wrong() -> None:
    assert read("b").places("İb") == [] and read("b").places("ab") == [(1, 2)]


def test_python_words_of_a_wrong_expression_are_those_of_its_error() -> None:
    with pytest.raises(re.error) as expected:
        re.compile("a(")
    with pytest.raises(QueryError) as caught:
        parse_query("/a(/")

    assert expected.value.msg in caught.value.message
