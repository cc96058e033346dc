"""A program that drives the line mode through pipes: writes its input, reads both of its outputs, ends it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

DEADLINE_S = 20.0
STALLED_BYTES = 1_000_000
STALLED_S = 0.3
"""What is written without a pause comes far more often."""
LEFT_OUT_ENV = ("NO_COLOR", "CODEX_HOME", "OPENAI_API_KEY")

Message = dict[str, Any]


class Lines:
    """One run of the line mode; ends it at the end of its block."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: Path, *, is_read: bool = True) -> None:
        """With `is_read` off nobody reads its standard output."""
        kept = {key: value for key, value in os.environ.items() if key not in LEFT_OUT_ENV}
        self._popen = subprocess.Popen(
            command,
            env={**kept, **env},
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._popen.stdin is not None and self._popen.stdout is not None and self._popen.stderr is not None
        self.input, self.output = self._popen.stdin, self._popen.stdout
        self.written, self.said = bytearray(), bytearray()
        self._arrived = threading.Condition()
        self._readers = [threading.Thread(target=self._read, args=(self._popen.stderr, self.said), daemon=True)]
        if is_read:
            self._readers.append(threading.Thread(target=self._read, args=(self.output, self.written), daemon=True))
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._popen.poll() is None:
            self._popen.kill()
            self._popen.wait()
        # What was typed and never read is nobody's loss.
        for pipe in (self.input, self.output, self._popen.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def type(self, *lines: str) -> None:
        """Write lines to its standard input."""
        self.input.write("".join(f"{line}\n" for line in lines).encode())
        self.input.flush()

    def close_input(self) -> None:
        """End its standard input."""
        self.input.close()

    def send_signal(self, number: int) -> None:
        """Signal it."""
        self._popen.send_signal(number)

    def messages(self) -> list[Message]:
        """The server's messages so far."""
        whole, _, _ = bytes(self.written).rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]

    def methods(self) -> list[str]:
        """The methods of the server's notifications and requests so far."""
        return [message["method"] for message in self.messages() if "method" in message]

    def items(self, kind: str) -> list[Message]:
        """The completed items of this type, in order."""
        notes = [message for message in self.messages() if message.get("method") == "item/completed"]
        return [note["params"]["item"] for note in notes if note["params"]["item"]["type"] == kind]

    def agent_texts(self) -> list[str]:
        """What the agent said in whole messages."""
        return [item["text"] for item in self.items("agentMessage")]

    def wait_method(self, method: str, count: int = 1) -> None:
        """Wait until the server has sent so many messages of this method."""
        self._wait_for(lambda: self.methods().count(method) >= count, f"{count} × {method}")

    def wait_matches(self, wanted: re.Pattern[str], count: int) -> list[str]:
        """Wait until its standard error has so many matches; all of them."""
        self._wait_for(lambda: len(wanted.findall(self.said.decode())) >= count, f"{count} × {wanted.pattern}")
        return wanted.findall(self.said.decode())

    def wait_stall(self, path: Path) -> int:
        """Wait until a file that the server's output goes to has grown and grows no more; its size in bytes."""
        size_bytes = 0
        while size_bytes < STALLED_BYTES or size_bytes != path.stat().st_size:
            size_bytes = path.stat().st_size if path.exists() else 0
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._popen.wait(STALLED_S)
                raise AssertionError(f"it ended with {code}\n{self._summary()}")
        return size_bytes

    def finish(self, *lines: str) -> int:
        """Write the last lines, end the input, and wait for the end; the exit code."""
        self.type(*lines)
        self.close_input()
        return self.wait_exit()

    def wait_exit(self) -> int:
        """The exit code, once it has ended and all that it wrote was read."""
        try:
            code = self._popen.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it has not ended in {DEADLINE_S:g} s\n{self._summary()}") from None
        for reader in self._readers:
            reader.join(DEADLINE_S)
        return code

    def interrupt(self) -> None:
        """Do what ctrl+c does."""
        self.send_signal(signal.SIGINT)

    def _read(self, pipe: IO[bytes], kept: bytearray) -> None:
        while chunk := os.read(pipe.fileno(), 65536):
            with self._arrived:
                kept += chunk
                self._arrived.notify_all()

    def _wait_for(self, is_there: Callable[[], bool], what: str) -> None:
        end_s = time.monotonic() + DEADLINE_S
        with self._arrived:
            while not is_there():
                left_s = end_s - time.monotonic()
                if left_s <= 0:
                    raise AssertionError(f"{what} did not come in {DEADLINE_S:g} s\n{self._summary()}")
                self._arrived.wait(left_s)

    def _summary(self) -> str:
        return f"{bytes(self.written[-2000:])!r}\n{self.said.decode(errors='replace')}"
