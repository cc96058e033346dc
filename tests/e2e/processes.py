"""Processes by the mark that they inherited in their environment, so that no orphan hides behind a new parent."""

from __future__ import annotations

import os
import select
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One running process."""

    pid: int
    arguments: tuple[str, ...]


def marked(name: str, value: str) -> list[Process]:
    """The running processes that have this in their environment, by process id; zombies have none."""
    mark = f"{name}={value}".encode()
    found = []
    for folder in PROC.iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                arguments = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
                found.append(Process(int(folder.name), tuple(arguments)))
        except OSError:
            continue
    return sorted(found, key=lambda process: process.pid)


def left_behind(name: str, value: str, deadline_s: float) -> list[Process]:
    """The marked processes that have not ended within the deadline, those that they start meanwhile included."""
    end_s = time.monotonic() + deadline_s
    while running := marked(name, value):
        if not _has_ended(running[0].pid, end_s - time.monotonic()):
            return running
    return []


def _has_ended(pid: int, wait_s: float) -> bool:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], max(0.0, wait_s))[0])
    finally:
        os.close(descriptor)
