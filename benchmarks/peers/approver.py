"""An app-server that streams deltas and asks for approvals meanwhile, and notes when each decision arrives.

Run as `python -m benchmarks.peers.approver SETTINGS_FILE app-server`. The times are those of the machine's monotonic
clock, so that whoever pressed the key can tell how long the decision took.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.attestor import ITEM, THREAD, TURN, Attestor, Message

PERSON_TIMEOUT_S = 30.0


class Approver(Attestor):
    """Asks for the next command when the one before was decided."""

    reply_timeout_s = PERSON_TIMEOUT_S

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__({**settings, "token_file": ""})
        self._replied_s: list[float] = []

    def _ask(self, request_id: int) -> None:
        self._asked_s[request_id] = time.monotonic()
        params = {
            "threadId": THREAD,
            "turnId": TURN,
            "itemId": f"{ITEM}-{request_id}",
            "command": f"touch decided-{request_id}.txt",
            "cwd": "/work",
            "availableDecisions": ["accept", "cancel"],
        }
        self._send({"id": request_id, "method": "item/commandExecution/requestApproval", "params": params})

    def _take(self, message: Message) -> None:
        if "method" not in message:
            self._replied_s.append(time.monotonic())
        super()._take(message)
        if "method" not in message:
            self._notify("serverRequest/resolved", {"threadId": THREAD, "requestId": message["id"]})

    def _result(self, duration_s: float) -> dict[str, Any]:
        return {**super()._result(duration_s), "replied_s": self._replied_s}


if __name__ == "__main__":
    Approver(json.loads(Path(sys.argv[1]).read_text("utf-8"))).serve()
