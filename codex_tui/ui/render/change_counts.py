"""`+4 −2`: how many lines changes add and remove, in columns; apart from what lists the changes, so that all agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from codex_tui.ui.render.figures import format_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.ui.render.palette import Palette

Counts = tuple[int, int]
"""Lines added, lines removed."""


def count_facts(counts: Sequence[Counts], palette: Palette) -> list[Text]:
    """The counts of each change; of a zero only its place is left, and a column of zeros is left out."""
    facts = [Text() for _ in counts]
    for side, (sign, style) in enumerate((("+", _ink(palette.success)), ("−", _ink(palette.error)))):
        words = [f"{sign}{format_count(pair[side], is_short=True)}" if pair[side] else "" for pair in counts]
        width = max(map(len, words), default=0)
        for fact, word in zip(facts, words, strict=True):
            if width:
                fact.append(" " * (bool(fact) + width - len(word))).append(word, style)
    return facts


def _ink(style: Style) -> Style:
    """A colour without the underline that an error has where there is no colour."""
    return Style(color=style.color, bold=style.bold, dim=style.dim)
