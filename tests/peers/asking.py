"""Asks whatever `peer/ask {requests}` tells it to, and tells back each reply as `peer/got`."""

from __future__ import annotations

from tests.peers.peer import Message, answer, notify, send, serve, shake_hands


def ask(request: Message) -> None:
    for question in request["params"]["requests"]:
        send(question)
    answer(request, {})


shake_hands()
serve(
    {
        "peer/ask": ask,
        "peer/tell": lambda request: notify(request["params"]["method"], request["params"]["params"]),
        "reply": lambda reply: notify("peer/got", reply),
    }
)
