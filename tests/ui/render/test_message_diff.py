from __future__ import annotations

import json

from codex_tui.state.line_changes import MAX_GAP_LINES
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.render.lazy_rows import LazyRows
from codex_tui.ui.render.message_diff import MAX_MESSAGE_LINES, MessageDiff, message_lines
from tests.ui.render.rows import PLAIN, plain


def all_rows(diff: MessageDiff) -> list[str]:
    rows = diff.rows(60, PLAIN)
    if isinstance(rows, LazyRows):
        while rows.count_more(0.0):
            pass
    return plain(rows)


def diff_of(first: bytes, second: bytes) -> MessageDiff:
    records = [
        WireRecord(0.0, Direction.INBOUND, MessageKind.NOTIFICATION, "x/y", None, "", "", line, len(line), seq=seq)
        for seq, line in enumerate((first, second))
    ]
    return MessageDiff(records[0], records[1], None)


def test_a_difference_far_down_has_the_numbers_of_its_lines() -> None:
    values = list(range(50))
    diff = diff_of(json.dumps(values).encode(), json.dumps([*values[:40], "new", *values[41:]]).encode())
    assert diff.text.split("\n") == [
        "@@ -39,7 +39,7 @@",
        *("   37,", "   38,", "   39,"),
        "-  40,",
        '+  "new",',
        *("   41,", "   42,", "   43,"),
    ]


def test_keys_are_compared_in_order_and_duplicates_and_numbers_are_kept() -> None:
    diff = diff_of(b'{"b":1.0,"a":1,"a":2}', b'{"a":1,"a":2,"b":1}')
    assert [line for line in diff.text.split("\n") if line[0] in "+-"] == ['-  "b": 1.0', '+  "b": 1']


def test_what_is_not_json_is_compared_as_text() -> None:
    rows = all_rows(diff_of(b"\xffoops", b'{"a":1}'))
    assert any("\\xffoops" in row for row in rows) and any('"a": 1' in row for row in rows)


def test_far_apart_differences_of_long_messages_are_shown_alone() -> None:
    words = [f"word {number}" for number in range(30_000)]
    others = [*words[:5], "new", *words[6:29_000], *words[29_001:]]
    diff = diff_of(json.dumps(words).encode(), json.dumps(others).encode())
    changed = [line for line in diff.text.split("\n") if line[0] in "+-"]
    assert changed == ['-  "word 5",', '+  "new",', '-  "word 29000",']
    assert [line for line in diff.text.split("\n") if line[0] == "@"] == ["@@ -4,7 +4,7 @@", "@@ -28999,7 +28999,6 @@"]


def test_where_nothing_is_alike_all_is_replaced_as_a_whole() -> None:
    first, second = ([f"{name}{n}" for n in range(MAX_GAP_LINES + 5)] for name in "ab")
    diff = diff_of(json.dumps(first).encode(), json.dumps(second).encode())
    assert diff.text.count("\n-") == diff.text.count("\n+") == MAX_GAP_LINES + 5
    assert "too long" in diff.text.split("\n")[0]


def test_a_message_of_too_many_lines_is_compared_as_far_as_it_is_said() -> None:
    diff = diff_of(json.dumps([1] * (MAX_MESSAGE_LINES + 10)).encode(), json.dumps([1] * MAX_MESSAGE_LINES).encode())
    assert diff.text.split("\n")[-1] == "… only the first 100,000 lines of each message are compared"


def test_a_long_text_is_compared_by_its_own_lines() -> None:
    lines = [f"line {number} says \\n" for number in range(200)]
    first, second = ("\n".join(each) + "\n" for each in (lines, [*lines[:100], "one more", *lines[100:]]))
    diff = diff_of(json.dumps({"text": first}).encode(), json.dumps({"text": second}).encode())
    assert [line for line in diff.text.split("\n") if line[0] in "+-"] == ["+    one more\\n"]
    assert "@@ -99,6 +99,7 @@" in diff.text
    assert len(list(message_lines(json.dumps({"text": first}).encode()))) == 200 + len("{}")


def test_of_a_long_line_only_the_place_that_differs_is_shown() -> None:
    first, second = ("a" * 500_000 + middle + "b" * 400_000 for middle in ("one", "three"))
    removed, added = diff_of(json.dumps([first]).encode(), json.dumps([second]).encode()).text.split("\n")[2:4]
    for line, middle in ((removed, "one"), (added, "three")):
        assert middle in line and "499,943 equal characters" in line and "399,94" in line and len(line) < 300


def test_a_long_line_that_came_is_cut() -> None:
    diff = diff_of(b'["x"]', json.dumps(["x", "y" * 5_000]).encode())
    (added,) = (line for line in diff.text.split("\n") if "yyy" in line)
    assert added.endswith("y… 4,004 more characters")


def test_only_what_comes_into_view_is_drawn() -> None:
    diff = diff_of(json.dumps(list(range(900))).encode(), json.dumps(list(range(900, 1_800))).encode())
    rows = diff.rows(60, PLAIN)
    assert isinstance(rows, LazyRows) and len(rows) == 0
    while rows.count_more(0.0):
        pass
    assert len(rows) == 1_803 and "0," in rows[2].plain and "1799" in rows[1_801].plain


def test_the_heading_names_both_messages() -> None:
    (row,) = plain(diff_of(b"{}", b"[]").heading(120, PLAIN))
    assert "− 1 " in row and "+ 2 " in row
