"""The threads as the pane shows them: filtered, grouped by who needs the person, in an order that stays put.

Within a group a thread never moves because something happened in it; only a change of the filter, of the order or of
its group moves a row. "Recently updated" is therefore the order at the moment it was chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codex_tui.state.threads import ThreadGroup, ThreadRecord, ThreadStore


class ThreadOrder(StrEnum):
    """How threads are ordered within their group."""

    NEWEST = "newest"
    RECENT = "recently updated"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The header of a group that has rows."""

    group: ThreadGroup
    count: int


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread; a sub-agent stands below its parent, one `depth` further in."""

    thread_id: str
    depth: int


Row = GroupRow | ThreadRow


class ThreadView:
    """The rows of the threads pane."""

    def __init__(self, store: ThreadStore) -> None:
        self._store = store
        self._words: tuple[str, ...] = ()
        self._filter_text = ""
        self._status_filter: ThreadGroup | None = None
        self._order = ThreadOrder.NEWEST
        self._is_archived_shown = False
        self._updated_at_when_chosen: dict[str, float] = {}
        self._groups: dict[ThreadGroup, list[ThreadRecord]] = {}
        self._rows: list[Row] = []
        self._seen_revision = -1

    @property
    def filter_text(self) -> str:
        """What the user filters by; all its words must be in the title, folder, model or id of a thread."""
        return self._filter_text

    @property
    def status_filter(self) -> ThreadGroup | None:
        """The only group shown, or None for all."""
        return self._status_filter

    @property
    def order(self) -> ThreadOrder:
        """The order within the groups."""
        return self._order

    @property
    def is_archived_shown(self) -> bool:
        """Whether archived threads are shown among the others."""
        return self._is_archived_shown

    def set_filter(self, text: str) -> None:
        """Show only threads that match all words of `text`, in any case."""
        self._filter_text = text
        self._words = tuple(text.casefold().split())
        self._seen_revision = -1

    def set_status_filter(self, group: ThreadGroup | None) -> None:
        """Show only one group, or all."""
        self._status_filter = group
        self._seen_revision = -1

    def next_status_filter(self) -> ThreadGroup | None:
        """Go from all groups through each alone and back to all; return what is shown now."""
        choices = (None, *ThreadGroup)
        self.set_status_filter(choices[(choices.index(self._status_filter) + 1) % len(choices)])
        return self._status_filter

    def set_order(self, order: ThreadOrder) -> None:
        """Order the threads; "recently updated" is taken as it is now."""
        self._order = order
        self._updated_at_when_chosen = {record.id: record.updated_at for record in self._store}
        self._seen_revision = -1

    def next_order(self) -> ThreadOrder:
        """Go to the next order and return it."""
        choices = tuple(ThreadOrder)
        self.set_order(choices[(choices.index(self._order) + 1) % len(choices)])
        return self._order

    def set_archived_shown(self, is_shown: bool) -> None:
        """Show archived threads as well, or leave them out."""
        self._is_archived_shown = is_shown
        self._seen_revision = -1

    def rows(self) -> list[Row]:
        """The rows, top to bottom; the same list until the store or a setting changes."""
        self._refresh()
        return self._rows

    def count_by_group(self) -> dict[ThreadGroup, int]:
        """How many threads each group has under the text filter, whichever groups are shown."""
        self._refresh()
        return {group: len(records) for group, records in self._groups.items()}

    def _refresh(self) -> None:
        if self._seen_revision == self._store.revision:
            return
        self._seen_revision = self._store.revision
        self._groups = {group: [] for group in ThreadGroup}
        for record in sorted(filter(self._is_shown, self._store), key=self._sort_key()):
            self._groups[record.group].append(record)
        self._rows = []
        for group, records in self._groups.items():
            if records and self._status_filter in (None, group):
                self._rows.append(GroupRow(group, len(records)))
                self._rows.extend(_nested(records))

    def _is_shown(self, record: ThreadRecord) -> bool:
        if record.is_archived and not self._is_archived_shown:
            return False
        if not self._words:
            return True
        text = f"{record.title}\n{record.cwd}\n{record.model}\n{record.id}".casefold()
        return all(word in text for word in self._words)

    def _sort_key(self) -> Callable[[ThreadRecord], Any]:
        if self._order is ThreadOrder.NAME:
            return lambda record: (record.title.casefold(), record.id)
        if self._order is ThreadOrder.RECENT:
            # A thread first seen later keeps the time it had then, so a new one comes on top and an old page below.
            frozen = self._updated_at_when_chosen
            return lambda record: (-frozen.setdefault(record.id, record.updated_at), record.id)
        return lambda record: (-record.created_at, record.id)


def _nested(records: list[ThreadRecord]) -> list[ThreadRow]:
    """Put each thread whose parent is in the list below that parent; all others keep their order."""
    ids = {record.id for record in records}
    children: dict[str, list[str]] = {}
    roots: list[str] = []
    for record in records:
        if record.parent_id in ids and record.parent_id is not None:
            children.setdefault(record.parent_id, []).append(record.id)
        else:
            roots.append(record.id)
    rows: list[ThreadRow] = []
    if children:
        # Threads that name each other as parent hang below no root; they come last, on their own.
        roots.extend(record.id for record in records if record.parent_id in ids)
    placed: set[str] = set()
    for root in roots:
        below = [(root, 0)]
        while below:
            thread_id, depth = below.pop()
            if thread_id in placed:
                continue
            placed.add(thread_id)
            rows.append(ThreadRow(thread_id, depth))
            below.extend((child, depth + 1) for child in reversed(children.get(thread_id, ())))
    return rows
