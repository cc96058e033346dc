"""What the server said in a soak, read from the raw lines in the dashboard's `--output-file` while they come."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any


class Ledger:
    """Threads, active turns, requests and their ends; `follow` takes in what was written since."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._rest = b""
        self.line_count = 0
        self.thread_ids: list[str] = []
        self.active: set[str] = set()
        """Threads whose turn runs."""
        self.open_requests: dict[Any, str] = {}
        """The thread of each request that waits, by request id."""
        self.begun_count = 0
        """Turns."""
        self.asked_count = 0
        self.resolved_count = 0
        self.turn_ends: Counter[str] = Counter()

    def follow(self) -> None:
        """Read on."""
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        self.line_count += len(lines)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _take(self, message: dict[str, Any]) -> None:
        params = message.get("params") or {}
        match message.get("method"):
            case "thread/started":
                self.thread_ids.append(params["thread"]["id"])
            case "turn/started":
                self.active.add(params["threadId"])
                self.begun_count += 1
            case "turn/completed":
                self.active.discard(params["threadId"])
                self.turn_ends[params["turn"]["status"]] += 1
            case "serverRequest/resolved":
                self.resolved_count += self.open_requests.pop(params["requestId"], None) is not None
            case str() if "id" in message:
                self.asked_count += 1
                self.open_requests[message["id"]] = params.get("threadId", "")
