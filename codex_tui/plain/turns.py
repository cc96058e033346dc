"""Which turns run, as far as the line mode must know: to wait for their end, to steer and to interrupt them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from codex_tui.protocol.notifications import ThreadGone, TurnCompleted, TurnStarted, parse_notification
from codex_tui.protocol.threads import Turn
from codex_tui.wire.connection import NotificationReceived, ResponseReceived

MAX_ENDED_TURNS = 256
WATCHED_METHODS = frozenset({"turn/started", "turn/completed", "thread/closed", "thread/archived", "thread/deleted"})


@dataclass(frozen=True, slots=True)
class EndedTurn:
    """A turn that has ended, and its thread."""

    thread_id: str
    turn: Turn


class RunningTurns:
    """The running turn of each thread.

    A turn runs from the answer to `turn/start` on, which may come before or after `turn/started`. Where a turn is known
    to run in the thread, that answer is not believed: 0.131 names a turn that never starts (PROTOCOL.md, section 2).
    """

    def __init__(self) -> None:
        self._turn_ids: dict[str, str] = {}
        self._ended_ids: deque[str] = deque(maxlen=MAX_ENDED_TURNS)

    def __contains__(self, thread_id: str) -> bool:
        return thread_id in self._turn_ids

    def turn_id(self, thread_id: str) -> str | None:
        """The turn that runs in the thread."""
        return self._turn_ids.get(thread_id)

    def items(self) -> list[tuple[str, str]]:
        """Threads and their running turns."""
        return list(self._turn_ids.items())

    def take_answer(self, event: ResponseReceived, asked: Any) -> None:
        """A request of ours was answered; `asked` are its parameters."""
        if event.method != "turn/start" or event.error is not None:
            return
        match event.result, asked:
            case {"turn": {"id": str(turn_id)}}, {"threadId": str(thread_id)} if turn_id not in self._ended_ids:
                self._turn_ids.setdefault(thread_id, turn_id)

    def take_notification(self, event: NotificationReceived) -> EndedTurn | None:
        """A notification came; the turn that it ends, if it does."""
        if event.method not in WATCHED_METHODS:
            return None
        match parse_notification(event.method, event.params):
            case TurnStarted(thread_id=thread_id, turn=turn):
                self._turn_ids[thread_id] = turn.id
            case ThreadGone(thread_id=thread_id):
                self._turn_ids.pop(thread_id, None)
            case TurnCompleted(thread_id=thread_id, turn=turn):
                self._ended_ids.append(turn.id)
                if self._turn_ids.get(thread_id) == turn.id:
                    del self._turn_ids[thread_id]
                return EndedTurn(thread_id, turn)
        return None
