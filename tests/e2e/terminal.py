"""A person at a terminal: a program that has a pseudo-terminal for its own, its screen, and what it leaves behind."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.screen import Screen

READ_BYTES = 64 * 1024
DEADLINE_S = 20.0
STOP_DEADLINE_S = 15.0
READING_S = 0.6
"""Longer than anything has to be on the screen before it takes a key."""
DRAWING_S = 0.05
"""Longer than a resized screen takes to be drawn."""
COMPOSER_ROWS = 2
"""One of text and the footer."""
# A session leader without a terminal takes the first one that it opens as its own.
TAKE_TERMINAL = 'terminal=$1; shift; exec "$@" <>"$terminal" >&0 2>&0'
LEFT_OUT_ENV = ("COLUMNS", "LINES", "NO_COLOR", "TMUX", "STY", "CODEX_HOME", "OPENAI_API_KEY")

F5, F6, F8 = "\x1b[15~", "\x1b[17~", "\x1b[19~"
CTRL_C, CTRL_G, CTRL_Q, CTRL_R, CTRL_U, CTRL_Z = "\x03", "\x07", "\x11", "\x12", "\x15", "\x1a"


class Terminal:
    """Starts the program at once; ends it at the end of its block, and closes the terminal."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], cwd: Path, columns: int = 140, rows: int = 40
    ) -> None:
        self.screen = Screen(columns, rows)
        self.output = b""
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.initial_mode: list[Any] = termios.tcgetattr(self._slave)
        kept = {key: value for key, value in os.environ.items() if key not in LEFT_OUT_ENV}
        self._popen = subprocess.Popen(
            ["/bin/sh", "-c", TAKE_TERMINAL, "sh", os.ttyname(self._slave), *command],
            env={**kept, **env, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            cwd=cwd,
            start_new_session=True,
        )
        self._exit = os.pidfd_open(self._popen.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGKILL)
            self._popen.wait()
        self.hang_up()
        os.close(self._slave)
        os.close(self._exit)

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._popen.pid

    @property
    def mode(self) -> list[Any]:
        """The terminal's line settings."""
        return termios.tcgetattr(self._slave)

    def press(self, text: str) -> None:
        """Type."""
        os.write(self._master, text.encode())

    def send(self, prompt: str) -> None:
        """Type a prompt, see that it stands in the composer, and send it."""
        self.press(prompt)
        self.wait_for(lambda screen: prompt in screen.split("\n")[-COMPOSER_ROWS], f"the typed prompt {prompt!r}")
        self.press("\r")

    def press_until(self, keys: str, *texts: str) -> None:
        """Press keys that take effect only once a person can have read what they are for, again until they do."""
        self.repeat(lambda: self.press(keys), lambda screen: all(text in screen for text in texts), f"{texts}")

    def repeat(self, act: Callable[[], None], wanted: Callable[[str], bool], what: str) -> None:
        """Act, and again after a while, until the screen's text is as wanted."""
        end_s = time.monotonic() + DEADLINE_S
        while not wanted(self.screen.text()):
            assert time.monotonic() < end_s, f"{what} did not come in time\n{self.screen.text()}"
            act()
            self.read_for(READING_S)

    def click(self, text: str) -> None:
        """Press and release the left button in the middle of a text that is on the screen once."""
        column, row = self.position_of(text)
        where = f"{column + len(text) // 2 + 1};{row + 1}"
        self.press(f"\x1b[<0;{where}M\x1b[<0;{where}m")

    def position_of(self, text: str) -> tuple[int, int]:
        """The column and row, from 0, where the text begins."""
        found = [(line.index(text), row) for row, line in enumerate(self.lines()) if text in line]
        assert len(found) == 1, f"{text!r} is on the screen {len(found)} times\n{self.screen.text()}"
        return found[0]

    def lines(self) -> list[str]:
        """The rows of the screen."""
        return self.screen.text().split("\n")

    def wait_for(self, wanted: Callable[[str], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
        """Read until the screen's text is as wanted; fails when the program ends before."""
        end_s = time.monotonic() + deadline_s
        while not wanted(self.screen.text()):
            is_running = self._read(end_s - time.monotonic())
            if not is_running or time.monotonic() > end_s:
                why = "in time" if is_running else f"before the program ended with {self._popen.wait()}"
                raise AssertionError(f"{what} did not come {why}\n{self.screen.text()}")

    def wait_text(self, *texts: str, deadline_s: float = DEADLINE_S) -> None:
        """Read until all these texts are on the screen."""
        self.wait_for(lambda screen: all(text in screen for text in texts), f"{texts}", deadline_s)

    def read_for(self, seconds: float) -> None:
        """Let the program go on for a while; for what must not happen."""
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0 and self._read(left_s):
            pass

    def send_signal(self, number: int) -> None:
        """Signal the program."""
        self._popen.send_signal(number)

    def fill(self) -> None:
        """Have the program draw until its output stands still, and read none of it."""
        unread_bytes, size = -1, self.screen.columns
        while (now_bytes := self._unread_bytes()) != unread_bytes:
            unread_bytes = now_bytes
            for columns in (size - 1, size) * 10:
                fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.screen.rows, columns, 0, 0))
                select.select([self._exit], [], [], DRAWING_S)

    def _unread_bytes(self) -> int:
        found = fcntl.ioctl(self._master, termios.FIONREAD, b"\0" * 4)
        return int.from_bytes(found, "little")

    def hang_up(self) -> None:
        """Close the terminal, as a closed window does; may be called again."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def wait_stopped(self) -> None:
        """Read until the program sleeps; a terminal that nobody reads would hold it up."""
        end_s = time.monotonic() + DEADLINE_S
        # Not reaped: the process is only stopped.
        while os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOWAIT | os.WNOHANG) is None:
            assert time.monotonic() < end_s, f"it does not sleep\n{self.screen.text()}"
            self._read(DRAWING_S)
        while self._take_output():
            pass

    def wait_death(self) -> int:
        """The program's exit code, once it has ended without anybody reading what it wrote."""
        assert select.select([self._exit], [], [], STOP_DEADLINE_S)[0], f"it has not ended in {STOP_DEADLINE_S:g} s"
        return self._popen.wait()

    def wait_exit(self, deadline_s: float = STOP_DEADLINE_S) -> int:
        """The program's exit code, once it has ended and everything that it wrote was read."""
        end_s = time.monotonic() + deadline_s
        while self._read(end_s - time.monotonic()):
            assert time.monotonic() < end_s, f"it has not ended in {deadline_s:g} s\n{self.screen.text()}"
        while self._take_output():
            pass
        return self._popen.wait()

    def _read(self, wait_s: float) -> bool:
        """Take what the program wrote, waiting for something; whether it still runs."""
        sources = [self._exit] if self._master < 0 else [self._master, self._exit]
        ready, _, _ = select.select(sources, [], [], max(0.0, wait_s))
        if self._master in ready:
            self._take_output()
            return True
        return self._exit not in ready

    def _take_output(self) -> bool:
        if self._master < 0 or not select.select([self._master], [], [], 0)[0]:
            return False
        data = os.read(self._master, READ_BYTES)
        self.output += data
        self.screen.feed(data)
        for reply in self.screen.replies:
            os.write(self._master, reply)
        self.screen.replies.clear()
        return bool(data)
