"""What the terminal can do, as it says itself, and as what stands between it and us is configured."""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console

from codex_tui.doctor.deadlines import run_briefly
from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.doctor.terminal_query import (
    CLIPBOARD_ATTRIBUTE,
    CLIPBOARD_CAPABILITY,
    FOCUS,
    RGB_CAPABILITY,
    SGR_MOUSE,
    TRUECOLOR_CAPABILITY,
    UNKNOWN_MODE,
    TerminalAnswers,
    ask_terminal,
)
from codex_tui.runtime.programs import ProgramFailed

LEAST_COLUMNS, LEAST_ROWS = 80, 24
TMUX_LIMIT_S = 2.0
TMUX_OPTIONS = {
    "allow-passthrough": ("-gv", ("on", "all"), "set -g allow-passthrough on"),
    "focus-events": ("-sv", ("on",), "set -g focus-events on"),
    # With `external`, tmux sets the clipboard for itself only.
    "set-clipboard": ("-sv", ("on",), "set -s set-clipboard on"),
}
"""How each is shown, the values with which tmux hands it on, and the line for tmux.conf."""
COLOUR_WORDS = {"truecolor": "16 million", "256": "256", "standard": "16"}
DUMB = ("", "dumb")


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """What the results are made from."""

    env: Mapping[str, str]
    columns: int
    rows: int
    encoding: str
    answers: TerminalAnswers = field(default_factory=TerminalAnswers)
    tmux: Mapping[str, str] = field(default_factory=dict)
    """Its options by name; without those that could not be read."""


def examine_terminal(env: Mapping[str, str]) -> list[Result]:
    """Look at the terminal on standard input and output, if that is one."""
    if not is_at_hand():
        detail = "standard input or output is no terminal, so none was asked what it can do"
        return [remark("terminal", detail, "Run the doctor where you want to run codex-tui.", is_asked=False)]
    answers = (
        TerminalAnswers() if env.get("TERM", "") in DUMB else ask_terminal(sys.stdin.fileno(), sys.stdout.fileno())
    )
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    tmux = _tmux_options() if env.get("TMUX") else {}
    return terminal_results(TerminalFacts(env, columns, rows, sys.stdout.encoding, answers, tmux))


