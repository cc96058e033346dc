"""codex-tui itself, started as a user starts it."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import OURS
from benchmarks.program import Program
from benchmarks.screen import Screen
from benchmarks.world import SEEDED_PROMPT

PANE_TITLES = ("Threads", "Inbox", "Wire log")
F6 = "\x1b[17~"


def program(codex_bin: Path) -> Program:
    """The command that was installed beside the running interpreter, on the same server as the peers."""
    command = Path(sys.executable).with_name("codex-tui")
    return Program(
        OURS,
        (command, "--codex-bin", codex_bin),
        is_painted=_is_painted,
        is_ready=_is_ready,
        is_listed=_is_listed,
        list_keys="",
        compose_keys=F6,
    )


def _is_painted(screen: Screen) -> bool:
    text = screen.text()
    return all(title in text for title in PANE_TITLES)


def _is_ready(screen: Screen) -> bool:
    """Connected, by the status bar, which is the first line."""
    return " ready " in screen.text().partition("\n")[0]


def _is_listed(screen: Screen) -> bool:
    return SEEDED_PROMPT in screen.text()
