from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.items.values import brief, brief_arguments, content_text, json_text

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=100), inner, max_size=12),
    max_leaves=40,
)


def test_arguments_as_one_reads_them() -> None:
    assert brief_arguments({"path": "a.py", "lines": [1, 2]}) == 'path: "a.py", lines: [1, 2]'
    assert brief_arguments(None) == "" and brief_arguments([1]) == "[1]"


def test_what_is_long_or_deep_is_left_out() -> None:
    assert brief({"a": {"b": {"c": 1}}}) == "{a: {b: {…}}}"
    assert brief(list(range(20))) == "[0, 1, 2, 3, 4, 5, 6, 7, …]"
    assert len(brief("x" * 1_000_000)) < 100


@given(json_values)
def test_a_brief_value_is_bounded(value: object) -> None:
    assert len(brief(value)) < 64 * 1200
    assert isinstance(json_text(value), str)


def test_the_text_of_a_tools_content() -> None:
    content = [
        {"type": "text", "text": "a"},
        {"type": "resource", "resource": {"uri": "file:///x", "text": "b"}},
        {"type": "resource", "resource": {"uri": "file:///x"}},
        {"type": "image", "data": "AAAA", "mimeType": "image/png"},
        {"no": "type"},
        7,
    ]
    assert content_text(content) == 'a\nb\n[resource "file:///x"]\n[image image/png]\n[content]\n7'
