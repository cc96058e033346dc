"""What an alert is on the terminal: the title with the count, and a bell or a notification (OSC 9, OSC 777).

The thread's title in it is the server's text, so it is made harmless and short before it becomes part of a sequence.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from codex_tui.ui.render.text import ELLIPSIS, visible

PROGRAM = "codex-tui"
MAX_TITLE_CHARS = 60
SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
BELL = "\x07"

_OSC9_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty"})
_OSC777_TERMINALS = ("foot", "rxvt-unicode")


class AlertKind(StrEnum):
    """How the person is told; `auto` chooses by the terminal."""

    AUTO = "auto"
    BELL = "bell"
    OSC9 = "osc9"
    OSC777 = "osc777"
    OFF = "off"


def chosen_kind(kind: AlertKind, environment: Mapping[str, str]) -> AlertKind:
    """The kind for this terminal; a bell where nothing better is known to work, as under tmux, which keeps it."""
    if kind is not AlertKind.AUTO:
        return kind
    if environment.get("TMUX"):
        return AlertKind.BELL
    program, terminal = environment.get("TERM_PROGRAM", ""), environment.get("TERM", "")
    if program in _OSC9_PROGRAMS or environment.get("LC_TERMINAL") == "iTerm2" or terminal == "xterm-kitty":
        return AlertKind.OSC9
    return AlertKind.OSC777 if terminal.startswith(_OSC777_TERMINALS) else AlertKind.BELL


def harmless(text: str, max_chars: int = MAX_TITLE_CHARS) -> str:
    """One short line that ends no sequence, is no further field of one, and hides nothing."""
    shown = visible(text[: max_chars * 4], keep_newlines=False).replace(";", ",").strip()
    return shown if len(shown) <= max_chars else shown[: max_chars - 1] + ELLIPSIS


def alert_sequence(kind: AlertKind, text: str, *, is_in_tmux: bool) -> str:
    """What is written to tell `text`; nothing where alerts are off."""
    body = harmless(text, MAX_TITLE_CHARS * 2)
    match kind:
        case AlertKind.OFF:
            return ""
        case AlertKind.OSC9:
            sequence = f"\x1b]9;{body}\x07"
        case AlertKind.OSC777:
            sequence = f"\x1b]777;notify;{PROGRAM};{body}\x07"
        case _:
            return BELL
    return through_tmux(sequence) if is_in_tmux else sequence


def title_sequence(waiting_count: int) -> str:
    """The terminal's title; tmux takes it as that of its pane."""
    return f"\x1b]2;{f'({waiting_count}) ' if waiting_count else ''}{PROGRAM}\x07"


def through_tmux(sequence: str) -> str:
    """A sequence that tmux hands on to the terminal around it, where its `allow-passthrough` is on."""
    return f"\x1bPtmux;{sequence.replace(chr(0x1B), chr(0x1B) * 2)}\x1b\\"
