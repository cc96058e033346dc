"""How each entry of a timeline looks, and what is copied of it; the only door to the looks in `items`.

`EntryRenderer` remembers what it drew, and feeds a growing text only what is new of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

from rich.text import Text

from codex_tui.state.timeline import Entry, ItemEntry, ItemState, NoticeEntry, PlanEntry, TurnEntry
from codex_tui.ui.render.items import agents, commands, files, messages, small, tools, unknown
from codex_tui.ui.render.items.frame import NO_FOLDERS, Canvas, Extent, Folders, Look, Rows
from codex_tui.ui.render.items.growth import Growth
from codex_tui.ui.render.items.turns import notice_rows, notice_text, plan_rows, plan_text, turn_rows, turn_text
from codex_tui.ui.render.text import visible

if TYPE_CHECKING:
    from codex_tui.ui.render.palette import Palette

MAX_CACHED_ROWS = 100_000
MAX_CACHED_ENTRIES = 4_000
MAX_GROWTHS = 64

_LOOKS = MappingProxyType(
    agents.LOOKS | commands.LOOKS | files.LOOKS | messages.LOOKS | small.LOOKS | tools.LOOKS | unknown.LOOKS
)

_CacheKey = tuple[int, int, bool | None]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Rows and what they were drawn from; holding the entry keeps its `id` from being used again."""

    entry: Entry
    revision: int
    rows: Rows


class EntryRenderer:
    """Draws the entries of a timeline; `folders` are what paths are shortened by."""

    def __init__(self, palette: Palette, folders: Folders = NO_FOLDERS) -> None:
        self._palette = palette
        self._folders = folders
        self._drawn: OrderedDict[_CacheKey, _Drawn] = OrderedDict()
        self._row_count = 0
        self._growths: OrderedDict[int, tuple[Entry, Growth]] = OrderedDict()

    def rows(
        self, entry: Entry, width: int, *, is_expanded: bool | None, previous: Entry | None = None
    ) -> Sequence[Text]:
        """Rows of at most `width` cells; none for an entry that `is_silent`.

        `is_expanded` None is the type's own extent. With the `previous` entry that has rows known, an empty row stands
        before this one exactly where that separates what is said from what is done; without, before what is said.
        The rows of an open item are good until this is called for it again.
        """
        key = (id(entry), width, is_expanded)
        drawn = self._drawn.get(key)
        if drawn is None or drawn.revision != entry.revision:
            drawn = self._draw(key, entry)
        else:
            self._drawn.move_to_end(key)
        return _AiryRows(drawn.rows) if drawn.rows and wants_air(entry, previous) else drawn.rows

    @property
    def cached_row_count(self) -> int:
        """How many rows are remembered."""
        return self._row_count

    def set_palette(self, palette: Palette) -> None:
        """Draw with other colours from now on."""
        self._palette = palette
        self.forget()

    def set_folders(self, folders: Folders) -> None:
        """Shorten paths by other folders from now on, as for another thread."""
        if folders != self._folders:
            self._folders = folders
            self.forget()

    def forget(self) -> None:
        """Drop everything that was drawn."""
        self._drawn.clear()
        self._growths.clear()
        self._row_count = 0

    def _draw(self, key: _CacheKey, entry: Entry) -> _Drawn:
        _, width, is_expanded = key
        extents = {None: Extent.USUAL, True: Extent.EXPANDED, False: Extent.FOLDED}
        growth = self._growth(entry)
        canvas = Canvas(width, self._palette, extents[is_expanded], self._folders, growth)
        drawn = _Drawn(entry, entry.revision, _painted(canvas, entry))
        outdated = self._drawn.pop(key, None)
        self._row_count += len(drawn.rows) - (len(outdated.rows) if outdated is not None else 0)
        self._drawn[key] = drawn
        while len(self._drawn) > 1 and (self._row_count > MAX_CACHED_ROWS or len(self._drawn) > MAX_CACHED_ENTRIES):
            _, oldest = self._drawn.popitem(last=False)
            self._row_count -= len(oldest.rows)
        return drawn

    def _growth(self, entry: Entry) -> Growth:
        """What is laid out of an open item; once it is done that serves one last drawing, so that nothing jumps."""
        if not isinstance(entry, ItemEntry):
            return Growth()
        if entry.state is ItemState.DONE:
            _, growth = self._growths.pop(id(entry), (entry, Growth()))
            return growth
        if id(entry) not in self._growths:
            self._growths[id(entry)] = (entry, Growth())
            if len(self._growths) > MAX_GROWTHS:
                self._growths.popitem(last=False)
        self._growths.move_to_end(id(entry))
        return self._growths[id(entry)][1]


class _AiryRows(Sequence[Text]):
    """Rows with an empty one before them; the others stay as lazy as they are."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows) + 1

    @overload
    def __getitem__(self, index: int) -> Text: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Text]: ...
    def __getitem__(self, index: int | slice) -> Text | Sequence[Text]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if index in (0, -len(self)):
            return Text()
        return self._rows[index if index < 0 else index - 1]


def wants_air(entry: Entry, previous: Entry | None) -> bool:
    """Whether an empty row stands before an entry: around what is said, not between what is done."""
    if isinstance(entry, TurnEntry):
        return True
    if previous is None:
        return _is_message(entry)
    return not isinstance(previous, TurnEntry) and (_is_message(entry) or _is_message(previous))


def is_silent(entry: Entry) -> bool:
    """Whether an entry takes no row, and so is `previous` to none."""
    return isinstance(entry, ItemEntry) and messages.is_silent(entry)


def _is_message(entry: Entry) -> bool:
    return isinstance(entry, ItemEntry) and _look_of(entry).is_message


def entry_text(entry: Entry) -> str:
    """What is copied of an entry: plain text, made harmless, such as a message's Markdown, a command and its output."""
    match entry:
        case ItemEntry():
            return visible(_look_of(entry).text(entry, entry.item)).strip("\n")
        case TurnEntry():
            return visible(turn_text(entry))
        case PlanEntry():
            return visible(plan_text(entry))
        case NoticeEntry():
            return visible(notice_text(entry))
        case _:
            return ""


def is_foldable(entry: Entry) -> bool:
    """Whether expanding or folding an entry changes anything."""
    match entry:
        case ItemEntry():
            return _look_of(entry).is_foldable(entry, entry.item)
        case TurnEntry():
            return entry.error is not None and not entry.has_error_notice
        case PlanEntry():
            return bool(entry.steps)
        case NoticeEntry():
            return bool(entry.details) or len(entry.text) > 200
        case _:
            return False


def is_expanded_after_toggle(entry: Entry, *, is_expanded: bool | None) -> bool:
    """What `enter` makes of an entry: messages are open by themselves, all else has more to show."""
    return not is_expanded if is_expanded is not None else not _is_message(entry)


def full_rows(entry: Entry, width: int, palette: Palette, folders: Folders = NO_FOLDERS) -> list[Text]:
    """Everything there is to an entry, for the full-screen view."""
    return list(_painted(Canvas(width, palette, Extent.WHOLE, folders), entry))


def _look_of(entry: ItemEntry) -> Look[Any]:
    return _LOOKS.get(type(entry.item), unknown.UNKNOWN_LOOK)


def _painted(canvas: Canvas, entry: Entry) -> Rows:
    match entry:
        case ItemEntry():
            return _look_of(entry).rows(canvas, entry, entry.item)
        case TurnEntry():
            return turn_rows(canvas, entry)
        case PlanEntry():
            return plan_rows(canvas, entry)
        case NoticeEntry():
            return notice_rows(canvas, entry)
        case _:
            return []
