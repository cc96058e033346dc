"""Made-up traffic in the proportions of a busy session: deltas for the most part, and what comes between them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord

MESSAGES_PER_S = 3_000
STARTED_AT = 1_795_423_032.0
REQUEST_EVERY = 50
ANSWERED_AFTER = 3
DELTAS_PER_ITEM = 300
ITEMS_PER_TURN = 10
THREAD_COUNT = 7
WORDS = "the a wire log of benchmark lines holds what two programs said to each other about some code".split()

_chance = random.Random(1)
TEXTS = tuple(" ".join(_chance.choices(WORDS, k=3)) for _ in range(997))
LONG_TEXT = " ".join(TEXTS[:90])
"""Of about 2 kB."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about."""

    number: int

    @property
    def item_number(self) -> int:
        """How many items were before."""
        return self.number // DELTAS_PER_ITEM

    @property
    def thread_id(self) -> str:
        """A thread's id."""
        return f"019ab3f2-7c1d-7e50-8f4e-{self.item_number // ITEMS_PER_TURN % THREAD_COUNT:012x}"

    @property
    def item_id(self) -> str:
        """An item's id."""
        return f"msg_{self.item_number:024x}"

    @property
    def params(self) -> str:
        """The thread and the turn, as members of the parameters."""
        turn_id = f"019ab3f2-7c1d-7e50-8f4f-{self.item_number // ITEMS_PER_TURN:012x}"
        return f'"threadId":"{self.thread_id}","turnId":"{turn_id}"'


def messages() -> Iterator[WireRecord]:
    """Without an end; a line of 250 bytes on average."""
    for number in count():
        subject = Subject(number)
        if number % REQUEST_EVERY == 0:
            yield _request(subject)
        elif number % REQUEST_EVERY == ANSWERED_AFTER:
            yield _answer(subject)
        elif number % DELTAS_PER_ITEM == DELTAS_PER_ITEM - 1:
            item = f'{{"id":"{subject.item_id}","type":"agentMessage","text":"{LONG_TEXT}"}}'
            yield _notification(subject, "item/completed", f'"item":{item}')
        else:
            delta = f'"itemId":"{subject.item_id}","delta":"{TEXTS[number % len(TEXTS)]}"'
            yield _notification(subject, "item/agentMessage/delta", delta)


def _request(subject: Subject) -> WireRecord:
    line = f'{{"id":{subject.number},"method":"thread/read","params":{{{subject.params},"includeTurns":true}}}}'
    return _record(
        subject, Direction.OUTBOUND, MessageKind.REQUEST, line, method="thread/read", request_id=subject.number
    )


def _answer(subject: Subject) -> WireRecord:
    request_id = subject.number - ANSWERED_AFTER
    line = f'{{"id":{request_id},"result":{{"thread":{{"id":"{subject.thread_id}","preview":"{LONG_TEXT}"}}}}}}'
    return _record(subject, Direction.INBOUND, MessageKind.RESULT, line, request_id=request_id)


def _notification(subject: Subject, method: str, params: str) -> WireRecord:
    line = f'{{"method":"{method}","params":{{{subject.params},{params}}}}}'
    return _record(subject, Direction.INBOUND, MessageKind.NOTIFICATION, line, method=method, item_id=subject.item_id)


def _record(
    subject: Subject,
    direction: Direction,
    kind: MessageKind,
    line: str,
    *,
    method: str = "",
    request_id: int | None = None,
    item_id: str = "",
) -> WireRecord:
    at = STARTED_AT + subject.number / MESSAGES_PER_S
    # An answer names no thread.
    thread_id = subject.thread_id if method else ""
    return WireRecord(at, direction, kind, method, request_id, thread_id, item_id, line.encode(), len(line))
