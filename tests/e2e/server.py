"""A raw JSON-RPC client of the app-server that shares no code with codex_tui, to serve as a foreign check."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

Message: TypeAlias = dict[str, Any]
Predicate: TypeAlias = Callable[[Message], bool]

ANSWER_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0
STDERR_TAIL_BYTES = 20_000


class RequestFailed(Exception):
    """The server answered a request with an error; `error` is its object."""

    def __init__(self, method: str, error: Message) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class RawClient:
    """One app-server process; a reader thread keeps every message in `messages`, in order of arrival."""

    def __init__(
        self, codex_bin: str | Path, home: Path, cwd: Path, *, capabilities: Mapping[str, Any] | None = None
    ) -> None:
        """Spawns the server and completes the handshake with `experimentalApi` unless `capabilities` says otherwise."""
        self.messages: list[Message] = []
        self.stderr = b""
        self.cwd = cwd
        self._next_id = 0
        self._is_ended = False
        self._arrived = threading.Condition()
        self.process = subprocess.Popen(
            [str(codex_bin), "app-server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env={**os.environ, "CODEX_HOME": str(home)},
            start_new_session=True,
        )
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._drain_stderr)]
        for thread in self._threads:
            thread.start()
        client_info = {"name": "raw-client", "title": "Raw client", "version": "1.0.0"}
        self.request("initialize", clientInfo=client_info, capabilities=capabilities or {"experimentalApi": True})
        self.notify("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def request(self, method: str, **params: Any) -> Message:
        """Sends a request and returns its result; raises `RequestFailed`, or `TimeoutError` after 30 s."""
        self._next_id += 1
        request_id = self._next_id
        self._write({"id": request_id, "method": method, "params": params})
        answer = self.wait(lambda message: "method" not in message and message.get("id") == request_id)
        if "error" in answer:
            raise RequestFailed(method, answer["error"])
        result: Message = answer["result"]
        return result

    def notify(self, method: str) -> None:
        """Sends a notification without params."""
        self._write({"method": method})

    def answer(self, request: Message, result: Message) -> None:
        """Answers a server request with a result."""
        self._write({"id": request["id"], "result": result})

    def wait_for(self, method: str, predicate: Predicate | None = None, timeout_s: float = ANSWER_TIMEOUT_S) -> Message:
        """The first message ever received of this method that the predicate holds for; `TimeoutError` if none comes."""
        return self.wait(
            lambda message: message.get("method") == method and (predicate is None or predicate(message)),
            timeout_s,
            what=method,
        )

    def wait(self, predicate: Predicate, timeout_s: float = ANSWER_TIMEOUT_S, what: str = "an answer") -> Message:
        """The first message ever received that the predicate holds for; `TimeoutError` if none comes in time."""
        deadline_s = time.monotonic() + timeout_s
        seen = 0
        with self._arrived:
            while True:
                for message in self.messages[seen:]:
                    if predicate(message):
                        return message
                seen = len(self.messages)
                left_s = deadline_s - time.monotonic()
                if self._is_ended or left_s <= 0:
                    raise TimeoutError(f"waited for {what}; stderr: {self.stderr.decode(errors='replace')}")
                self._arrived.wait(left_s)

    def start_thread(self, **params: Any) -> str:
        """Starts a thread in the client's folder and returns its id."""
        thread_id: str = self.request("thread/start", **{"cwd": str(self.cwd), **params})["thread"]["id"]
        return thread_id

    def start_turn(self, thread_id: str, text: str, **params: Any) -> str:
        """Starts a turn with one text and returns its id."""
        given = [{"type": "text", "text": text}]
        turn_id: str = self.request("turn/start", threadId=thread_id, input=given, **params)["turn"]["id"]
        return turn_id

    def finish_turn(self, thread_id: str, turn_id: str, timeout_s: float = ANSWER_TIMEOUT_S) -> Message:
        """Waits for the turn's end and returns the turn."""
        ended = self.wait_for("turn/completed", lambda note: note["params"]["turn"]["id"] == turn_id, timeout_s)
        assert ended["params"]["threadId"] == thread_id
        turn: Message = ended["params"]["turn"]
        return turn

    def run_turn(self, text: str, **thread_params: Any) -> Message:
        """Plays one text in a thread of its own to the end, and returns the turn."""
        thread_id = self.start_thread(**thread_params)
        return self.finish_turn(thread_id, self.start_turn(thread_id, text))

    def items(self, kind: str) -> list[Message]:
        """Every completed item of this type, in order."""
        notes = (message for message in list(self.messages) if message.get("method") == "item/completed")
        return [note["params"]["item"] for note in notes if note["params"]["item"]["type"] == kind]

    def close(self) -> None:
        """Closes stdin and waits for the end; kills the server when that takes more than 10 s."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_TIMEOUT_S)
        for thread in self._threads:
            thread.join(STOP_TIMEOUT_S)

    def _write(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                message = json.loads(line)
                with self._arrived:
                    self.messages.append(message)
                    self._arrived.notify_all()
        with self._arrived:
            self._is_ended = True
            self._arrived.notify_all()

    def _drain_stderr(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stderr:
            while chunk := os.read(stderr.fileno(), 65536):
                self.stderr = (self.stderr + chunk)[-STDERR_TAIL_BYTES:]
