"""The frame that all items share: a gutter for one glyph, a head row with facts at its right end, a body, a fold.

Every painter gets a `Canvas` and returns rows; where a row came from the wire it went through `visible` or `reveal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.style import Style
from rich.text import Span, Text

from codex_tui.state.timeline import ItemEntry
from codex_tui.ui.render.change_rows import shown_path
from codex_tui.ui.render.figures import format_count
from codex_tui.ui.render.items.growth import Growth
from codex_tui.ui.render.text import ELLIPSIS, cells, cut, cut_path, visible, wrap

if TYPE_CHECKING:
    from codex_tui.ui.render.palette import Palette

GUTTER = "  "
MIN_TITLE_CELLS = 16
"""What facts must leave of a head row for its title, or the last of them go."""
FACT_GAP = "  "

T = TypeVar("T")
Rows = Sequence[Text]
Fact = Text
"""A short piece at the right end of a head row; an empty one is left out."""


class Extent(StrEnum):
    """How much of an entry is drawn: `whole` is the full-screen view, `usual` what its type shows by itself."""

    FOLDED = "folded"
    USUAL = "usual"
    EXPANDED = "expanded"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Folders:
    """The user's home and the thread's folder, which paths are shortened by; empty where not known."""

    home: str = ""
    cwd: str = ""

    def short(self, path: str, width: int) -> str:
        """A path of at most `width` cells, made visible: relative to the thread's folder if it lies in it."""
        return cut_path(shown_path(path, self.cwd) or ".", width, self.home or None)


