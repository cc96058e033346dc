"""The one rule line of a pane: its title on the left, what it counts on the right, no box around anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.text import cells, cut

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.ui.render.palette import Palette

RULE = "─"
MIN_RULE_CELLS = 2
MIN_TITLE_CELLS = 12
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the title."""

    key: str
    facts: str
    count: str

    @property
    def key_part(self) -> str:
        return f" {self.key}" if self.key else ""

    @property
    def right_part(self) -> str:
        right = "  ".join(text for text in (self.facts, self.count) if text)
        return f" {right}" if right else ""

    @property
    def needed_cells(self) -> int:
        """All but the title, with the shortest rule and the space before it."""
        return cells(self.key_part) + 1 + MIN_RULE_CELLS + cells(self.right_part)

    def is_fitting(self, width: int, title_cells: int) -> bool:
        """Whether enough of the title is left; a key stands only beside a whole one."""
        wanted_cells = title_cells if self.key else min(title_cells, MIN_TITLE_CELLS)
        return self.needed_cells + wanted_cells <= width


def render_title(
    title: str,
    width: int,
    palette: Palette,
    *,
    count: str = "",
    facts: str = "",
    is_focused: bool,
    key: str = "",
    is_alert: bool = False,
) -> Text:
    """`Threads f2 ────────── 26` in exactly `width` cells.

    Where it is tight, first the key goes, then the facts from their end, then the count; the title is cut last.
    `is_alert` says that the count is of things that need the person.
    """
    width = max(0, width)
    title_cells = cells(cut(title, width))
    wanted_cells = min(title_cells, MIN_TITLE_CELLS)
    choices = _ever_less(_Beside(cut(key, width), cut(facts, width), cut(count, width)))
    nothing = _Beside("", "", "")
    beside = next((choice for choice in choices if choice.is_fitting(width, title_cells)), nothing)
    row = Text(no_wrap=True, end="")
    row.append(
        cut(title, max(width - beside.needed_cells, min(wanted_cells, width))), _title_style(palette, is_focused)
    )
    row.append(beside.key_part, palette.faint)
    rule_cells = width - row.cell_len - 1 - cells(beside.right_part)
    row.append(" " + RULE * rule_cells if rule_cells > 0 else "", palette.faint)
    row.append(beside.right_part, palette.muted)
    if is_alert and beside.count:
        row.stylize(palette.warning, len(row) - len(beside.count))
    row.truncate(width, pad=True)
    return row


def _title_style(palette: Palette, is_focused: bool) -> Style:
    return palette.accent if is_focused else palette.strong


def _ever_less(beside: _Beside) -> Iterator[_Beside]:
    """Ever less beside the title, the least important first."""
    yield beside
    beside = replace(beside, key="")
    yield beside
    while beside.facts:
        beside = replace(beside, facts=beside.facts.rpartition(SEPARATOR)[0])
        yield beside
