from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.state.json_folds import MAX_OPEN_ROWS, MAX_TEXT_LINES, JsonFolds, by_lines, count_lines
from codex_tui.state.json_pretty import pretty
from codex_tui.state.json_tree import MAX_FOUND, PAGE_MEMBERS, JsonDocument, JsonNode, NodeKind

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(), inner, max_size=5)),
    max_leaves=15,
)
DEEP_LEVELS = 10_000


def root_of(document: JsonDocument) -> JsonNode:
    assert document.root is not None, document.problem
    return document.root


def shown(folds: JsonFolds) -> list[str]:
    """Path of each row, with the line's number for lines of a text."""
    return [folds.document.path(row.node) + (f" {row.line}" if row.line >= 0 else "") for row in folds.rows]


@given(VALUES)
def test_indented_json_means_what_the_line_meant(value: object) -> None:
    document = JsonDocument(json.dumps(value))
    assert json.loads(pretty(document, root_of(document))) == value


@given(st.text())
def test_any_text_has_a_tree_or_a_problem(text: str) -> None:
    document = JsonDocument(text)
    assert (document.root is None) == bool(document.problem)
    JsonFolds(document).open_all()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expecting value at character 1"),
        ("hello", "expecting value at character 1"),
        ('{"a": 1', "{ at character 1 is never closed"),
        ('{"a": [1}}', "} at character 9 closes nothing"),
        ('{"a" 1}', "expecting ':' delimiter at character 6"),
        ("{} {}", "extra data at character 4"),
        ("[NaN]", "NaN is not JSON"),
        ('["\x00"]', "invalid control character at character 3"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, problem: str) -> None:
    assert JsonDocument(text).problem == problem


def test_duplicate_keys_huge_numbers_and_lone_surrogates_stay_as_they_were() -> None:
    text = '{"a":1,"a":' + "9" * 5000 + ',"e":1e999,"s":"\\ud800\\u0000"}'
    document = JsonDocument(text)
    first, second, third, fourth = document.members(root_of(document))
    assert [document.path(node) for node in (first, second)] == [".a", ".a"]
    assert document.source(second) == "9" * 5000
    assert document.source(third) == "1e999"
    assert document.string(fourth) == "\ud800\0"
    assert pretty(document, root_of(document)).count('"a"') == 2


def test_a_line_of_ten_thousand_levels_opens_searches_and_is_indented() -> None:
    document = JsonDocument("[" * DEEP_LEVELS + '"needle"' + "]" * DEEP_LEVELS)
    folds = JsonFolds(document)
    assert len(folds.rows) < 10
    ((found, *_),) = document.find("NEEDLE")
    assert folds.reveal(found) == DEEP_LEVELS
    assert document.path(found) == "." + "[0]" * DEEP_LEVELS
    assert folds.open_all()
    assert pretty(document, root_of(document)).count("\n") == 2 * DEEP_LEVELS


def test_paths_are_as_jq_takes_them() -> None:
    document = JsonDocument('{"params":{"item":[{"odd key":1}]}}')
    (params,) = document.members(root_of(document))
    (item,) = document.members(params)
    (first,) = document.members(item)
    (odd,) = document.members(first)
    assert document.path(odd) == '.params.item[0]["odd key"]'
    assert document.path(root_of(document)) == "."


def test_a_long_array_is_folded_at_first_and_shown_page_by_page() -> None:
    document = JsonDocument(json.dumps({"short": [1, 2], "long": list(range(PAGE_MEMBERS + 5))}))
    folds = JsonFolds(document)
    assert shown(folds) == [".", ".short", ".short[0]", ".short[1]", ".long"]

    _, long = document.members(root_of(document))
    folds.set_open(long, is_open=True)
    assert len(folds.rows) == 5 + PAGE_MEMBERS + 1
    rest = folds.rows[-1].node
    assert rest.kind is NodeKind.REST
    folds.set_open(rest, is_open=True)
    assert document.path(folds.rows[-1].node) == f".long[{PAGE_MEMBERS + 4}]"
    assert json.loads(pretty(document, long)) == list(range(PAGE_MEMBERS + 5))


def test_a_search_reaches_what_is_on_a_later_page() -> None:
    document = JsonDocument(json.dumps([*(["x"] * PAGE_MEMBERS), "needle"]))
    folds = JsonFolds(document)
    ((found, *_),) = document.find("needle")
    row = folds.reveal(found)
    assert folds.rows[row].node is found and document.path(found) == f".[{PAGE_MEMBERS}]"


def test_deep_levels_are_folded_at_first() -> None:
    folds = JsonFolds(JsonDocument('{"a":{"b":{"c":{"d":{"e":1}}}}}'))
    assert shown(folds) == [".", ".a", ".a.b", ".a.b.c", ".a.b.c.d"]
    assert folds.open_all()
    assert shown(folds)[-1] == ".a.b.c.d.e"
    folds.fold_all()
    assert shown(folds) == [".", ".a"]


def test_opening_everything_ends_somewhere() -> None:
    folds = JsonFolds(JsonDocument(json.dumps([[0] * 100 for _ in range(MAX_OPEN_ROWS // 50)])))
    assert not folds.open_all()
    assert len(folds.rows) < MAX_OPEN_ROWS + PAGE_MEMBERS


def test_a_short_text_of_several_lines_is_shown_and_a_long_one_folded() -> None:
    folds = JsonFolds(JsonDocument(json.dumps({"short": "one\ntwo", "long": "x\n" * 100})))
    assert shown(folds) == [".", ".short", ".short 0", ".short 1", ".long"]
    folds.set_open(folds.rows[-1].node, is_open=True)
    assert shown(folds)[-1] == ".long 99"


def test_a_search_finds_keys_and_escaped_texts_and_nothing_else() -> None:
    document = JsonDocument('{"name":"a \\"quoted\\" word","note":"x\\nn","Names":{"k":"\\u00e9"}}')
    paths = [
        [document.path(place.node) for place in document.find(words)]
        for words in ("name", '"quoted"', "é", "n", ":", "0")
    ]
    assert paths[0] == [".name", ".Names"]
    assert paths[1] == [".name"]
    assert paths[2] == [".Names.k"]
    assert paths[3] == [".name", ".note", ".note", ".Names"]
    assert paths[4:] == [[], []]


def test_a_search_gives_no_more_than_can_be_walked() -> None:
    assert len(JsonDocument(json.dumps(["x"] * (MAX_FOUND + 5))).find("x")) == MAX_FOUND


def test_each_place_in_a_text_is_found() -> None:
    document = JsonDocument('{"n":"no\\nNo nO","no":1}')
    places = document.find("no")
    assert [(document.text[place.start : place.end], place.is_key) for place in places] == [
        ("no", False),
        ("No", False),
        ("nO", False),
        ("no", True),
    ]


@pytest.mark.parametrize(("text", "count"), [("", 1), ("a", 1), ("a\n", 1), ("\n", 1), ("a\nb", 2), ("a\n\n", 2)])
def test_a_line_break_at_the_end_begins_no_line(text: str, count: int) -> None:
    assert count_lines(text) == len(by_lines(text, 0, 100).rows) == count


def test_a_text_opens_as_far_as_something_in_it_is_wanted() -> None:
    folds = JsonFolds(JsonDocument(json.dumps(["x\n" * 20_000])))
    text = folds.rows[-1].node
    folds.set_open(text, is_open=True)
    assert len(folds.rows) == 2 + MAX_TEXT_LINES + 1
    assert folds.text_rows(text).left_count == 18_000
    row = folds.reveal_text(text, 2 * 15_000)
    assert folds.rows[row].line == 15_000
