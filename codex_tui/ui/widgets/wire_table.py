"""The rows of the wire log: what is shown of it, what is under the cursor, and how far the filter has looked."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from rich.text import Text
from textual.timer import Timer

from codex_tui.state.wire_log import MessageKind, WireRecord
from codex_tui.state.wire_subset import WireRows, WireSubset
from codex_tui.state.wire_view import RecordQuery, WireView
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.figures import format_bytes, format_count
from codex_tui.ui.render.wire_rows import Places, RowFacts, render_wire
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.pane import TitleFacts
from codex_tui.ui.widgets.row_list import RowList

SCAN_BUDGET_S = 0.012
"""How long the filter may look at older messages before keys and new messages have their turn."""
SCAN_PAUSE_S = 0.002
SCAN_SHOWN_EVERY_S = 0.1
UNANSWERED = "unanswered"
MARKED = "marked"
EMPTY_SUBSETS: Mapping[str, str] = MappingProxyType(
    {
        UNANSWERED: " no request waits for an answer · esc",
        MARKED: " no message has a mark or a note · space marks, N notes · esc",
    }
)
"""What stands where a subset has no message."""


class WirePlace(NamedTuple):
    """What is shown, and the message under the cursor; None while the newest is followed."""

    subset_name: str
    filter_text: str
    seq: int | None


class WireTable(RowList):
    """Wire records: all, those that the filter admits, or a subset; follows the newest until the user scrolls up."""

    class FilterTooSlow(LineList.ListMessage):
        """A filter takes too long; `before` is what the list was filtered by until then."""

        def __init__(self, wire_list: WireTable, text: str, before: str) -> None:
            super().__init__(wire_list)
            self.text = text
            self.before = before

    class FilterReplaced(LineList.ListMessage):
        """The filter is another one, and nobody typed it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, is_following=True, id="wire-list")
        model = context.model
        self.view = WireView(model.wire_log, self._read_filter)
        self._places: Places | None = None
        self.subset_name = ""
        self.activity = ""
        """What is being done with the messages, for the title."""
        self._subsets = {
            UNANSWERED: WireSubset(model.wire_log, model.unanswered.seqs, lambda: self.view.query),
            MARKED: WireSubset(model.wire_log, lambda: model.wire_marks.seqs, lambda: self.view.query),
        }
        self._unfiltered = (self.place, 0)
        """Where one was before there was a filter, and in which row of the view."""
        self._wanted_seq: int | None = None
        self._shift = 0
        self._scan_timer: Timer | None = None
        self._scan_ended = asyncio.Event()
        self._scan_shown_at = 0.0
        self._seen_seq = 0

    @property
    def cursor_record(self) -> WireRecord | None:
        """The message under the cursor."""
        return self.shown.record_at(self.cursor)

    @property
    def shown(self) -> WireRows:
        """What the rows are: all that the filter admits, or a subset of that."""
        return self._subsets.get(self.subset_name, self.view)

    @property
    def place(self) -> WirePlace:
        """Where one is."""
        record = self.cursor_record
        seq = None if record is None or self.is_following else record.seq
        return WirePlace(self.subset_name, self.view.filter_text, seq)

    def title_facts(self) -> TitleFacts:
        """Follow, how much there is, and the filter."""
        log = self.context.model.wire_log
        facts = ["follow" if self.is_following else self._missed_facts()]
        if self.subset_name:
            facts = [self._subset_facts()]
        if self.activity:
            facts.insert(0, self.activity)
        if self.view.filter_text:
            facts.append(f"/{self.view.filter_text} · {self.match_count()}")
        else:
            facts.append(format_count(log.next_seq))
        facts.append(format_bytes(log.total_bytes))
        return TitleFacts("Wire log", " · ".join(facts))

    def match_count(self) -> str:
        """How many messages there are of all, as far as the filter has looked."""
        so_far = f" so far ({self.view.scanned_share:.0%})" if self.view.is_scanning else ""
        return f"{format_count(len(self.shown))}{so_far} of {format_count(self.context.model.wire_log.next_seq)}"

    def _subset_facts(self) -> str:
        model = self.context.model
        if self.subset_name == UNANSWERED:
            waiting, lost = len(model.wire_log.waiting_seqs), len(model.unanswered.lost_seqs)
            return f"unanswered · {waiting} wait" + (f" · {lost} lost with their server" if lost else "")
        return f"{len(model.wire_marks.seqs)} marked or noted"

    def row_count(self) -> int:
        """Messages that the filter shows."""
        return len(self.shown)

    def can_follow(self) -> bool:
        """New messages come at the end, but not to a subset."""
        return not self.subset_name

    def row_state(self, index: int) -> Hashable:
        """A message never changes, but for its pair, and for what the person or its server does to it."""
        record = self.shown.record_at(index)
        return None if record is None else (record.seq, record.pair_seq, self._facts_of(record))

    def row_text(self, index: int, width: int) -> Text:
        """One message."""
        record = self.shown.record_at(index)
        if record is None:
            return Text("")
        facts, places = self._facts_of(record), self._places
        return render_wire(record, width, self.context.palette, tz=self.context.tz, facts=facts, places=places)

    def _facts_of(self, record: WireRecord) -> RowFacts:
        model, seq = self.context.model, record.seq
        is_open = record.kind is MessageKind.REQUEST and record.pair_seq is None
        is_waiting = is_open and model.wire_log.is_waiting(record)
        is_aging = is_waiting and self.subset_name == UNANSWERED
        return RowFacts(
            is_waiting=is_waiting,
            is_lost=is_open and not is_waiting and model.unanswered.is_lost(seq),
            waited_s=max(0, int(self.context.now() - record.at)) if is_aging else None,
            is_marked=model.wire_marks.is_marked(seq),
            note=model.wire_marks.note(seq),
        )

    def empty_text(self) -> Text:
        """Why there is nothing."""
        if self.subset_name and not self.view.filter_text:
            return Text(EMPTY_SUBSETS[self.subset_name], self.context.palette.muted)
        text = " no message matches · esc" if self.view.filter_text else " no messages yet"
        if self.view.is_scanning:
            text = " no message matches so far"
        return Text(text, self.context.palette.muted)

    def sync(self) -> None:
        """Messages came, and old ones may have been found or dropped at the other end."""
        self.view.refresh()
        if isinstance(subset := self.shown, WireSubset):
            subset.hold(self.cursor)
            subset.refresh()
        self._keep_place()
        self._take_wanted()
        super().sync()
        self._note_seen()
        self._scan_later()

    def tick(self) -> None:
        """Once a second: the ages of what waits."""
        if self.subset_name == UNANSWERED:
            self.refresh()

    def move_to(self, index: int, direction: int = 1) -> None:
        """The last row has seen everything."""
        self._wanted_seq = None
        super().move_to(index, direction)
        self._note_seen()

    def scroll_rows(self, rows: int) -> None:
        """The end has seen everything."""
        super().scroll_rows(rows)
        self._note_seen()

    @property
    def filter_text(self) -> str:
        """As the view has it."""
        return self.view.filter_text

    def set_filter(self, text: str) -> None:
        """Show the messages that match; without a filter again, where one was is where one is."""
        was_filtered, place, row = bool(self.view.filter_text), self.place, self.cursor - self.top
        self.view.set_filter(text)
        self._scan_ended.set()
        self._scan_ended.clear()
        self._show_from_end()
        if not was_filtered:
            self._unfiltered = (place, row)
        if was_filtered and not text.strip() and place.subset_name == self.subset_name:
            self._return(place)

    def _return(self, place: WirePlace) -> None:
        """To the message that was chosen under the filter, else to the place where the filter was begun."""
        before, row = self._unfiltered
        seq = before.seq if place.seq is None else place.seq
        if seq is not None and self.select_seq(seq) and seq == before.seq:
            self.top = self.cursor - row
            self.sync()

    def _read_filter(self, text: str) -> RecordQuery | None:
        """What the text means; raises QueryError."""
        if not text.strip():
            self._places = None
            return None
        # The language is loaded once somebody filters, which the first picture need not wait for.
        from codex_tui.state.wire_query import parse_query
        from codex_tui.ui.search_guard import SearchGuard

        before = self.view.filter_text
        guard = SearchGuard(lambda: self.post_message(self.FilterTooSlow(self, text, before)))
        query = parse_query(text, self.context.saved_filters, guard)
        self._places = query.places if query is not None else None
        return query

    def replace_filter(self, text: str) -> None:
        """Filter by what nobody typed."""
        if text != self.view.filter_text:
            self.set_filter(text)
            self.post_message(self.FilterReplaced(self))

    def show_subset(self, name: str) -> None:
        """Show a subset from its first message, or with the empty name all that the filter admits."""
        self.subset_name = name
        self._show_from_end()
        if name:
            self.top = self.cursor = 0

    def _show_from_end(self) -> None:
        self._wanted_seq = None
        self.is_following = self.can_follow()
        self._shift = self.shown.shift
        self.forget_rows()
        self.sync()
        self.post_message(self.CursorMoved(self))

    def select_seq(self, seq: int) -> bool:
        """Put the cursor on a message; say whether it is shown."""
        index = self.shown.index_of(seq)
        if index is None:
            return False
        self.move_to(index)
        return True

    def select_when_found(self, seq: int) -> None:
        """Put the cursor on a message as soon as the filter has found it."""
        if not self.select_seq(seq):
            self.is_following = False
            self._wanted_seq = seq
            self._scan_later()

    def _take_wanted(self) -> None:
        """The filter may have found what it was asked to wait for, or have looked at everything."""
        wanted = self._wanted_seq
        if wanted is not None and not self.select_seq(wanted) and not self.shown.is_scanning:
            self._wanted_seq = None

    def _keep_place(self) -> None:
        """The same messages stay in view and under the cursor, whatever comes or goes before them."""
        shift, self._shift = self.shown.shift - self._shift, self.shown.shift
        self.top, self.cursor = max(0, self.top + shift), max(0, self.cursor + shift)

    async def scanned(self) -> None:
        """Until the filter has looked at everything, or there is another one."""
        if self.view.is_scanning:
            await self._scan_ended.wait()

    def _scan_later(self) -> None:
        if not self.view.is_scanning:
            self._scan_ended.set()
        if self._scan_timer is None and self.view.is_scanning:
            self._scan_timer = self.set_timer(SCAN_PAUSE_S, self._scan)

    def _scan(self) -> None:
        """Look for a moment at older messages, and show now and then what was found."""
        self._scan_timer = None
        is_unfinished = self.view.work(SCAN_BUDGET_S)
        self._keep_place()
        now = self.context.monotonic()
        if is_unfinished and now < self._scan_shown_at + SCAN_SHOWN_EVERY_S:
            self._scan_later()
            return
        self._scan_shown_at = now
        self.sync()
        self.post_message(self.CursorMoved(self))

    def _missed_facts(self) -> str:
        missed_count = self.context.model.wire_log.next_seq - self._seen_seq
        return f"↓ {format_count(missed_count)} new" if missed_count else "↓ end"

    def _note_seen(self) -> None:
        if self.is_following:
            self._seen_seq = self.context.model.wire_log.next_seq
