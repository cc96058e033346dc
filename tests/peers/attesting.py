"""Asks for tokens on request, `peer/attest {count}`, one after the other, and tells back each reply as `peer/got`.

Each waits for the reply to the one before, and `{together: true}` asks for
all at once. What the client said it can do comes back as `peer/capabilities`.
"""

from __future__ import annotations

from itertools import count

from tests.peers.peer import USER_AGENT, Message, answer, notify, read_messages, send, serve

ids = count(0)
left = 0


def ask_next() -> None:
    global left
    left -= 1
    send({"id": next(ids), "method": "attestation/generate", "params": {}})


def attest(request: Message) -> None:
    global left
    left = request["params"]["count"]
    answer(request, {})
    while left and request["params"].get("together"):
        ask_next()
    if left:
        ask_next()


def take_reply(reply: Message) -> None:
    notify("peer/got", reply)
    if left:
        ask_next()


first = next(read_messages())
answer(first, {"userAgent": USER_AGENT, "codexHome": "/nowhere"})
next(read_messages())
notify("peer/capabilities", first["params"]["capabilities"])
serve({"peer/attest": attest, "reply": take_reply})
