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

    assert [row.split() for row in rows] == [
        "time kind decision who thread scope item after shown server".split(),
        "2023-11-14 22:13:20 command accept key t once i 1.2s 0123456789abcdef 0.163.0".split(),
        "2023-11-14 22:14:20 command resolved elsewhere other client t i 1.2s 0123456789abcdef 0.163.0".split(),
    ]
    places = (("kind", "command"), ("decision", "accept"), ("who", "key"), ("scope", "once"))
    for name, value in places:
        assert rows[0].index(name) == rows[1].index(value)


def test_a_decision_whose_name_is_longer_than_its_column_has_words() -> None:
    line = replace(LINE, decision="acceptWithExecpolicyAmendment").to_json().encode()

    assert "  accept + rule  " in render_audit([line], 90, PALETTE, UTC)[0].plain


def test_a_narrow_screen_keeps_what_matters_most() -> None:
    rows = [row.plain.split() for row in render_audit([FIRST], 78, PALETTE, UTC)]

    assert rows == [["2023-11-14", "22:13:20", "command", "accept", "key"]]


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
