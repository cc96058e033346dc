"""Stops its client as a machine that goes to sleep does, asks for tokens meanwhile, wakes it, and tells each reply.

A reply comes back to the client as a line of `peer/got`, with the id and nothing of the token.
"""

from __future__ import annotations

import os
import signal
import time

from tests.peers.peer import Message, answer, notify, send, serve, shake_hands

ASLEEP_S = 1.0
"""Far longer than the server would wait for a token."""
REQUEST_COUNT = 3


def take_reply(reply: Message) -> None:
    notify("peer/got", {"id": reply["id"], "isToken": "result" in reply})


shake_hands()
os.kill(os.getppid(), signal.SIGSTOP)
for number in range(REQUEST_COUNT):
    send({"id": number, "method": "attestation/generate", "params": {}})
time.sleep(ASLEEP_S)
os.kill(os.getppid(), signal.SIGCONT)
serve({"reply": take_reply, "thread/start": lambda request: answer(request, {"thread": {"id": "t"}})})
