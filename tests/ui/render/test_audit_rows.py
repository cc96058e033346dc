"""The audit trail on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.audit_rows import audit_heading, matching_lines, render_audit
from tests.state.test_audit import LINE
from tests.ui.render.samples import PALETTE, assert_rows_fit, hostile_texts, style_at, widths

FIRST = LINE.to_json().encode()
SECOND = replace(LINE, at=LINE.at + 60, decision="resolved elsewhere", scope="", who="other client").to_json().encode()


def test_the_names_stand_over_the_columns() -> None:
    drawn = (*audit_heading(150, PALETTE), *render_audit([FIRST, SECOND], 150, PALETTE, UTC))
    rows = [row.plain.rstrip() for row in drawn]

    assert rows == [
        "time                 decision            scope     who               kind              after  thread   "
        "item          shown             server",
        "2023-11-14 22:13:20  accept              once      key               command            1.2s  t        "
        "i             0123456789abcdef  0.163.0",
        "2023-11-14 22:14:20  resolved elsewhere            other client      command            1.2s  t        "
        "i             0123456789abcdef  0.163.0",
    ]


def test_a_narrow_screen_keeps_what_matters_most() -> None:
    rows = [row.plain.rstrip() for row in render_audit([FIRST], 60, PALETTE, UTC)]

    assert rows == ["2023-11-14 22:13:20  accept              once"]


def test_a_line_that_cannot_be_read_is_shown_as_such() -> None:
    row = render_audit([b'{"half": \x1b[2K'], 80, PALETTE, UTC)[0]

    assert row.plain == 'unreadable  {"half": ␛[2K'
    assert style_at(row, "unreadable") == PALETTE.warning


def test_nothing_on_record_is_said() -> None:
    assert [row.plain for row in render_audit([], 80, PALETTE, UTC)] == ["Nothing of this is on record."]


def test_a_filter_wants_every_word_in_any_case() -> None:
    assert matching_lines([FIRST, SECOND], "") == [FIRST, SECOND]
    assert matching_lines([FIRST, SECOND], "OTHER command") == [SECOND]
    assert matching_lines([FIRST, SECOND], "other nothing") == []


@given(hostile_texts, widths, st.binary(max_size=60))
def test_hostile_lines_fit(text: str, width: int, data: bytes) -> None:
    line = replace(LINE, thread=text, item=text, method=text, server=text, kind=text, decision=text, who=text)

    assert_rows_fit(render_audit([line.to_json().encode(), data], width, PALETTE, UTC), width)
    assert_rows_fit(audit_heading(width, PALETTE), width)
