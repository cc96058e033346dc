"""The table puts our figure beside its peers', and leaves a gap where a program has none."""

from __future__ import annotations

from benchmarks.figures import OURS, median_figure, percentile, table_for


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
