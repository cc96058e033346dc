"""Asks for an approval; when the reply comes, tells what the audit file (`PEER_AUDIT_FILE`) holds at that moment."""

from __future__ import annotations

import os
from pathlib import Path

from tests.peers.peer import Message, answer, notify, send, serve, shake_hands


def ask(request: Message) -> None:
    answer(request, {})
    for question in request["params"]["requests"]:
        send(question)


def take_reply(reply: Message) -> None:
    trail = Path(os.environ["PEER_AUDIT_FILE"]).read_text(encoding="utf-8")
    notify("peer/got", {"reply": reply, "trail": trail})


shake_hands()
serve(
    {
        "peer/ask": ask,
        "peer/tell": lambda request: notify(request["params"]["method"], request["params"]["params"]),
        "reply": take_reply,
    }
)
