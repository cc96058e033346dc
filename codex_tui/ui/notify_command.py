"""`--notify-command`: a program of the user's own that is run for each alert, without a shell.

It is told what waits through two arguments, which suits `notify-send`, and through the environment; the screen never
waits for it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence

from codex_tui.ui.attention import Alert
from codex_tui.ui.render.alerts import PROGRAM

DEADLINE_S = 10.0
MAX_RUNNING = 4
"""A command that hangs must not pile up; alerts beyond this many are left to the terminal."""


class NotifyCommand:
    """Starts the command; `tell` says once why it cannot be started."""

    def __init__(
        self, arguments: Sequence[str], tell: Callable[[str, str], None], deadline_s: float = DEADLINE_S
    ) -> None:
        self._arguments = tuple(arguments)
        self._deadline_s = deadline_s
        self._tell = tell
        self._slots = threading.BoundedSemaphore(MAX_RUNNING)
        self._has_failed = False

    def run(self, alert: Alert) -> None:
        """Start it, and see to it that it ends within its deadline."""
        if not self._slots.acquire(blocking=False):
            return
        told = {
            "CODEX_TUI_KIND": alert.what,
            "CODEX_TUI_THREAD": alert.thread,
            "CODEX_TUI_WAITING": str(alert.waiting_count),
        }
        # Quoted, so that a title which begins with a dash is no option.
        thread = f"“{alert.thread}”" if alert.thread else f"{alert.waiting_count} waiting"
        try:
            process = subprocess.Popen(
                (*self._arguments, f"{PROGRAM}: {alert.what}", thread),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **told},
                start_new_session=True,
            )
        except OSError as error:
            self._slots.release()
            if not self._has_failed:
                self._has_failed = True
                reason = f"{self._arguments[0]} cannot be run: {error.strerror}"
                self._tell("warning", f"{reason}. Mend --notify-command or leave it out.")
            return
        threading.Thread(target=self._await_end, args=(process,), name="codex-tui-notify", daemon=True).start()

    def _await_end(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(self._deadline_s)
        except subprocess.TimeoutExpired:
            # The leader is not reaped yet, so the group's number is still its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        finally:
            self._slots.release()
