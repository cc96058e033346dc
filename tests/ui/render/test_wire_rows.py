from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.render.wire_rows import RowFacts, render_wire, render_wire_header, wire_columns
from tests.ui.render.samples import PALETTE, THREAD_ID, assert_rows_fit, hostile_texts, style_at, widths

AT = 1_795_423_267.412


def record_for(
    kind: MessageKind = MessageKind.REQUEST,
    direction: Direction = Direction.INBOUND,
    method: str = "item/commandExecution/requestApproval",
    request_id: int | str | None = 0,
    *,
    thread_id: str = THREAD_ID,
    item_id: str = "call_27e5f2000411",
    size_bytes: int = 1_100,
    latency_ms: float | None = None,
    note: str = "",
) -> WireRecord:
    return WireRecord(AT, direction, kind, method, request_id, thread_id, item_id, b"", size_bytes, latency_ms, note)


def row_of(record: WireRecord, width: int, *, is_waiting: bool = False, match: str = "", **facts: Any) -> Text:
    row_facts = RowFacts(is_waiting=is_waiting, **facts)
    return render_wire(record, width, PALETTE, tz=UTC, facts=row_facts, places=places_of(match) if match else None)


def places_of(match: str) -> Callable[[str], list[tuple[int, int]]]:
    """Where a row has a text, in any case."""
    return lambda shown: [found.span() for found in re.finditer(re.escape(match), shown, re.IGNORECASE)]


def test_columns_leave_in_the_order_of_their_importance() -> None:
    shown = {
        width: [name for name in ("latency", "time", "id", "size", "thread", "item") if getattr(columns, name)]
        for width in (30, 50, 60, 70, 80, 100, 140)
        for columns in (wire_columns(width),)
    }
    assert shown == {
        30: [],
        50: ["latency"],
        60: ["latency", "time"],
        70: ["latency", "time", "id"],
        80: ["latency", "time", "id", "size"],
        100: ["latency", "time", "id", "size", "thread"],
        140: ["latency", "time", "id", "size", "thread", "item"],
    }


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (
            120,
            "08:41:07.412  ←  req   item/commandExecution/requestApproval"
            "                 #0  01…51ba  call_…000411   1.1 kB  waiting",
        ),
        (100, "08:41:07.412  ←  req   item/commandExecution/requestApproval           #0  01…51ba   1.1 kB  waiting"),
        (80, "08:41:07.412  ←  req   item/commandExecution/requestA…      #0   1.1 kB  waiting"),
        (40, "←  req   item/commandExecution/requestA…"),
    ],
)
def test_a_row_at_each_width(width: int, row: str) -> None:
    assert row_of(record_for(), width, is_waiting=True).plain == row


def test_the_header_stands_over_its_columns() -> None:
    header, row = render_wire_header(140, PALETTE).plain, row_of(record_for(latency_ms=16), 140).plain
    assert len(header) == len(row) == 140
    assert header.index("method") == row.index("item/command")
    assert header.index("thread") == row.index("01…51ba")
    assert header.index("item") == row.index("call_…")
    assert header.index("bytes") + len("bytes") == row.index("1.1 kB") + len("1.1 kB")
    assert header.endswith("latency") and row.endswith("   16ms")


def test_only_what_waits_for_the_person_is_a_warning() -> None:
    asked = row_of(record_for(), 140, is_waiting=True)
    assert style_at(asked, "item/command") == PALETTE.warning
    assert style_at(asked, "waiting") == PALETTE.warning
    ours = row_of(record_for(direction=Direction.OUTBOUND, method="turn/start"), 140, is_waiting=True)
    assert style_at(ours, "waiting") == PALETTE.muted
    assert style_at(ours, "turn/start") == PALETTE.text
    assert style_at(ours, "req") == PALETTE.accent


def test_errors_and_malformed_lines_say_why() -> None:
    error = row_of(record_for(MessageKind.ERROR, method="thread/resume", note="already has an active writer"), 140)
    assert "thread/resume  already has an active writer" in error.plain
    assert style_at(error, "thread/resume") == PALETTE.error
    malformed = row_of(
        record_for(MessageKind.MALFORMED, method="", request_id=None, item_id="", thread_id="", note="not JSON"), 100
    )
    assert malformed.plain.startswith("08:41:07.412  ←  bad   not JSON ")
    assert style_at(malformed, "not JSON") == PALETTE.error


def test_ids_are_told_from_their_text_twins() -> None:
    assert " #0 " in row_of(record_for(request_id=0), 100).plain
    assert ' "0" ' in row_of(record_for(request_id="0"), 100).plain


def test_a_match_is_marked_whatever_its_case_and_signs() -> None:
    row = row_of(record_for(method="thread/List (x)"), 140, match="list (")
    assert [row.plain[span.start : span.end] for span in row.spans if span.style == PALETTE.match] == ["List ("]


@given(
    hostile_texts,
    st.one_of(st.none(), st.integers(0, 2**64), hostile_texts),
    widths,
    st.sampled_from(MessageKind),
    st.booleans(),
)
def test_hostile_texts_keep_the_cells(
    text: str, request_id: int | str | None, width: int, kind: MessageKind, is_waiting: bool
) -> None:
    record = record_for(kind, method=text, request_id=request_id, thread_id=text, item_id=text, note=text)
    row = row_of(record, width, is_waiting=is_waiting, match=text)
    assert row.cell_len == width
    assert_rows_fit([row], width)
    assert render_wire_header(width, PALETTE).cell_len == width
