"""The table puts our figure beside its peers', and leaves a gap where a program has none."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.figures import OURS, drift_table_for, median_figure, percentile, read_figures, table_for


def test_table_aligns_programs_and_says_how_many_times_a_peers_value_ours_is() -> None:
    figures = [
        median_figure("first paint", "peer", "s", [0.2]),
        median_figure("first paint", OURS, "s", [0.4, 0.3, 0.5]),
        median_figure("memory", OURS, "MB", [80]),
    ]

    assert table_for(figures).splitlines() == [
        "figure       unit      codex-tui  peer  ÷ peer",
        "──────────────────────────────────────────────",
        "first paint  s     0.4 (0.3–0.5)   0.2    2.00",
        "memory       MB               80     –       –",
    ]


def test_percentile_is_a_measured_value() -> None:
    values = [float(value) for value in range(100, 0, -1)]

    assert [percentile(values, percent) for percent in (50, 95, 100)] == [51.0, 96.0, 100.0]


def test_the_drift_is_that_of_what_both_runs_measured(tmp_path: Path) -> None:
    then = [median_figure("ready", OURS, "s", [1.0]), median_figure("gone", OURS, "s", [1.0])]
    kept = tmp_path / "figures.json"
    kept.write_text(json.dumps([asdict(figure) for figure in then]))
    now = [median_figure("ready", OURS, "s", [0.5]), median_figure("new", OURS, "s", [1.0])]

    assert read_figures(kept) == then
    rows = drift_table_for(read_figures(kept), now).splitlines()[2:]
    assert [row.split() for row in rows] == [["ready", "s", "codex-tui", "1", "0.5", "0.50"]]


def test_a_file_that_holds_no_figures_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    kept.write_text('[{"name": "ready"}]')

    with pytest.raises(ValueError, match=r"figures\.json does not hold"):
        read_figures(kept)