NO_FOLDERS = Folders()


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where and how an entry is drawn; `growth` keeps what is laid out of a text that still grows."""

    width: int
    palette: Palette
    extent: Extent = Extent.USUAL
    folders: Folders = NO_FOLDERS
    growth: Growth = field(default_factory=Growth)

    @property
    def body_width(self) -> int:
        """Cells of a row right of the gutter."""
        return max(1, self.width - len(GUTTER))

    @property
    def is_folded(self) -> bool:
        """Whether the head row is all that is wanted."""
        return self.extent is Extent.FOLDED

    @property
    def is_expanded(self) -> bool:
        """Whether what is usually left out is wanted."""
        return self.extent in (Extent.EXPANDED, Extent.WHOLE)

    @property
    def is_whole(self) -> bool:
        """Whether nothing may be left out."""
        return self.extent is Extent.WHOLE

    def limit(self, usual: int, expanded: int) -> int | None:
        """How many rows of a part may be drawn; None is all."""
        limits = {Extent.FOLDED: 0, Extent.USUAL: usual, Extent.EXPANDED: expanded}
        return limits.get(self.extent)

    def hushed(self) -> Canvas:
        """The same canvas for what only accompanies: all ink muted."""
        return replace(self, palette=hushed_palette(self.palette))


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """How one item type is drawn, copied and folded; `is_message` says that it wants air around it."""

    rows: Callable[[Canvas, ItemEntry, T], Rows]
    text: Callable[[ItemEntry, T], str]
    is_foldable: Callable[[ItemEntry, T], bool]
    is_message: bool = False


Looks = dict[type, Look[Any]]


def always(_entry: ItemEntry, _item: object) -> bool:
    """The fold of an item that always has more to show."""
    return True


def never(_entry: ItemEntry, _item: object) -> bool:
    """The fold of an item that is one row."""
    return False


@lru_cache(maxsize=8)
def hushed_palette(palette: Palette) -> Palette:
    """A palette whose plain text, headings and code are muted."""
    return replace(
        palette,
        text=palette.muted,
        strong=palette.muted + Style(bold=True),
        emphasis=palette.muted + Style(italic=True),
        heading=palette.muted + Style(bold=True),
        code=palette.muted,
        code_block=palette.muted,
        link=palette.muted + Style(underline=True),
        syntax_theme="",
    )


def cut_title(title: Text, width: int) -> Text:
    """A title that kept its styles, cut to one row."""
    plain = cut(title.plain, width)
    kept = len(plain)
    spans = [Span(span.start, min(span.end, kept), span.style) for span in title.spans if span.start < kept]
    return Text(plain, title.style, spans=spans)


def head_row(canvas: Canvas, glyph: str, glyph_style: Style, title: Text, facts: Iterable[Fact] = ()) -> Text:
    """Glyph, title, and at the right end the facts; where it is tight the last facts go, then the title is cut."""
    kept = [fact for fact in facts if fact]
    wanted = min(cells(title.plain), MIN_TITLE_CELLS)
    while kept and canvas.body_width - _facts_cells(kept) < wanted:
        kept.pop()
    row = Text(glyph + GUTTER[len(glyph) :], spans=[Span(0, len(glyph), glyph_style)])
    row.append_text(cut_title(title, canvas.body_width - _facts_cells(kept)))
    if kept:
        row.append(" " * (canvas.width - cells(row.plain) - _facts_cells(kept)))
        for fact in kept:
            row.append(FACT_GAP)
            row.append_text(fact)
    return row


def _facts_cells(facts: Sequence[Fact]) -> int:
    return sum(len(FACT_GAP) + cells(fact.plain) for fact in facts)


def title_of(*pieces: tuple[str, Style]) -> Text:
    """One line of styled pieces, each made visible; a bound keeps a long one from costing more than it shows."""
    title = Text()
    for text, style in pieces:
        title.append(visible(text[:2000], keep_newlines=False), style)
    return title


def guttered(row: Text, glyph: str = "", glyph_style: Style | None = None) -> Text:
    """A row moved right of the gutter, into which the ground of a coloured row does not reach."""
    shift = len(GUTTER)
    spans = [Span(0, shift, glyph_style)] if glyph and glyph_style is not None else []
    if row.style:
        spans.append(Span(shift, shift + len(row), row.style))
    spans += [Span(span.start + shift, span.end + shift, span.style) for span in row.spans]
    return Text(glyph + GUTTER[len(glyph) :] + row.plain, spans=spans)


def body(rows: Iterable[Text], glyph: str = "", glyph_style: Style | None = None) -> list[Text]:
    """Rows moved right of the gutter, with a glyph before the first."""
    return [guttered(row, "" if index else glyph, glyph_style) for index, row in enumerate(rows)]


def prose(canvas: Canvas, text: str, style: Style) -> list[Text]:
    """Plain text from the wire, wrapped, right of the gutter; an empty one is no row."""
    return body(wrap(Text(visible(text), style), canvas.body_width)) if text else []


def one_row(canvas: Canvas, text: str, style: Style) -> Text:
    """Plain text from the wire, cut to one row, right of the gutter."""
    return Text(GUTTER + cut(text[:2000], canvas.body_width), style)


def more_row(canvas: Canvas, count: int) -> Text:
    """`… 120 more · enter`: how much was left out, and the key that shows it."""
    return rest_row(canvas, f"{format_count(count)} more", _key(canvas))


def earlier_row(canvas: Canvas) -> Text:
    """The same for what lies before the rows that follow, where counting it would cost too much."""
    return rest_row(canvas, "earlier output", _key(canvas))


def _key(canvas: Canvas) -> str:
    return "o" if canvas.is_expanded else "enter"


def rest_row(canvas: Canvas, what: str, key: str) -> Text:
    """What was left out, in words, and the key that shows it."""
    return Text(GUTTER + cut(f"{ELLIPSIS} {what} · {key}", canvas.body_width), canvas.palette.muted)


def limited(canvas: Canvas, rows: list[Text], limit: int | None) -> list[Text]:
    """The first rows, and a row that counts the rest; a rest of one is shown rather than counted."""
    if limit is None or len(rows) <= limit + 1:
        return rows
    return [*rows[:limit], more_row(canvas, len(rows) - limit)]


def aside(canvas: Canvas, text: str, style: Style) -> list[Text]:
    """Plain text that only accompanies: one row usually, all of it when expanded; an empty one is no row."""
    if canvas.is_expanded or not text:
        return prose(canvas, text, style)
    return [one_row(canvas, text, style)]
