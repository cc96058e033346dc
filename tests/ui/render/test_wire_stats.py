"""The statistics as tables and plots: what they name, and that the newest stands at the right edge."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.state.model import Model
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.state.wire_stats import MAX_NAMES
from codex_tui.ui.render.stat_tables import render_row
from codex_tui.ui.render.wire_stats import FIRST_SORTING, Section, plot_rows, table_for
from tests.recording import model_after
from tests.ui.render.samples import PALETTE, hostile_texts


def record(method: str, *, at: float = 1_000.0, thread_id: str = "", size_bytes: int = 10) -> WireRecord:
    return WireRecord(at, Direction.INBOUND, MessageKind.NOTIFICATION, method, None, thread_id, "", b"", size_bytes)


def shown(model: Model, section: Section, width: int = 78) -> list[str]:
    table = table_for(section, model, UTC, FIRST_SORTING[section])
    return [render_row(table, row, width, PALETTE).plain for row in table.rows]


def test_a_table_adds_up_what_the_session_had() -> None:
    model = model_after("exec-accept")

    rows = table_for(Section.METHODS, model, UTC, FIRST_SORTING[Section.METHODS]).rows
    assert sum(float(row.order[1]) for row in rows) == model.wire_log.next_seq
    assert any("requestApproval" in row and row.startswith("server") for row in shown(model, Section.LATENCIES))


def test_what_has_no_name_is_said_to_have_none() -> None:
    model = Model()
    model.wire_stats.add(record(""))
    for number in range(MAX_NAMES + 1):
        model.wire_stats.add(record("m", thread_id=f"t{number}"))

    assert any(row.startswith("(no method)") for row in shown(model, Section.METHODS))
    assert any(row.startswith("(all others)") for row in shown(model, Section.THREADS))


def test_the_newest_second_stands_at_the_right_edge_of_every_plot() -> None:
    model = Model()
    for _ in range(9):
        model.wire_stats.add(record("m", at=5_000.5))
    model.wire_stats.add(record("m", at=4_999.0))
    rows = [row.plain for row in plot_rows(model.wire_stats, 5_000.9, 80, PALETTE)]

    assert rows[0] == "Messages a second, last 71 s   now 9 · mean 0 · most 9"
    assert [len(rows[base]) for base in (1, 7, 13)] == [80] * 3
    assert all(rows[base][-1] == "█" for base in (1, 7, 13)) and rows[4][-2] == "▄"


@given(hostile_texts, st.integers(1, 200))
def test_hostile_names_stay_in_their_row(name: str, width: int) -> None:
    model = Model()
    model.wire_stats.add(record(name, thread_id=name, size_bytes=99))

    for section in (Section.METHODS, Section.THREADS, Section.LARGEST):
        (row,) = shown(model, section, width)
        assert "\n" not in row and "\x1b" not in row


@given(st.integers(0, 300))
def test_plots_fit(width: int) -> None:
    model = Model()
    model.wire_stats.add(record("m"))

    assert all(row.cell_len <= max(width, 10) for row in plot_rows(model.wire_stats, 1_000.0, width, PALETTE))
