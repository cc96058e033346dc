"""The app-server as a process: started without a shell in a session of its own, ended in steps, never left behind.

A session of its own keeps the terminal's ctrl+c away from it. Its end is seen twice, as its exit and as the end of its
output, and the two need not come together: `codex` from npm is a script around the real binary, which outlives a
killed script and holds the pipes (PROTOCOL.md, section 4).
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import re
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO

from codex_tui.runtime.guard import Guard
from codex_tui.runtime.pipes import PipeReader, PipeWriter
from codex_tui.runtime.reaping import exit_of
from codex_tui.runtime.redaction import redacted_text

STDERR_TAIL_LINES = 200
MAX_STDERR_LINE_BYTES = 4_000
STDOUT_PIPE_BYTES = 1024 * 1024
GUARD_DELAY_S = 1.0
OUTPUT_END_DEADLINE_S = 1.0
"""How long the exit of the process may come before the end of its output, or the other way round."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_BACKTRACE = re.compile(r"Stack backtrace:|\s+\d+: .*|\s+at \S+:\d+.*")


class ServerProcess:
    """One running app-server; belongs to one event loop."""

    def __init__(
        self,
        command: Sequence[str],
        cwd: str | None,
        env: Mapping[str, str],
        on_stdout: Callable[[bytes], None],
        on_stderr: Callable[[tuple[str, ...]], None],
        guard_delay_s: float = GUARD_DELAY_S,
    ) -> None:
        """Start it, and hand on chunks of its output and whole lines of its standard error from the next turn of the
        loop on; raises OSError where it cannot be started.
        """
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=cwd,
            env=env,
            start_new_session=True,
        )
        self.exited = exit_of(self._popen, "codex-tui-reaper")
        self.stderr_tail: deque[str] = deque(maxlen=STDERR_TAIL_LINES)
        self._stderr_rest = b""
        self._on_stderr = on_stderr
        self._is_reading = asyncio.Event()
        self._is_reading.set()
        assert self._popen.stdin is not None and self._popen.stdout is not None and self._popen.stderr is not None
        _widen(self._popen.stdout)
        self.stdin = PipeWriter(self._popen.stdin)
        self.stdout = PipeReader(self._popen.stdout, on_stdout)
        self.stderr = PipeReader(self._popen.stderr, self._take_stderr)
        self._guard: Guard | None = None
        # The guard is started late, so that its own start costs the server's start nothing.
        self._guard_timer = asyncio.get_running_loop().call_later(guard_delay_s, self._start_guard)

    @property
    def pid(self) -> int:
        """Its process id, which is its process group's, too."""
        return self._popen.pid

    def pause(self) -> None:
        """Read nothing until `resume`; the server then waits."""
        self._is_reading.clear()
        self.stdout.pause()
        self.stderr.pause()

    def resume(self) -> None:
        """Read on."""
        self._is_reading.set()
        self.stdout.resume()
        self.stderr.resume()

    async def wait_end(self) -> int | None:
        """Wait until the server exits or says no more, end what is left of it, and return the exit code.

        Codes below zero are signals; None is a process that could not be ended.
        """
        await asyncio.wait((self.exited, self.stdout.ended), return_when=asyncio.FIRST_COMPLETED)
        # What it said before its end is read first, however long the screen takes for it.
        await self._is_reading.wait()
        if not await self._has_ended_within(OUTPUT_END_DEADLINE_S):
            await self.stop(OUTPUT_END_DEADLINE_S * 4)
        self._let_go()
        if self._stderr_rest:
            self._take_stderr(b"\n")
        return self.exited.result() if self.exited.done() else None

    async def stop(self, deadline_s: float) -> None:
        """End it: close its input, then SIGTERM, then SIGKILL to its process group; at most `deadline_s` in all."""
        self.stdin.close()
        if await self._has_ended_within(deadline_s / 2):
            return
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal_number)
            if await self._has_ended_within(deadline_s / 4):
                return
        # A process outside the group may hold the pipes for ever; nothing it says is the server's.
        self._let_go()

    def end_sentence(self) -> str:
        """How it ended, with its last words but no secrets in them; for after `wait_end`."""
        words = redacted_text("".join(spoken_lines(self.stderr_tail)[-1:]))
        if not self.exited.done():
            how = "The server closed its output and did not end."
        elif self.exited.result() < 0:
            how = f"The server was ended by signal {-self.exited.result()}."
        else:
            how = f"The server ended with exit code {self.exited.result()}."
        return f"{how} It last said: {words}" if words else how

    async def _has_ended_within(self, wait_s: float) -> bool:
        futures = (self.exited, self.stdout.ended, self.stderr.ended)
        await asyncio.wait(futures, timeout=wait_s)
        return all(future.done() for future in futures)

    def _let_go(self) -> None:
        self.stdin.close()
        self.stdout.close()
        self.stderr.close()
        self._guard_timer.cancel()
        if self._guard is not None:
            self._guard.dismiss()
            self._guard = None

    def _start_guard(self) -> None:
        # Without a guard the end of its input still ends a well-behaved server.
        with contextlib.suppress(OSError):
            self._guard = Guard(self.pid)

    def _take_stderr(self, chunk: bytes) -> None:
        *lines, rest = (self._stderr_rest + chunk).split(b"\n")
        self._stderr_rest = rest[:MAX_STDERR_LINE_BYTES]
        if lines:
            kept = tuple(_stderr_text(line) for line in lines[-STDERR_TAIL_LINES:])
            self.stderr_tail.extend(kept)
            self._on_stderr(kept)


def spoken_lines(lines: Iterable[str]) -> list[str]:
    """What a server said on its standard error, without colours, empty lines, and the frames of a backtrace."""
    plain = (_COLOUR.sub("", line).rstrip() for line in lines)
    return [line.strip() for line in plain if line and _BACKTRACE.fullmatch(line) is None]


def _widen(pipe: IO[bytes]) -> None:
    """More room lets the server run ahead while the screen paints; where the system refuses, the default must do."""
    with contextlib.suppress(OSError, AttributeError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, STDOUT_PIPE_BYTES)


def _stderr_text(line: bytes) -> str:
    return line[:MAX_STDERR_LINE_BYTES].decode("utf-8", "replace").rstrip("\r")
