"""Prints before it is asked, then all that is no message, and leaves in the middle of a line when told to."""

from __future__ import annotations

import sys

from tests.peers.peer import Message, notify, send_raw, serve, shake_hands


def misbehave(_: Message) -> None:
    send_raw(b'not JSON\n\n[1, 2]\n"text"\nnull\n{}\n{"id": null, "method": "x"}\n\xff\xfe\n')
    send_raw(b'{"id": 4711, "result": {}}\n{"id": 4711, "error": {"code": 1, "message": "unasked"}}\n')
    notify("peer/neverHeardOf", {"threadId": "t"})
    notify("thread/name/updated", None)


def leave(_: Message) -> None:
    send_raw(b'{"method": "item/agentMes')
    sys.exit(0)


send_raw(b"Welcome to the peer!\n")
notify("configWarning", {"summary": "before initialize"})
shake_hands()
serve({"peer/misbehave": misbehave, "peer/leave": leave})
