"""Takes streamed text past at a jump without folding it: most of a long recording is text that its item's end replaces.

Each delta goes into the wire log and its statistics as it is. Its text waits: where its item ends before the jump does,
it is dropped, as the fold would have dropped it; what is still open at the target is folded then.
"""

from __future__ import annotations

import re

from pydantic_core import from_json

from codex_tui.state.fold_notifications import fold_notification
from codex_tui.state.model import Model
from codex_tui.state.timeline import ItemState
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import NotificationReceived

MAX_WAITING_BYTES = 32 * 1024 * 1024
"""Of texts that wait; beyond it they are folded after all."""

_ID = rb'"([^"\\\x00-\x1f]+)"'
_TEXT = rb'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"'
_DELTA = re.compile(
    rb'\{"at":(\d{1,10}(?:\.\d{1,9})?),"dir":"in","message":'
    rb'(\{"method":"(item/(?:agentMessage/delta|commandExecution/outputDelta|reasoning/(?:summaryText|text)Delta))",'
    rb'"params":\{"threadId":'
    + _ID
    + rb',"turnId":"[^"\\\x00-\x1f]+","itemId":'
    + _ID
    + rb',"delta":'
    + _TEXT
    + rb'(?:,"(?:summary|content)Index":\d{1,9})?\}(?:,"emittedAtMs":\d{1,16})?\})\}'
)
"""A delta as the server writes it and this program records it; whatever looks otherwise is read with more care."""


class DeltaSkimmer:
    """The deltas of one jump into one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._waiting: dict[tuple[str, str], list[tuple[bytes, float]]] = {}
        self._waiting_bytes = 0

    def record_in(self, line: bytes) -> WireRecord | None:
        """The record of a line that is a delta of a well-known shape; None for any other line."""
        found = _DELTA.fullmatch(line)
        if found is None or not (line.isascii() or _is_text(line)):
            return None
        at, body, method, thread_id, item_id = found.groups()
        return WireRecord(
            float(at),
            Direction.INBOUND,
            MessageKind.NOTIFICATION,
            method.decode(),
            None,
            thread_id.decode(),
            item_id.decode(),
            body,
            len(body),
        )

    def take(self, record: WireRecord) -> None:
        """Log a delta, and let its text wait where its item still takes it."""
        model = self._model
        model.wire_log.append(record)
        model.wire_stats.add(record)
        key = (record.thread_id, record.item_id)
        waiting = self._waiting.get(key)
        if waiting is None:
            if not self._is_taken(*key):
                return
            waiting = self._waiting[key] = []
        waiting.append((record.line, record.at))
        self._waiting_bytes += len(record.line)
        if self._waiting_bytes > MAX_WAITING_BYTES:
            self.fold_waiting()

    def before(self, record: WireRecord) -> None:
        """A message is folded next: an item's end has all of its text, anything else comes behind what waits."""
        lines = self._waiting.pop((record.thread_id, record.item_id), None)
        if lines is not None:
            self._waiting_bytes -= sum(len(line) for line, _ in lines)
            if record.method != "item/completed":
                self._fold(lines)

    def fold_waiting(self) -> None:
        """What waits is folded now; the order counts within an item only."""
        for lines in self._waiting.values():
            self._fold(lines)
        self._waiting.clear()
        self._waiting_bytes = 0

    def _fold(self, lines: list[tuple[bytes, float]]) -> None:
        for line, at in lines:
            message = from_json(line)
            event = NotificationReceived(line, message["method"], message["params"])
            for _ in fold_notification(self._model, event, 0, at):
                pass

    def _is_taken(self, thread_id: str, item_id: str) -> bool:
        timeline = self._model.timelines.get(thread_id)
        entry = timeline.item(item_id) if timeline is not None else None
        return entry is not None and entry.state is not ItemState.DONE


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
