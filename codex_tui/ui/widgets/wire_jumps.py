"""The ways through the wire log: to the pair, to the next mark, to any message, and back to where one was.

A jump reaches its message even where a filter hides it: the filter goes, this is said, and one key brings it back.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from codex_tui.state.wire_log import MessageKind, WireRecord
from codex_tui.ui.keys import bound_keys, shown_key

if TYPE_CHECKING:
    from codex_tui.ui.widgets.wire_table import WirePlace, WireTable

MAX_PLACES = 100


class WireJumps:
    """The jumps of one wire log, and the places where they began."""

    def __init__(self, wire: WireTable) -> None:
        self._wire = wire
        self._places: deque[WirePlace] = deque(maxlen=MAX_PLACES)

    def remember(self) -> None:
        """A jump begins here."""
        place = self._wire.place
        if not self._places or self._places[-1] != place:
            self._places.append(place)

    def back(self) -> None:
        """Return to where the last jump began, with the filter of then."""
        wire = self._wire
        if not self._places:
            self._warn("There was no jump to return from.")
            return
        place = self._places.pop()
        wire.replace_filter(place.filter_text)
        wire.show_subset(place.subset_name)
        if place.seq is not None:
            wire.select_when_found(place.seq)

    def to_pair(self) -> None:
        """To the answer of a request, or to the request of an answer."""
        record = self._wire.cursor_record
        if record is None:
            return
        if record.pair_seq is not None:
            self.to_seq(record.pair_seq, "the paired message")
        else:
            self._warn(self._why_unpaired(record))

    def to_mark(self, direction: int) -> None:
        """To the next message with a mark or a note, or to the one before; only to those that the filter shows."""
        wire = self._wire
        record = wire.cursor_record
        marks = wire.context.model.wire_marks
        seq = None if record is None else record.seq
        while seq is not None:
            seq = marks.after(seq) if direction > 0 else marks.before(seq)
            if seq is not None and wire.shown.index_of(seq) is not None:
                self.remember()
                wire.select_seq(seq)
                return
        where = "after" if direction > 0 else "before"
        self._warn(f"There is no marked message {where} this one.")

    def to_seq(self, seq: int, what: str) -> bool:
        """To a message; `what` is what it is called where it cannot be reached. Say whether it was."""
        wire = self._wire
        if wire.context.model.wire_log.get(seq) is None:
            self._warn(f"{what.capitalize()} is no longer kept.")
            return False
        self.remember()
        if wire.select_seq(seq):
            return True
        hiding = "The filter" if wire.view.filter_text else "This view"
        wire.show_subset("")
        if not wire.select_seq(seq):
            hiding = "The filter"
            wire.replace_filter("")
            wire.select_seq(seq)
        self._tell(f"{hiding} did not show {what}, and is off now. {self._key('return')} brings it back.")
        return True

    def two_marked(self) -> tuple[WireRecord, WireRecord] | None:
        """The two messages to compare, the older first: both marked ones, or the marked one and that under the cursor.

        Where none is marked, it is the message under the cursor and its pair. None, and why is said, where it is not
        clear which two.
        """
        log, seqs = self._wire.context.model.wire_log, self._compared_seqs()
        records = [record for seq in seqs if (record := log.get(seq)) is not None]
        if len(seqs) == 2 and len(records) == 2:
            return records[0], records[1]
        if len(seqs) == 2:
            self._warn("A marked message is no longer kept.")
        else:
            marked = len(self._wire.context.model.wire_marks.marked)
            self._warn(f"Two messages can be compared, but {marked} are marked. {self._key('mark')} marks and unmarks.")
        return None

    def is_useful(self, action: str) -> bool:
        """Whether a key would do something with the message under the cursor."""
        record, model = self._wire.cursor_record, self._wire.context.model
        match action:
            case "pair":
                return record is not None and record.pair_seq is not None
            case "item":
                return record is not None and bool(record.item_id)
            case "follow":
                return self._wire.can_follow()
            case "mark" | "note" | "activate" | "copy" | "app.run('export')":
                return record is not None
            case "next_mark(1)" | "next_mark(-1)":
                return bool(model.wire_marks.seqs)
            case "subset('marked')":
                return bool(model.wire_marks.seqs) or bool(self._wire.subset_name)
            case "difference":
                return len(self._compared_seqs()) == 2
            case "return":
                return bool(self._places)
        return True

    def _compared_seqs(self) -> list[int]:
        record = self._wire.cursor_record
        marked = self._wire.context.model.wire_marks.marked
        if len(marked) == 1 and record is not None:
            return sorted({*marked, record.seq})
        if not marked and record is not None and record.pair_seq is not None:
            return sorted((record.seq, record.pair_seq))
        return list(marked)

    def _why_unpaired(self, record: WireRecord) -> str:
        if record.kind is MessageKind.NOTIFICATION:
            return "A notification has no pair."
        if record.kind is not MessageKind.REQUEST:
            return "The request of this answer is not known."
        model = self._wire.context.model
        if model.wire_log.is_waiting(record):
            return "This request has no answer yet."
        return "This request was never answered: its server ended before that."

    def _key(self, name: str) -> str:
        return shown_key(bound_keys(f"wire_log.{name}", self._wire.context.keys))

    def _warn(self, text: str) -> None:
        self._wire.app.notify(text, severity="warning")

    def _tell(self, text: str) -> None:
        self._wire.app.notify(text)
