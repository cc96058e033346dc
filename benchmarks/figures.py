"""What a benchmark returns, and the table in which our figure stands beside its peers'."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

OURS = "codex-tui"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity of one program: the median over `runs`, lower is better."""

    name: str
    program: str
    value: float
    unit: str
    runs: tuple[float, ...]


def median_figure(name: str, program: str, unit: str, runs: Sequence[float]) -> Figure:
    return Figure(name, program, median(runs), unit, tuple(runs))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest measured value that at least `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)]


def table_for(figures: Sequence[Figure]) -> str:
    """One row a figure, one column a program, ours first; beside each peer how many times its value ours is."""
    programs = sorted({figure.program for figure in figures}, key=lambda program: (program != OURS, program))
    by_place = {(figure.name, figure.program): figure for figure in figures}
    rows = [["figure", "unit", *programs, *(f"÷ {program}" for program in programs if program != OURS)]]
    for name, unit in dict.fromkeys((figure.name, figure.unit) for figure in figures):
        own = by_place.get((name, OURS))
        peers = [by_place.get((name, program)) for program in programs if program != OURS]
        values = [_value_text(by_place.get((name, program))) for program in programs]
        rows.append([name, unit, *values, *(_ratio_text(own, peer) for peer in peers)])
    return "\n".join(_aligned(rows))


def read_figures(file: Path) -> list[Figure]:
    """The figures that an earlier run kept with `--json`; raises OSError, and ValueError where it is no such file."""
    try:
        return [Figure(**{**found, "runs": tuple(found["runs"])}) for found in json.loads(file.read_text("utf-8"))]
    except (TypeError, KeyError) as error:
        raise ValueError(f"{file} does not hold the figures of a run: {error}") from error


def drift_table_for(before: Sequence[Figure], now: Sequence[Figure]) -> str:
    """Each figure that both runs have: then, now, and how many times the old value the new one is."""
    old = {(figure.name, figure.program): figure for figure in before}
    rows = [["figure", "unit", "program", "then", "now", "÷ then"]]
    for figure in now:
        then = old.get((figure.name, figure.program))
        if then is not None:
            values = [_value_text(then), _value_text(figure), _ratio_text(figure, then)]
            rows.append([figure.name, figure.unit, figure.program, *values])
    return "\n".join(_aligned(rows))


def _value_text(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    spread = f" ({_number(min(figure.runs))}–{_number(max(figure.runs))})" if len(figure.runs) > 1 else ""
    return _number(figure.value) + spread


def _number(value: float) -> str:
    """Three digits, and no exponent where there are more."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ratio_text(own: Figure | None, peer: Figure | None) -> str:
    return f"{own.value / peer.value:.2f}" if own is not None and peer is not None and peer.value else "–"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if index < 2 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "─" * max(map(len, lines)), *lines[1:]]
