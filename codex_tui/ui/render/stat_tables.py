"""Tables that can be sorted by any column; columns leave as the screen narrows, and numbers stand to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.text import cells, cut, cut_path, pad, visible

if TYPE_CHECKING:
    from codex_tui.ui.render.palette import Palette

GAP = "  "
MIN_FLEXIBLE_CELLS = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A column; the one with 0 `cells` takes the rest. Those with a higher `rank` leave first."""

    name: str
    cells: int
    rank: int = 0
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown in each column, and what it is sorted by; `target` is what enter goes to."""

    shown: tuple[str, ...]
    order: tuple[float | str, ...]
    target: str | int


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column, and whether the other way round: numbers begin with the largest, names with `a`."""

    column: int
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and sorted rows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sorting: Sorting


def sorted_table(columns: tuple[Column, ...], rows: Sequence[Row], sorting: Sorting) -> Table:
    """The rows in the order that is asked for; equal ones stay in the order of their names."""
    index = sorting.column
    is_descending = columns[index].is_number != sorting.is_reversed
    by_target = sorted(rows, key=lambda row: str(row.target))
    return Table(columns, tuple(sorted(by_target, key=lambda row: row.order[index], reverse=is_descending)), sorting)


def fitting(columns: Sequence[Column], width: int) -> dict[int, int]:
    """Column to cells, for those that fit."""
    fixed = {index: column.cells for index, column in enumerate(columns) if column.cells}

    def left() -> int:
        return width - sum(fixed.values()) - len(GAP) * len(fixed)

    while left() < MIN_FLEXIBLE_CELLS and len(fixed) > 1:
        del fixed[max(fixed, key=lambda index: (columns[index].rank, index))]
    return {
        index: fixed.get(index, max(0, left())) for index, column in enumerate(columns) if _is_in(column, index, fixed)
    }


def _is_in(column: Column, index: int, fixed: dict[int, int]) -> bool:
    return column.cells == 0 or index in fixed


def render_head(table: Table, width: int, palette: Palette, signs: str = "▾▴") -> Text:
    """The names of the columns; a sign beside the one that sorts, pointing to where the rows grow."""
    head = Text(no_wrap=True, end="")
    for position, (index, room) in enumerate(fitting(table.columns, width).items()):
        column = table.columns[index]
        is_sorting = index == table.sorting.column
        is_descending = column.is_number != table.sorting.is_reversed
        name = column.name + (signs[not is_descending] if is_sorting else "")
        head.append(GAP if position else "")
        head.append(
            pad(name, room, "right" if column.is_number else "left"), palette.accent if is_sorting else palette.muted
        )
    head.truncate(max(0, width))
    return head


def render_row(table: Table, row: Row, width: int, palette: Palette) -> Text:
    """One row; names are hostile text."""
    text = Text(no_wrap=True, end="")
    for position, (index, room) in enumerate(fitting(table.columns, width).items()):
        column, value = table.columns[index], visible(row.shown[index], keep_newlines=False)
        text.append(GAP if position else "")
        if column.cells == 0:
            shown = cut_path(value, room) if "/" in value and " " not in value else cut(value, room)
            text.append(shown + " " * max(0, room - cells(shown)), palette.text)
        else:
            is_main = index == table.sorting.column
            text.append(
                pad(value, room, "right" if column.is_number else "left"), palette.text if is_main else palette.muted
            )
    text.truncate(max(0, width))
    return text
