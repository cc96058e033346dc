"""Is overloaded: the first two listings and every `turn/start` are refused, and `thread/read` gets no answer at all."""

from __future__ import annotations

from itertools import count

from tests.peers.peer import Message, answer, refuse, serve, shake_hands

OVERLOADED = -32001
attempts = count(1)


def refuse_twice(request: Message) -> None:
    if next(attempts) <= 2:
        refuse(request, OVERLOADED, "Server overloaded; retry later.")
    else:
        answer(request, {"data": [], "nextCursor": None})


shake_hands()
serve(
    {
        "thread/list": refuse_twice,
        "turn/start": lambda request: refuse(request, OVERLOADED, "Server overloaded; retry later."),
        "thread/start": lambda request: answer(request, {"thread": {"id": "t"}}),
        "thread/read": lambda request: None,
    }
)
