"""What one process alone has used so far, read from Linux's /proc, so that its children do not count."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KIB_PER_MB = 1000 * 1000 / 1024


def cpu_s(pid: int) -> float:
    """User and system CPU seconds of the process."""
    # The name before the last bracket may hold anything, blanks and brackets included.
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def memory_mb(pid: int | str) -> tuple[float, float]:
    """Resident memory now and at its highest, in megabytes; the process may be `self`."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    now, peak = (_status_kib(status, key) / _KIB_PER_MB for key in ("VmRSS", "VmHWM"))
    return now, peak


def _status_kib(status: str, key: str) -> int:
    found = re.search(rf"^{key}:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise ValueError(f"the kernel's process status has no {key}")
    return int(found[1])
