"""The Codex TUI: the native program that people use today, on the same server version, home and terminal.

It is started as its users start it, so it connects to a background server, which it starts when none runs; its own CPU
and memory are therefore those of the screen alone, as ours are.
"""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.program import Program
from benchmarks.screen import Screen
from benchmarks.world import SEEDED_PROMPT

NAME = "Codex TUI"
COMPOSER = re.compile(r"^› ", re.MULTILINE)
# The line below the composer names model and folder once the session is configured.
SESSION_LINE = re.compile(r"^ +\S.* · /", re.MULTILINE)
LEFT = "\x1b[D"


def program(codex_bin: Path) -> Program:
    """The bare command; the left arrow in its empty composer opens its list of agents."""
    return Program(
        NAME,
        (codex_bin,),
        is_painted=_is_painted,
        is_ready=_is_ready,
        is_listed=_is_listed,
        list_keys=LEFT,
        compose_keys="",
    )


def _is_painted(screen: Screen) -> bool:
    return COMPOSER.search(screen.text()) is not None


def _is_ready(screen: Screen) -> bool:
    """Its composer is drawn and the session that a message would go to exists."""
    return _is_painted(screen) and SESSION_LINE.search(screen.text()) is not None


def _is_listed(screen: Screen) -> bool:
    return SEEDED_PROMPT in screen.text()
