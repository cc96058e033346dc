"""Asks a terminal what it can do, within a deadline, and leaves it as it was whatever happens.

The last question is one that every terminal answers (DA1), so its answer means that no other will come. What a terminal
does not understand it may print, so all of it happens on a line that is wiped afterwards.
"""

from __future__ import annotations

import os
import re
import select
import termios
import time
from dataclasses import dataclass, field

LIMIT_S = 1.0
MAX_ANSWER_BYTES = 16 * 1024
READ_BYTES = 4096

MOUSE, SGR_MOUSE, FOCUS, BRACKETED_PASTE, SYNCHRONIZED = 1000, 1006, 1004, 2004, 2026
MODES = (MOUSE, SGR_MOUSE, FOCUS, BRACKETED_PASTE, SYNCHRONIZED)
CLIPBOARD_CAPABILITY, RGB_CAPABILITY, TRUECOLOR_CAPABILITY = "Ms", "RGB", "Tc"
CAPABILITIES = (CLIPBOARD_CAPABILITY, RGB_CAPABILITY, TRUECOLOR_CAPABILITY)
CLIPBOARD_ATTRIBUTE = 52
"""In DA1, of terminals that take OSC 52."""
UNKNOWN_MODE = 0
TWO_BYTE_CHARACTER = "é"
"""One cell where the terminal reads UTF-8, two where it does not."""

_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_MODE = re.compile(rb"\x1b\[\?(\d+);(\d)\$y")
_CAPABILITY = re.compile(rb"\x1bP1\+r([0-9A-Fa-f]+)")
_NAME = re.compile(rb"\x1bP>\|([^\x1b\x07]{0,200})")
_POSITION = re.compile(rb"\x1b\[\d+;(\d+)R")


@dataclass(frozen=True, slots=True)
class TerminalAnswers:
    """What the terminal said; `is_complete` where it said so in time."""

    is_complete: bool = False
    name: str = ""
    attributes: frozenset[int] = frozenset()
    modes: dict[int, int] = field(default_factory=dict)
    """DECRPM: 0 is a mode that the terminal does not know."""
    capabilities: frozenset[str] = frozenset()
    """Those of terminfo's that it has, among the ones asked for."""
    character_cells: int | None = None
    """How many cells a character of two bytes took."""


def ask_terminal(input_fd: int, output_fd: int, limit_s: float = LIMIT_S) -> TerminalAnswers:
    """Put all questions to a terminal that we are in the foreground of; raises OSError where it has gone."""
    saved = termios.tcgetattr(input_fd)
    quiet = termios.tcgetattr(input_fd)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    heard = bytearray()
    termios.tcsetattr(input_fd, termios.TCSANOW, quiet)
    try:
        deadline_s = time.monotonic() + limit_s
        if select.select([], [output_fd], [], limit_s)[1]:
            os.write(output_fd, _questions())
            _hear(input_fd, heard, deadline_s)
            os.write(output_fd, b"\r\x1b[K")
    finally:
        if _ATTRIBUTES.search(heard) is None:
            # A late answer would be taken for something typed.
            termios.tcflush(input_fd, termios.TCIFLUSH)
        termios.tcsetattr(input_fd, termios.TCSANOW, saved)
    return answers_in(bytes(heard))


def _questions() -> bytes:
    parts = [f"\r{TWO_BYTE_CHARACTER}\x1b[6n", "\x1b[>q"]
    parts += [f"\x1b[?{mode}$p" for mode in MODES]
    parts += [f"\x1bP+q{name.encode().hex()}\x1b\\" for name in CAPABILITIES]
    return "".join([*parts, "\x1b[c"]).encode()


def _hear(input_fd: int, heard: bytearray, deadline_s: float) -> None:
    while len(heard) < MAX_ANSWER_BYTES and _ATTRIBUTES.search(heard) is None:
        remaining_s = deadline_s - time.monotonic()
        if remaining_s <= 0 or not select.select([input_fd], [], [], remaining_s)[0]:
            return
        chunk = os.read(input_fd, READ_BYTES)
        if not chunk:
            return
        heard += chunk


def answers_in(heard: bytes) -> TerminalAnswers:
    """The answers among what was read."""
    attributes = _ATTRIBUTES.search(heard)
    name = _NAME.search(heard)
    position = _POSITION.search(heard)
    names = {bytes(match[1]).lower(): None for match in _CAPABILITY.finditer(heard)}
    return TerminalAnswers(
        is_complete=attributes is not None,
        name=name[1].decode("utf-8", "replace") if name else "",
        attributes=frozenset(int(number) for number in attributes[1].split(b";") if number)
        if attributes
        else frozenset(),
        modes={int(match[1]): int(match[2]) for match in _MODE.finditer(heard)},
        capabilities=frozenset(each for each in CAPABILITIES if each.encode().hex().encode() in names),
        character_cells=int(position[1]) - 1 if position else None,
    )
