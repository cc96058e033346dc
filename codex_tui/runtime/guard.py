"""Ends the app-server when this program was killed and could not: a tiny process that outlives us by seconds.

The end of its input ends a well-behaved server at once. One that ignores it, or a command of it in the same process
group, would be left behind by `kill -9` of the dashboard; the guard sees our end on its own input and takes the group
with it. Run as a program, this file is that process, so it imports nothing of the package.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

GRACE_S = 1.0
POLL_S = 0.05


class Guard:
    """The guard of one process group, from our side; raises OSError where it cannot be started."""

    def __init__(self, process_group: int) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, str(process_group)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )

    def dismiss(self) -> None:
        """End the guard, since the group is gone."""
        self._popen.kill()
        self._popen.wait()
        if self._popen.stdin is not None:
            self._popen.stdin.close()


def watch(process_group: int) -> None:
    """Wait for the end of standard input, then until the group is gone, asking it twice to go."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    for signal_number in (0, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process_group, signal_number)
        if _is_gone_within(process_group, GRACE_S):
            return


def _is_gone_within(process_group: int, wait_s: float) -> bool:
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        try:
            os.killpg(process_group, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
        time.sleep(POLL_S)
    return False


if __name__ == "__main__":
    watch(int(sys.argv[1]))
