"""The timeline of one thread: turn headers, items, plans and notices, in the order they happened.

Entries keep their identity and carry a `revision` that grows with each change, so that what draws them can cache.
Deltas are appended to a list and joined when read; `item/completed` replaces them (PROTOCOL.md, section 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from codex_tui.protocol.items import CommandExecution, FileChange, FileUpdateChange, ThreadItem, parse_item
from codex_tui.protocol.threads import PlanStep, Turn, TurnError


class ItemState(StrEnum):
    """How far an item is: `closed` never completed but its turn is over, `outlives` runs on after its turn."""

    OPEN = "open"
    DONE = "done"
    CLOSED = "closed"
    OUTLIVES = "outlives"


@dataclass(slots=True)
class Entry:
    """One row group of the item stream."""

    key: str
    turn_id: str
    at: float
    revision: int = 0


@dataclass(slots=True)
class TurnEntry(Entry):
    """The header of a turn; times in Unix seconds, duration in milliseconds.

    `spent_tokens` are the turn's own: the thread's total less `tokens_before`, that total when the turn began.
    `has_error_notice` says that a notice of this turn already tells its error where it happened.
    """

    status: str = "inProgress"
    started_at: float | None = None
    completed_at: float | None = None
    duration_ms: float | None = None
    tokens_before: int | None = None
    spent_tokens: int | None = None
    number: int = 0
    error: TurnError | None = None
    has_error_notice: bool = False
    diff: str = ""

    @property
    def is_over(self) -> bool:
        """Whether its end was told: history may call a turn interrupted, without a time, that has only just begun."""
        return self.status != "inProgress" and (self.status != "interrupted" or self.completed_at is not None)


@dataclass(slots=True)
class ItemEntry(Entry):
    """One item; while it is open, `parts` hold what deltas brought for each field and part.

    `is_waiting` says that a server request about it can be decided now.
    """

    item: ThreadItem = field(default_factory=lambda: ThreadItem(type="?", id="?"))
    state: ItemState = ItemState.OPEN
    parts: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    progress: list[str] = field(default_factory=list)
    finished_at: float | None = None
    is_waiting: bool = False

    def streamed(self, name: str) -> str:
        """What deltas brought for a field, all its parts joined."""
        keys = sorted(key for key in self.parts if key[0] == name)
        return "\n\n".join("".join(self.parts[key]) for key in keys)


@dataclass(slots=True)
class PlanEntry(Entry):
    """The check list of a turn."""

    explanation: str = ""
    steps: tuple[PlanStep, ...] = ()


@dataclass(slots=True)
class NoticeEntry(Entry):
    """An error, a warning or a retry where it happened; `level` is information, warning or error."""

    level: str = "information"
    text: str = ""
    details: str = ""


@dataclass(slots=True)
class Timeline:
    """The entries of a thread and where their history goes on."""

    thread_id: str
    entries: list[Entry] = field(default_factory=list)
    older_cursor: str | None = None
    is_history_loaded: bool = False
    revision: int = 0
    _by_key: dict[str, Entry] = field(default_factory=dict)
    _waiting_item_ids: Set[str] = frozenset()
    _notice_count: int = 0

    def get(self, key: str) -> Entry | None:
        """The entry with this key."""
        return self._by_key.get(key)

    def item(self, item_id: str) -> ItemEntry | None:
        """The entry of an item."""
        entry = self._by_key.get(f"item:{item_id}")
        return entry if isinstance(entry, ItemEntry) else None

    def turn(self, turn_id: str) -> TurnEntry | None:
        """The header of a turn."""
        entry = self._by_key.get(f"turn:{turn_id}")
        return entry if isinstance(entry, TurnEntry) else None

    def touch(self, entry: Entry) -> None:
        """Say that an entry changed."""
        entry.revision += 1
        self.revision += 1

    def ensure_turn(self, turn_id: str, at: float) -> TurnEntry:
        """The header of a turn, made at first sight: an item may come before its `turn/started`."""
        known = self.turn(turn_id)
        if known is not None:
            return known
        number = 1 + sum(isinstance(entry, TurnEntry) for entry in self.entries)
        header = TurnEntry(f"turn:{turn_id}", turn_id, at, number=number)
        self._append(header)
        return header

    def apply_turn(self, turn: Turn, at: float) -> TurnEntry:
        """Take over what the server says of a turn, and close what its end leaves open; an ended turn stays ended."""
        header = self.ensure_turn(turn.id, at)
        if header.is_over and turn.status == "inProgress":
            return header
        header.status = turn.status
        header.started_at = turn.started_at or header.started_at
        header.completed_at = turn.completed_at or header.completed_at
        header.duration_ms = turn.duration_ms if turn.duration_ms is not None else header.duration_ms
        header.error = turn.error or header.error
        if header.error is not None:
            header.has_error_notice = self._has_notice(turn.id, header.error.message)
        self.touch(header)
        if turn.status != "inProgress":
            self.close_open_items(turn.id, at)
        return header

    def start_item(self, raw: Any, turn_id: str, at: float) -> ItemEntry | None:
        """An item began; one that is known takes over what is new, unless its end was already told."""
        item = parse_item(raw)
        if item is None:
            return None
        known = self.item(item.id)
        if known is None:
            return self._add_item(item, turn_id, at)
        if known.state is not ItemState.DONE:
            known.item = item
            self.touch(known)
        return known

    def complete_item(self, raw: Any, turn_id: str, at: float) -> ItemEntry | None:
        """An item ended; its content replaces what deltas built."""
        item = parse_item(raw)
        if item is None:
            return None
        entry = self.item(item.id) or self._add_item(item, turn_id, at)
        self.complete_entry(entry, item, at)
        return entry

    def complete_entry(self, entry: ItemEntry, item: ThreadItem, at: float) -> None:
        """Take over the final content of an item."""
        entry.item = item
        entry.state = ItemState.DONE
        entry.finished_at = at
        entry.parts.clear()
        self.touch(entry)

    def append_delta(self, item_id: str, name: str, index: int, text: str) -> bool:
        """Add streamed text; say whether there is an item to add it to that still takes it."""
        entry = self.item(item_id)
        if entry is None or entry.state is ItemState.DONE:
            return False
        parts = entry.parts.get((name, index))
        if parts is None:
            parts = entry.parts[(name, index)] = []
        parts.append(text)
        entry.revision += 1
        self.revision += 1
        return True

    def replace_changes(self, item_id: str, changes: list[FileUpdateChange]) -> bool:
        """An open patch has other changes now."""
        entry = self.item(item_id)
        if entry is None or not isinstance(entry.item, FileChange):
            return False
        entry.item = entry.item.model_copy(update={"changes": changes})
        self.touch(entry)
        return True

    def add_progress(self, item_id: str, message: str) -> bool:
        """A tool says how far it is, or was written to."""
        entry = self.item(item_id)
        if entry is None:
            return False
        entry.progress.append(message)
        self.touch(entry)
        return True

    def set_plan(self, turn_id: str, steps: Iterable[PlanStep], explanation: str, at: float) -> None:
        """The check list of a turn, kept where it first appeared."""
        key = f"plan:{turn_id}"
        entry = self._by_key.get(key)
        if not isinstance(entry, PlanEntry):
            self.ensure_turn(turn_id, at)
            entry = PlanEntry(key, turn_id, at)
            self._append(entry)
        entry.steps, entry.explanation = tuple(steps), explanation
        self.touch(entry)

    def add_notice(self, level: str, text: str, details: str, turn_id: str, at: float) -> None:
        """Something went wrong, or will be tried again, here."""
        self._notice_count += 1
        key = f"notice:{self._notice_count}"
        self._append(NoticeEntry(key, turn_id, at, level=level, text=text, details=details))
        header = self.turn(turn_id)
        if header is not None and header.error is not None:
            header.has_error_notice = self._has_notice(turn_id, header.error.message)
            self.touch(header)

    def _has_notice(self, turn_id: str, text: str) -> bool:
        """Whether a notice tells this error; a warning is no error, and is not always shown."""
        told = ("error", turn_id, text)
        return any(isinstance(e, NoticeEntry) and (e.level, e.turn_id, e.text) == told for e in self.entries)

    def set_waiting(self, item_ids: Set[str]) -> None:
        """Say which items wait for a decision, those that are still to come included."""
        for item_id in self._waiting_item_ids ^ item_ids:
            entry = self.item(item_id)
            if entry is not None:
                entry.is_waiting = item_id in item_ids
                self.touch(entry)
        self._waiting_item_ids = frozenset(item_ids)

    def close_open_items(self, turn_id: str | None, at: float) -> None:
        """End the items that a finished turn leaves open; None ends those of every turn, as a lost server does.

        A command with a process goes on after its turn, since the server does not end it (PROTOCOL.md, section 2).
        """
        for entry in self.entries:
            if not isinstance(entry, ItemEntry) or turn_id not in (None, entry.turn_id):
                continue
            if entry.state is ItemState.OPEN or (turn_id is None and entry.state is ItemState.OUTLIVES):
                runs_on = turn_id is not None and isinstance(entry.item, CommandExecution) and entry.item.process_id
                entry.state = ItemState.OUTLIVES if runs_on else ItemState.CLOSED
                entry.finished_at = None if runs_on else at
                self.touch(entry)

    def interrupt_all(self, at: float) -> bool:
        """The server is gone: nothing runs any more; say whether anything did."""
        revision = self.revision
        self.close_open_items(None, at)
        for turn in self.running_turns():
            turn.status = "interrupted"
            self.touch(turn)
        return self.revision != revision

    def running_turns(self) -> list[TurnEntry]:
        """The turns that have not ended."""
        return [e for e in self.entries if isinstance(e, TurnEntry) and e.status == "inProgress"]

    def running_commands(self) -> list[ItemEntry]:
        """The commands that outlived their turns."""
        return [e for e in self.entries if isinstance(e, ItemEntry) and e.state is ItemState.OUTLIVES]

    def items_of(self, turn_id: str) -> list[ItemEntry]:
        """The items of a turn, in order."""
        return [e for e in self.entries if isinstance(e, ItemEntry) and e.turn_id == turn_id]

    def position_of(self, entry: Entry) -> int:
        """Where an entry stands; raises StopIteration where it is not in this timeline."""
        return next(index for index, known in enumerate(self.entries) if known is entry)

    def insert(self, position: int, entries: Sequence[Entry]) -> None:
        """Put history where it belongs, and number the turns again."""
        self.entries[position:position] = entries
        for entry in entries:
            self._index(entry)
        turns = (entry for entry in self.entries if isinstance(entry, TurnEntry))
        for number, turn in enumerate(turns, start=1):
            turn.number = number
        self.revision += 1

    def _add_item(self, item: ThreadItem, turn_id: str, at: float) -> ItemEntry:
        self.ensure_turn(turn_id, at)
        entry = ItemEntry(f"item:{item.id}", turn_id, at, item=item)
        self._append(entry)
        return entry

    def _append(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._index(entry)
        self.revision += 1

    def _index(self, entry: Entry) -> None:
        self._by_key[entry.key] = entry
        if isinstance(entry, ItemEntry):
            entry.is_waiting = entry.item.id in self._waiting_item_ids
