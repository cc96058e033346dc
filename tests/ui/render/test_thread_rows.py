from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.state.threads import ThreadGroup, ThreadRecord
from codex_tui.ui.render.thread_rows import render_group, render_thread, short_id, thread_details
from tests.ui.render.samples import NOW, PALETTE, THREAD_ID, assert_rows_fit, hostile_texts, style_at, widths


def record_for(**facts: object) -> ThreadRecord:
    record = ThreadRecord(THREAD_ID, updated_at=NOW - 190, status_at=NOW - 4, status="idle", name="Benchmarks for v2")
    for name, value in facts.items():
        setattr(record, name, value)
    return record


def row_of(record: ThreadRecord, width: int = 34, depth: int = 0, *, frame: int = 0, is_open: bool = False) -> str:
    return render_thread(
        record, depth, width, PALETTE, now=NOW, spinner_frame=frame, home="/home/me", is_open=is_open
    ).plain


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({"flags": ("waitingOnApproval",), "status_at": NOW - 124}, " ⚠ Benchmarks for v2        2m 04s"),
        ({"pending_count": 1, "status_at": NOW - 11}, " ⚠ Benchmarks for v2           11s"),
        ({"status": "active"}, " ◐ Benchmarks for v2            4s"),
        ({}, " ○ Benchmarks for v2            3m"),
        ({"status": "systemError"}, " ✗ Benchmarks for v2            3m"),
        ({"status": "notLoaded", "updated_at": NOW - 200_000}, " · Benchmarks for v2            2d"),
        ({"updated_at": 0}, " ○ Benchmarks for v2" + 14 * " "),
        ({"name": "Explain why the parser test is flaky"}, " ○ Explain why the parser test… 3m"),
    ],
)
def test_a_row_says_state_title_and_age_in_fixed_cells(facts: dict[str, object], row: str) -> None:
    assert row_of(record_for(**facts)) == row


def test_a_spinner_changes_one_cell() -> None:
    rows = [row_of(record_for(status="active"), frame=frame) for frame in range(5)]
    assert [row[1] for row in rows] == ["◐", "◓", "◑", "◒", "◐"]
    assert {row[:1] + row[2:] for row in rows} == {"  Benchmarks for v2            4s"}


def test_a_sub_agent_hangs_below_its_parent_and_the_open_thread_is_marked() -> None:
    assert row_of(record_for(name="collect links"), 24, 1, is_open=True) == "▌○ └ collect links    3m"
    assert row_of(record_for(name="collect links"), 24, 2) == " ○   └ collect links  3m"
    assert row_of(record_for(name="", cwd="/home/me/src")) == " ○ New thread in ~/src          3m"


def test_what_waits_is_in_the_colour_that_needs_the_person() -> None:
    waiting = render_thread(
        record_for(pending_count=1), 0, 34, PALETTE, now=NOW, spinner_frame=0, home="", is_open=False
    )
    assert style_at(waiting, "⚠") == PALETTE.warning
    assert render_group(ThreadGroup.NEEDS_YOU, 2, 20, PALETTE).style == PALETTE.warning
    assert render_group(ThreadGroup.NEEDS_YOU, 0, 20, PALETTE).style == PALETTE.muted


@pytest.mark.parametrize(("width", "row"), [(26, "NEEDS YOU               12"), (12, "NEEDS YOU 12"), (8, "NEEDS Y…")])
def test_a_group_counts_on_the_right(width: int, row: str) -> None:
    assert render_group(ThreadGroup.NEEDS_YOU, 12, width, PALETTE).plain.rstrip() == row


def test_details_say_where_how_and_whence() -> None:
    record = record_for(
        cwd="/home/me/src/parser",
        model="gpt-5.5",
        approval_policy="on-request",
        sandbox="read-only",
        source="vscode",
        parent_id="01a2078e-0000-7772-9917-d7fdb9640000",
    )
    rows = [row.plain for row in thread_details(record, 34, PALETTE, NOW, "/home/me")]
    assert rows == ["   ~/src/parser", "   gpt-5.5 · on-request", "   read-only · vscode"]
    rows = [row.plain for row in thread_details(record, 60, PALETTE, NOW, "/home/me")]
    assert rows == [
        "   ~/src/parser",
        "   gpt-5.5 · on-request · read-only · vscode",
        "   sub-agent of 01…0000 · 01…51ba",
    ]
    assert [row.plain for row in thread_details(record_for(), 60, PALETTE, NOW, "")] == ["   01…51ba"]


def test_short_ids_keep_what_tells_them_apart() -> None:
    assert short_id("t-1") == "t-1"
    assert short_id("call_27e5f2000411", 5, 6) == "call_…000411"
    assert short_id("") == ""


@given(hostile_texts, hostile_texts, widths, st.integers(0, 9), st.booleans())
def test_hostile_texts_keep_the_cells(title: str, cwd: str, width: int, depth: int, is_open: bool) -> None:
    record = record_for(name=title, cwd=cwd, model=title, source=cwd, parent_id=title, id=cwd)
    row = render_thread(record, depth, width, PALETTE, now=NOW, spinner_frame=1, home="/home/me", is_open=is_open)
    assert row.cell_len == width
    assert_rows_fit([row, *thread_details(record, width, PALETTE, NOW, "/home/me")], width)
    assert render_group(ThreadGroup.READY, depth, width, PALETTE).cell_len == width
