from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from codex_tui.ui.render.diff import (
    changed_ranges,
    diff_lines,
    parse_unified,
    render_diff,
    render_lines,
    render_side_by_side,
)
from tests.ui.render.rows import COLOURED, HOSTILE, PLAIN, WIDTHS, assert_rows, plain, styled

UPDATE = """@@ -8,3 +8,3 @@ def test():
 value = 1
-    assert parse(text)[0] == a
+    assert sorted(parse(text)) == a
 end
"""
KINDS = st.sampled_from(["add", "delete", "update", "other"])


def test_a_change_has_a_title_numbers_and_signs() -> None:
    assert plain(render_diff("/work/tests/test_parser.py", "update", UPDATE, 50, PLAIN)) == [
        "± /work/tests/test_parser.py                 +1 −1",
        "@@ -8,3 +8,3 @@ def test():",
        " 8   value = 1",
        " 9 −     assert parse(text)[0] == a",
        " 9 +     assert sorted(parse(text)) == a",
        "10   end",
    ]


def test_colour_says_added_removed_and_which_words() -> None:
    title, hunk, context, removed, added, _ = render_diff("x", "update", UPDATE, 50, COLOURED)
    assert (styled(title, COLOURED.success), styled(title, COLOURED.error)) == (["+1"], ["−1"])
    assert hunk.style == COLOURED.muted
    assert (context.style, removed.style, added.style) == (COLOURED.text, COLOURED.removed, COLOURED.added)
    assert styled(removed, COLOURED.removed_word) == ["[0]"]
    assert styled(added, COLOURED.added_word) == ["sorted(", ")"]
    assert styled(added, COLOURED.muted) == [" 9 "]


@pytest.mark.parametrize(("kind", "sign", "counts"), [("add", "+", "+2"), ("delete", "−", "−2")])
def test_whole_files_are_numbered_from_one(kind: str, sign: str, counts: str) -> None:
    rows = plain(render_diff("a.txt", kind, "one\ntwo\n", 30, PLAIN))
    assert rows == [f"{sign} a.txt                     {counts}", f"1 {sign} one", f"2 {sign} two"]


def test_an_empty_file_says_so() -> None:
    assert plain(render_diff("a", "add", "", 30, PLAIN))[1:] == ["empty file"]


def test_what_is_cut_off_is_counted() -> None:
    text = "".join(f"line {number}\n" for number in range(3000))
    rows = plain(render_diff("a", "add", text, 40, PLAIN, max_rows=4))
    assert rows[1:] == ["   1 + line 0", "   2 + line 1", "… 2,998 more lines"]
    assert len(render_diff("a", "add", text, 40, PLAIN)) == 3001
    assert plain(render_diff("a", "add", "one\ntwo", 40, PLAIN, max_rows=3))[-1] == "2 + two"
    assert plain(render_diff("a", "add", "x" * 100_000, 40, PLAIN, max_rows=3))[-1] == "… 1 more line"


def test_long_lines_hang_behind_the_gutter() -> None:
    assert plain(render_diff("a", "add", "x" * 30, 24, PLAIN))[1:] == ["1 + " + "x" * 20, "    " + "x" * 10]


def test_a_style_with_a_ground_fills_the_row() -> None:
    filled = replace(PLAIN, added=Style(bgcolor="#003300"))
    assert plain(render_diff("a", "add", "x", 24, filled))[1:] == ["1 + x".ljust(24)]


def test_any_part_of_a_long_diff_can_be_asked_for() -> None:
    lines = diff_lines("add", "".join(f"{number}\n" for number in range(3000)))
    assert plain(render_lines(lines, 40, PLAIN, offset=1000, limit=2)) == ["1001 + 1000", "1002 + 1001"]


def test_side_by_side_puts_a_line_beside_the_one_that_replaces_it() -> None:
    rows = plain(render_side_by_side(parse_unified(UPDATE + "+new\n"), 103, PLAIN))
    assert rows == [
        "@@ -8,3 +8,3 @@ def test():",
        " 8   value = 1".ljust(50) + " │ " + " 8   value = 1",
        " 9 −     assert parse(text)[0] == a".ljust(50) + " │ " + " 9 +     assert sorted(parse(text)) == a",
        "10   end".ljust(50) + " │ " + "10   end",
        " " * 50 + " │ " + "11 + new",
    ]


def test_side_by_side_needs_room() -> None:
    lines = parse_unified(UPDATE)
    assert plain(render_side_by_side(lines, 99, PLAIN)) == plain(render_lines(lines, 99, PLAIN))


@pytest.mark.parametrize(
    ("text", "other", "changed"),
    [
        ("same", "same", []),
        ("a = one", "a = two", ["one"]),
        ("call(a, b)", "call(a)", [", b"]),
        ("entirely new", "old thing", []),
    ],
)
def test_changed_words_are_marked_when_most_is_alike(text: str, other: str, changed: list[str]) -> None:
    assert [text[start:end] for start, end in changed_ranges(text, other)] == changed


@given(HOSTILE, KINDS, HOSTILE, WIDTHS, st.one_of(st.none(), st.integers(min_value=1, max_value=20)))
def test_hostile_changes_become_harmless_rows(
    path: str, kind: str, diff: str, width: int, max_rows: int | None
) -> None:
    for text in (diff, f"@@ -1,9 +1,9 @@\n-{diff}\n+{diff}x\n {diff}"):
        rows = render_diff(path, kind, text, width, PLAIN, max_rows=max_rows)
        assert_rows(rows, width)
        assert max_rows is None or len(rows) <= max_rows
        assert_rows(render_side_by_side(diff_lines(kind, text), width, COLOURED), width)
