"""An app-server that streams deltas and asks for tokens meanwhile, and measures how long each reply takes to arrive.

Run as `python -m benchmarks.peers.attestor SETTINGS_FILE app-server`; the first message of a person starts it. Its
figures go to the file that the settings name: they hold everything between its own write and its own read, so they are
never better than what the client measures. It shares no code with codex_tui.
"""

from __future__ import annotations

import json
import os
import random
import select
import sys
import time
from pathlib import Path
from typing import Any

Message = dict[str, Any]

DELTAS_PER_S = 3_000
DELTAS_PER_WRITE = 10
SHORTEST_GAP_S, LONGEST_GAP_S = 0.015, 0.045
"""Uneven, so that no frame clock is met at the same point every time, and much shorter than a server's."""
REPLY_TIMEOUT_S = 2.0
READ_BYTES = 64 * 1024
THREAD, TURN, ITEM = "thread-1", "turn-1", "item-1"
WORDS = ("The ", "scripted ", "model ", "writes ", "one ", "more ", "line ", "of ", "plain ", "text.\n")


class Attestor:
    """One conversation."""

    reply_timeout_s = REPLY_TIMEOUT_S

    def __init__(self, settings: dict[str, Any]) -> None:
        self._count = int(settings["count"])
        self._token_file = Path(settings["token_file"]) if settings["token_file"] else None
        self._result_file = Path(settings["result_file"])
        self._pending = bytearray()
        self._asked_s: dict[int, float] = {}
        self._latencies_ms: list[float] = []
        self._token_count = 0
        self._delta_count = 0
        self._random = random.Random(1)

    def serve(self) -> None:
        """Answer until the first turn starts, run it, and answer on until the client goes."""
        while (messages := self._read(None)) is not None:
            for message in messages:
                if self._answer(message):
                    self._stream()

    def _answer(self, message: Message) -> bool:
        """Answer a request; say whether it started the turn."""
        if "method" not in message or "id" not in message:
            return False
        results: dict[str, Message] = {
            "initialize": {"userAgent": "codex-tui/0.163.0 (Attestor; none)", "codexHome": "/nowhere"},
            "thread/list": {"data": [], "nextCursor": None},
            "thread/start": {"thread": {"id": THREAD}},
            "thread/turns/list": {"data": [], "nextCursor": None},
            "turn/start": {"turn": {"id": TURN}},
        }
        self._send({"id": message["id"], "result": results.get(message["method"], {})})
        return bool(message["method"] == "turn/start")

    def _stream(self) -> None:
        self._notify("turn/started", {"threadId": THREAD, "turn": {"id": TURN, "status": "inProgress"}})
        item = {"type": "agentMessage", "id": ITEM, "text": ""}
        self._notify("item/started", {"threadId": THREAD, "turnId": TURN, "item": item})
        next_write_s = next_ask_s = began_s = time.monotonic()
        last_asked_s = began_s
        while len(self._latencies_ms) < self._count:
            now_s = time.monotonic()
            if now_s >= next_write_s:
                self._send_deltas()
                next_write_s += DELTAS_PER_WRITE / DELTAS_PER_S
            if now_s >= next_ask_s and not self._asked_s:
                self._ask(len(self._latencies_ms))
                last_asked_s = time.monotonic()
                next_ask_s = last_asked_s + self._random.uniform(SHORTEST_GAP_S, LONGEST_GAP_S)
            if self._asked_s and now_s - last_asked_s > self.reply_timeout_s:
                break
            messages = self._read(max(0.0, min(next_write_s, max(next_ask_s, now_s)) - time.monotonic()))
            if messages is None:
                return
            for message in messages:
                self._take(message)
        self._finish(time.monotonic() - began_s)

    def _ask(self, request_id: int) -> None:
        if self._token_file is not None:
            self._token_file.write_text(f"made-up-{os.getpid()}-{request_id}\n", encoding="ascii")
        self._asked_s[request_id] = time.monotonic()
        self._send({"id": request_id, "method": "attestation/generate", "params": {}})

    def _take(self, message: Message) -> None:
        if "method" in message:
            self._answer(message)
            return
        asked_s = self._asked_s.pop(message["id"])
        self._latencies_ms.append((time.monotonic() - asked_s) * 1000)
        self._token_count += "token" in message.get("result", {})

    def _finish(self, duration_s: float) -> None:
        partial = self._result_file.with_suffix(".partial")
        partial.write_text(json.dumps(self._result(duration_s)), encoding="utf-8")
        partial.replace(self._result_file)
        self._notify("turn/completed", {"threadId": THREAD, "turn": {"id": TURN, "status": "completed"}})

    def _result(self, duration_s: float) -> dict[str, Any]:
        return {
            "latencies_ms": self._latencies_ms,
            "token_count": self._token_count,
            "deltas_per_s": self._delta_count / duration_s,
        }

    def _send_deltas(self) -> None:
        lines = bytearray()
        for _ in range(DELTAS_PER_WRITE):
            delta = WORDS[self._delta_count % len(WORDS)]
            params = {"threadId": THREAD, "turnId": TURN, "itemId": ITEM, "delta": delta}
            note = {"method": "item/agentMessage/delta", "params": params, "emittedAtMs": int(time.time() * 1000)}
            lines += json.dumps(note).encode() + b"\n"
            self._delta_count += 1
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()

    def _notify(self, method: str, params: Message) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Message) -> None:
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()

    def _read(self, timeout_s: float | None) -> list[Message] | None:
        """The whole messages that are there within the time; None at the end of our input."""
        descriptor = sys.stdin.fileno()
        if not select.select([descriptor], [], [], timeout_s)[0]:
            return []
        chunk = os.read(descriptor, READ_BYTES)
        if not chunk:
            return None
        *lines, rest = (bytes(self._pending) + chunk).split(b"\n")
        self._pending = bytearray(rest)
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    Attestor(json.loads(Path(sys.argv[1]).read_text("utf-8"))).serve()