def is_at_hand() -> bool:
    """Whether there is a terminal that we may ask: both ends, and not from the background, which would stop us."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, termios.error):
        return False


def _tmux_options() -> dict[str, str]:
    found = {}
    for name, (flags, _, _) in TMUX_OPTIONS.items():
        try:
            end = run_briefly(("tmux", "show-options", flags, name), TMUX_LIMIT_S)
        except ProgramFailed:
            continue
        if end.exit_code == 0:
            found[name] = end.stdout.decode("utf-8", "replace").strip()
    return found


def terminal_results(facts: TerminalFacts) -> list[Result]:
    """One result for each ability."""
    results = [_terminal_result(facts), _size_result(facts), _utf8_result(facts), _colours_result(facts)]
    if facts.env.get("TMUX"):
        # tmux answers for the terminal behind it, and what it hands on is a matter of its options.
        results.append(ok("mouse", "tmux hands it on", is_supported=True))
        results.append(_tmux_result("focus", facts.tmux, "focus-events"))
        results.append(_tmux_result("copy", facts.tmux, "set-clipboard"))
        results.append(_tmux_result("notifications", facts.tmux, "allow-passthrough"))
        return results
    results += [_mouse_result(facts.answers), _focus_result(facts.answers), _copy_result(facts.answers)]
    if facts.env.get("STY"):
        detail = "GNU screen is in between, and keeps focus, clipboard and notifications to itself"
        results.append(remark("notifications", detail, "Use tmux, or the terminal directly, for those."))
    return results


def _terminal_result(facts: TerminalFacts) -> Result:
    term = facts.env.get("TERM", "")
    values = {"is_asked": True, "is_answering": facts.answers.is_complete, "term": term, "name": facts.answers.name}
    if term in DUMB:
        detail = f"TERM is {term or 'not set'}"
        return problem("terminal", detail, "Set TERM to your terminal's name, such as xterm-256color.", **values)
    if not facts.answers.is_complete:
        detail = f"{term}; it did not answer in time, so what it can do is not known"
        return remark("terminal", detail, "Nothing to do if it looks and works well.", **values)
    return ok("terminal", f"{facts.answers.name or term}", **values)


def _size_result(facts: TerminalFacts) -> Result:
    size = f"{facts.columns}x{facts.rows}"
    if facts.columns < LEAST_COLUMNS or facts.rows < LEAST_ROWS:
        detail = f"{size} is less than {LEAST_COLUMNS}x{LEAST_ROWS}: much will be cut"
        return remark("size", detail, "Make the window larger.", columns=facts.columns, rows=facts.rows)
    return ok("size", size, columns=facts.columns, rows=facts.rows)


def _utf8_result(facts: TerminalFacts) -> Result:
    values = {"encoding": facts.encoding, "character_cells": facts.answers.character_cells}
    if facts.encoding.lower().replace("-", "") != "utf8":
        detail = f"the locale's encoding is {facts.encoding}"
        return problem("utf8", detail, "Set a UTF-8 locale, such as LANG=C.UTF-8.", **values)
    if facts.answers.character_cells not in (None, 1):
        detail = f"the terminal drew one character in {facts.answers.character_cells} cells"
        return problem("utf8", detail, "Switch the terminal's character set to UTF-8.", **values)
    words = "the locale's encoding" if facts.answers.character_cells is None else "the locale and the terminal"
    return ok("utf8", words, **values)


def _colours_result(facts: TerminalFacts) -> Result:
    if facts.env.get("NO_COLOR"):
        return ok("colours", "none, as NO_COLOR is set", colours=None)
    system = Console(force_terminal=True, _environ=facts.env).color_system
    if system is None:
        return remark("colours", "none", "Set TERM to your terminal's name.", colours=None)
    values = {"colours": system}
    if system != "truecolor" and facts.answers.capabilities & {RGB_CAPABILITY, TRUECOLOR_CAPABILITY}:
        detail = f"{COLOUR_WORDS.get(system, system)} are used, though the terminal says it has 16 million"
        return remark("colours", detail, "Set COLORTERM=truecolor.", **values)
    words = COLOUR_WORDS.get(system, system)
    if system == "truecolor":
        return ok("colours", words, **values)
    return remark("colours", words, "Set COLORTERM=truecolor if your terminal can do more.", **values)


def _mouse_result(answers: TerminalAnswers) -> Result:
    return _mode_result("mouse", answers.modes.get(SGR_MOUSE), "Everything has a key; `f1` lists them.")


def _focus_result(answers: TerminalAnswers) -> Result:
    return _mode_result(
        "focus", answers.modes.get(FOCUS), "You count as looking elsewhere after 30 seconds without a key."
    )


def _mode_result(check_id: str, value: int | None, otherwise: str) -> Result:
    if value is None:
        return remark(check_id, "the terminal does not say whether it reports it", otherwise, is_supported=None)
    if value == UNKNOWN_MODE:
        return remark(check_id, "the terminal does not report it", otherwise, is_supported=False)
    return ok(check_id, "reported", is_supported=True)


def _copy_result(answers: TerminalAnswers) -> Result:
    if CLIPBOARD_ATTRIBUTE in answers.attributes or CLIPBOARD_CAPABILITY in answers.capabilities:
        return ok("copy", "the terminal takes OSC 52", is_supported=True)
    detail = "the terminal does not say whether it takes OSC 52"
    remedy = "If `y` copies nothing, allow it in the terminal's settings, or hold shift and use the mouse."
    return remark("copy", detail, remedy, is_supported=None)


def _tmux_result(check_id: str, options: Mapping[str, str], name: str) -> Result:
    """Whether tmux hands something on."""
    _, wanted, line = TMUX_OPTIONS[name]
    value = options.get(name)
    if value is None:
        detail = f"tmux does not tell its option {name}"
        return remark(check_id, detail, f"See that tmux.conf has: {line}", is_supported=None)
    if value not in wanted:
        detail = f"tmux keeps it to itself ({name} is {value})"
        return remark(check_id, detail, f"Put into tmux.conf: {line}", is_supported=False)
    return ok(check_id, f"tmux hands it on ({name} is {value})", is_supported=True)
