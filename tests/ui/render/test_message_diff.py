from __future__ import annotations

import json

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.render.message_diff import MAX_COMPARED_LINES, MessageDiff
from tests.ui.render.rows import PLAIN, plain


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
    rows = plain(diff_of(b"\xffoops", b'{"a":1}').rows(60, PLAIN))
    assert any("\\xffoops" in row for row in rows) and any('"a": 1' in row for row in rows)


def test_too_many_differences_are_replaced_as_a_whole() -> None:
    first, second = ([f"{name}{n}" for n in range(MAX_COMPARED_LINES + 5)] for name in "ab")
    diff = diff_of(json.dumps(first).encode(), json.dumps(second).encode())
    assert diff.text.count("\n-") == diff.text.count("\n+") == MAX_COMPARED_LINES + 5
    assert "too long" in diff.text.split("\n")[0]


def test_the_heading_names_both_messages() -> None:
    (row,) = plain(diff_of(b"{}", b"[]").heading(120, PLAIN))
    assert "− 1 " in row and "+ 2 " in row
