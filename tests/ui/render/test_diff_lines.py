from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.diff_lines import diff_counts, diff_lines, parse_unified

MOVED = "@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n\n\nMoved to: /work/moved.txt"


def test_lines_are_numbered_as_in_their_file_and_paired() -> None:
    lines = parse_unified("@@ -8,3 +9,4 @@ def f():\n a\n-b\n-c\n+B\n+C\n+D\n")
    assert [(line.kind, line.text, line.number, line.partner) for line in lines] == [
        ("hunk", "@@ -8,3 +9,4 @@ def f():", None, None),
        ("context", "a", 9, None),
        ("removed", "b", 9, 4),
        ("removed", "c", 10, 5),
        ("added", "B", 10, 2),
        ("added", "C", 11, 3),
        ("added", "D", 12, None),
    ]


def test_what_follows_a_whole_hunk_is_a_remark() -> None:
    assert [(line.kind, line.text) for line in parse_unified(MOVED)][-1] == ("note", "Moved to: /work/moved.txt")
    assert diff_counts("update", MOVED) == (1, 1)


def test_lines_that_look_like_file_headers_are_changes_within_a_hunk_only() -> None:
    lines = parse_unified("--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n--- old\n+++ new\n\\ No newline at end of file")
    assert [(line.kind, line.text) for line in lines] == [
        ("note", "--- a/x"),
        ("note", "+++ b/x"),
        ("hunk", "@@ -1,1 +1,1 @@"),
        ("removed", "-- old"),
        ("added", "++ new"),
        ("note", "No newline at end of file"),
    ]


@pytest.mark.parametrize(
    "diff",
    [
        "@@ -1,1 +1,1 @@\n-a\n+b\n+hidden\n",
        "@@\n-a\n+b\n+hidden\n",
        "-a\n+b\n+hidden\n",
        "@@ -1,9 +1,9 @@\n-a\n+b\n+hidden",
    ],
)
def test_no_change_passes_for_a_remark_when_a_hunk_header_is_wrong(diff: str) -> None:
    assert [line.text for line in parse_unified(diff) if line.kind == "added"] == ["b", "hidden"]
    assert diff_counts("update", diff) == (2, 1)


def test_an_empty_context_line_may_have_lost_its_space() -> None:
    lines = parse_unified("@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n")
    assert [(line.kind, line.number) for line in lines[1:]] == [
        ("context", 1),
        ("context", 2),
        ("removed", 3),
        ("added", 3),
    ]


def test_an_added_file_is_its_plain_text_whatever_it_looks_like() -> None:
    text = "@@ -1 +1 @@\n-not a removal\n"
    assert [(line.kind, line.text, line.number) for line in diff_lines("add", text)] == [
        ("added", "@@ -1 +1 @@", 1),
        ("added", "-not a removal", 2),
    ]
    assert diff_counts("add", text) == (2, 0)
    assert diff_counts("delete", "x\ny") == (0, 2)
    assert diff_counts("add", "") == (0, 0)


@given(
    st.lists(st.sampled_from(["@@ -1,2 +1,2 @@", "@@", "-a", "+b", " c", "", "\\ x", "--- a", "+++ b", "z"])).map(
        "\n".join
    )
)
def test_every_line_with_text_is_kept_and_partners_are_mutual(diff: str) -> None:
    lines = parse_unified(diff)
    assert len(lines) >= sum(1 for line in diff.split("\n") if line)
    for index, line in enumerate(lines):
        if line.partner is not None:
            assert lines[line.partner].partner == index
            assert {line.kind, lines[line.partner].kind} == {"added", "removed"}
