"""Starts a turn with an open approval, and dies in the middle of it when told to."""

from __future__ import annotations

import os
import signal
import sys

from tests.peers.peer import Message, answer, notify, send, serve, shake_hands


def start_turn(request: Message) -> None:
    thread_id = request["params"]["threadId"]
    answer(request, {"turn": {"id": "turn-1"}})
    notify("turn/started", {"threadId": thread_id, "turn": {"id": "turn-1", "status": "inProgress"}})
    ask = {"threadId": thread_id, "turnId": "turn-1", "itemId": "call-1", "command": "true"}
    send({"id": 0, "method": "item/commandExecution/requestApproval", "params": ask})


def crash(_: Message) -> None:
    sys.stderr.write("the peer is about to crash\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


shake_hands()
serve({"turn/start": start_turn, "peer/crash": crash})
