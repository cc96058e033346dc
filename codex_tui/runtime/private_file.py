"""Files that this program writes are for their owner alone, whatever the umask is and whatever was there before."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

PRIVATE_MODE = 0o600


def open_private(path: str | Path, flags: int) -> int:
    """Open a file, made where the flags say so, and narrow its mode; raises OSError."""
    descriptor = os.open(path, flags | os.O_CLOEXEC, PRIVATE_MODE)
    narrow(descriptor)
    return descriptor


def narrow(descriptor: int) -> None:
    """Take an open file away from everybody else.

    What is no regular file, or somebody else's, keeps its mode, and so does a file on a disk that knows no modes.
    """
    status = os.fstat(descriptor)
    is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
    if is_ours and stat.S_IMODE(status.st_mode) != PRIVATE_MODE:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, PRIVATE_MODE)
