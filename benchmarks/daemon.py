"""The background server that a Codex TUI starts and leaves running: installed once, ended after every measurement."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

# The updater first: it restarts a server that it misses.
PID_FILES = ("app-server-daemon/daemon-updater.pid", "app-server-daemon/daemon.pid")
PACKAGES_FOLDER = "packages"
STOP_TIMEOUT_S = 10.0


def install(codex_bin: Path, env: Mapping[str, str], home: Path) -> None:
    """Makes the copy of itself that Codex keeps in a home, so that no measured start pays for it.

    A version without a background server says so and leaves nothing.
    """
    command: tuple[str | Path, ...] = (codex_bin, "app-server", "daemon", "start")
    subprocess.run(command, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    end(home)


def end(home: Path) -> None:
    """Ends the background processes of this home, which are nobody's children, and waits for them."""
    for name in PID_FILES:
        try:
            pid = json.loads((home / name).read_text("utf-8"))["pid"]
            _end_process(os.pidfd_open(pid))
        except (FileNotFoundError, ProcessLookupError):
            continue


def _end_process(process_fd: int) -> None:
    try:
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            signal.pidfd_send_signal(process_fd, signal_number)
            if select.select([process_fd], [], [], STOP_TIMEOUT_S)[0]:
                return
    finally:
        os.close(process_fd)
