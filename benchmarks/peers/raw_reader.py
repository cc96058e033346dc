"""The floor under every figure: a client of the real app-server that parses each line and does nothing with it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

NAME = "raw reader"
STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn from the request's write to the read of `turn/completed`."""

    wall_s: float
    own_cpu_s: float
    lines: int


class RawReader:
    """Starts and initializes an app-server; as a context manager it ends it."""

    def __init__(self, codex_bin: Path, env: Mapping[str, str], cwd: Path) -> None:
        self._server = subprocess.Popen(
            [codex_bin, "app-server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            cwd=cwd,
        )
        self._next_id = 0
        self._request("initialize", {"clientInfo": {"name": "raw-reader", "version": "1"}, "capabilities": {}})
        self._send({"method": "initialized"})

    def start_thread(self) -> str:
        """Starts a thread and returns its id."""
        return str(self._request("thread/start", {})["thread"]["id"])

    def start_turn(self, thread_id: str, prompt: str) -> None:
        """Starts a turn and reads nothing."""
        self._send_request("turn/start", {"threadId": thread_id, "input": [{"type": "text", "text": prompt}]})

    def read_for(self, seconds: float) -> None:
        """Reads whatever comes; something must come from time to time."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._read()

    def play(self, prompt: str, thread_id: str | None = None) -> Turn:
        """Plays one turn, on a new thread where none is given, reading as fast as lines come."""
        if thread_id is None:
            thread_id = self.start_thread()
        lines = 0
        started_s, cpu_before_s = time.monotonic(), time.process_time()
        self.start_turn(thread_id, prompt)
        while True:
            message = self._read()
            lines += 1
            if message.get("method") == "turn/completed":
                break
        return Turn(time.monotonic() - started_s, time.process_time() - cpu_before_s, lines)

    def _request(self, method: str, params: Mapping[str, Any]) -> Any:
        request_id = self._send_request(method, params)
        while True:
            message = self._read()
            if message.get("id") == request_id and "method" not in message:
                return message["result"]

    def _send_request(self, method: str, params: Mapping[str, Any]) -> int:
        request_id = self._next_id
        self._next_id += 1
        self._send({"id": request_id, "method": method, "params": params})
        return request_id

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(message).encode() + b"\n")
        self._server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        if not line:
            raise EOFError(f"the app-server ended with exit code {self._server.wait(STOP_TIMEOUT_S)}")
        message: dict[str, Any] = json.loads(line)
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        try:
            self._server.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait(STOP_TIMEOUT_S)
