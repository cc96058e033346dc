"""Floods its standard error before each answer, and its output, after which it ends, both far beyond a pipe's room."""

from __future__ import annotations

import sys

from tests.peers.peer import Message, answer, send_raw, serve, shake_hands

DELTA = b'{"method":"item/agentMessage/delta","params":{"threadId":"t","turnId":"u","itemId":"i","delta":"%d"}}\n'


def complain(request: Message) -> None:
    for number in range(40_000):
        sys.stderr.write(f"complaint {number} that nobody asked for\n")
    sys.stderr.flush()
    answer(request, {})


def stream(request: Message) -> None:
    for start in range(0, request["params"]["count"], 1_000):
        send_raw(b"".join(DELTA % number for number in range(start, start + 1_000)))
    sys.exit()


shake_hands()
serve({"peer/complain": complain, "peer/stream": stream})
