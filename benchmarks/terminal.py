"""A program in a pseudo-terminal, as a person would run it: keys go in, and what it draws is read from a screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from benchmarks.screen import Screen

COLUMNS = 140
ROWS = 40
READ_BYTES = 64 * 1024
STOP_TIMEOUT_S = 5.0


class ScreenTimeout(Exception):
    """What was waited for never came to be on the screen; the message holds the last screen."""


class Terminal:
    """Starts the program at once; as a context manager it ends it and its session at the end."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path) -> None:
        self.screen = Screen(COLUMNS, ROWS)
        self.started_s = self.last_output_s = time.monotonic()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            self._become([os.fspath(part) for part in command], env, cwd)

    def _become(self, command: list[str], env: Mapping[str, str], cwd: Path) -> None:
        """The child's side of the fork: nothing may return from here."""
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(cwd)
            os.execvpe(command[0], command, {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        except OSError as error:
            os.write(2, f"{command[0]}: {error}\r\n".encode())
        finally:
            os._exit(127)

    def press(self, text: str) -> float:
        """Writes keys; returns the moment of the write on the monotonic clock, in seconds."""
        written_s = time.monotonic()
        os.write(self._fd, text.encode())
        return written_s

    def wait_for(self, condition: Callable[[Screen], bool], what: str, timeout_s: float = 60.0) -> float:
        """Reads until the condition holds; returns the moment the deciding output arrived, in monotonic seconds.

        Raises ScreenTimeout, showing the screen, after `timeout_s` seconds or when the program ended.
        """
        deadline_s = time.monotonic() + timeout_s
        while not condition(self.screen):
            if (left_s := deadline_s - time.monotonic()) <= 0:
                raise ScreenTimeout(f"not on the screen after {timeout_s:.1f} s: {what}\n{self.screen.text()}")
            if not self.read(left_s):
                raise ScreenTimeout(f"the program ended before this was on its screen: {what}\n{self.screen.text()}")
        return self.last_output_s

    def wait_for_settled(
        self, condition: Callable[[Screen], bool], what: str, settled_s: float, timeout_s: float
    ) -> float:
        """As `wait_for`, but the condition must then hold for `settled_s`; returns the moment it began to hold."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            began_s = self.wait_for(condition, what, deadline_s - time.monotonic())
            while condition(self.screen):
                left_s = began_s + settled_s - time.monotonic()
                if left_s <= 0 or not self.read(left_s):
                    return began_s

    def read_for(self, seconds: float) -> None:
        """Keeps reading for a while, whatever comes, so that the program never waits for its terminal."""
        deadline_s = time.monotonic() + seconds
        while (left_s := deadline_s - time.monotonic()) > 0 and self.read(left_s):
            pass

    def read(self, timeout_s: float) -> bool:
        """Feeds the screen with what is there, waiting for something if nothing is; False once the program ended."""
        ready, _, _ = select.select([self._fd], [], [], timeout_s)
        if not ready:
            return True
        try:
            data = os.read(self._fd, READ_BYTES)
        except OSError:
            return False
        self.last_output_s = time.monotonic()
        self.screen.feed(data)
        for reply in self.screen.replies:
            os.write(self._fd, reply)
        self.screen.replies.clear()
        return bool(data)

    def close(self) -> None:
        """Asks the program to end, reads on meanwhile, kills it after a deadline, and reaps it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline_s = time.monotonic() + STOP_TIMEOUT_S
        while not self._is_reaped():
            if time.monotonic() > deadline_s:
                os.killpg(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            self.read(0.02)
        os.close(self._fd)

    def _is_reaped(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG)[0] == self.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
