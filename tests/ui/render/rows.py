"""What every renderer is tested with: hostile text, and what must hold for any row."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from codex_tui.ui.render.palette import PLAIN_PALETTE, Palette

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

PLAIN = PLAIN_PALETTE
"""The palette without colours."""


def _distinct_styles() -> Palette:
    """`PLAIN` with a different colour for each style."""
    values = {field.name: getattr(PLAIN, field.name) for field in fields(PLAIN)}
    names = [name for name, value in values.items() if isinstance(value, Style)]
    values.update({name: Style(color=f"color({100 + index})") for index, name in enumerate(names)})
    return Palette(**{**values, "syntax_theme": "default"})


COLOURED = _distinct_styles()
"""A palette in which every style can be told from every other."""

NASTY = [
    "\x1b[2K",
    "\x1b]52;c;AAAA\x07",
    "\x1b]8;;http://evil.example\x1b\\",
    "\x9b31m",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\b",
    "\x00",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\ufe0f",
    "\xad",
    "\U000e0041",
    "\ue000",
    "\ud83d",
    "\uffff",
    "\u3164",
    "[bold red]markup[/]",
    "日本語",
    "e\u0301\u0302\u0303\u0304\u0305\u0306",
    "👩\u200d👩\u200d👧",
    "👍🏽",
    "🇩🇪",
    "⚠\ufe0f",
    "1\ufe0f\u20e3",
    " " * 30,
    "word " * 12,
    "x" * 60,
]
HOSTILE = st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=8))).map(
    "".join
)
WIDTHS = st.integers(min_value=1, max_value=200)

_FORBIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
_FORBIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\uffff\U0001f3fd" + _SELECTORS)


def forbidden_in(text: str) -> list[str]:
    """The characters of a text that must never reach the screen."""
    return [
        f"U+{ord(character):04X}"
        for character in text
        if character in _FORBIDDEN or unicodedata.category(character) in _FORBIDDEN_CATEGORIES
    ]


def assert_rows(rows: Iterable[Text], width: int) -> None:
    """Every row is one line, fits, and has nothing in it that a terminal would obey or hide."""
    for row in rows:
        assert forbidden_in(row.plain) == [], repr(row.plain)
        assert cell_len(row.plain) <= width, repr(row.plain)


def plain(rows: Iterable[Text]) -> list[str]:
    """The text of rows."""
    return [row.plain for row in rows]


def styled(row: Text, style: Style) -> list[str]:
    """The pieces of a row that carry a style."""
    return [row.plain[span.start : span.end] for span in row.spans if span.style == style]
