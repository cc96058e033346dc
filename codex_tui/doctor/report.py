"""The report as lines for a person, and as JSON for a program; all of what is printed is made harmless.

The keys of the JSON, which stay: `schema` (1), `codex_tui` (our version), `is_well`, and `checks`, a list of `id`,
`status` (`ok`, `remark`, `problem`), `detail`, `remedy`, `notes` and `facts`. More keys may come.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from rich.text import Text

from codex_tui.doctor.results import Result, Status, count_of
from codex_tui.ui.render.text import visible, wrap
from codex_tui.version import VERSION

SCHEMA = 1
NAME_CELLS = 13
MOST_COLUMNS = 120
_SIGNS = {Status.OK: "✓", Status.REMARK: "!", Status.PROBLEM: "✗"}
_ASCII_SIGNS = {Status.OK: "+", Status.REMARK: "!", Status.PROBLEM: "x"}
_ASCII_WORDS = str.maketrans({"→": "->", "…": "...", "“": '"', "”": '"', "–": "-"})
_SGR = {Status.OK: "32", Status.REMARK: "33", Status.PROBLEM: "31"}


def as_json(results: Sequence[Result]) -> str:
    """The report as one JSON text."""
    report = {
        "schema": SCHEMA,
        "codex_tui": VERSION,
        "is_well": count_of(results, Status.PROBLEM) == 0,
        "checks": [_check(result) for result in results],
    }
    return json.dumps(report, indent=2)


def _check(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "status": result.status.value,
        "detail": result.detail,
        "remedy": result.remedy,
        "notes": list(result.notes),
        "facts": dict(result.facts),
    }


@dataclass(slots=True)
class Report:
    """Prints results as they come; on a terminal, with what is looked at now in the last line."""

    out: TextIO
    is_terminal: bool
    has_colour: bool

    def tell(self, what: str) -> None:
        """Say what is looked at now."""
        if self.is_terminal:
            self._write(f"\r\x1b[K{self._fitting('…')} {what}")

    def show(self, result: Result) -> None:
        """Print one result."""
        self._wipe()
        for line in self.lines(result):
            self._write(f"{line}\n")

    def end(self, results: Sequence[Result]) -> None:
        """Print what it comes to."""
        self._wipe()
        problems, remarks = count_of(results, Status.PROBLEM), count_of(results, Status.REMARK)
        counts = [_counted(problems, "problem"), _counted(remarks, "remark")]
        self._write(f"\n{', '.join(counts)}. {'Mend the problems first.' if problems else 'codex-tui can run.'}\n")

    def lines(self, result: Result) -> list[str]:
        """A result as lines: sign, name, detail, then notes and the remedy."""
        name = visible(result.id.replace("_", " "), keep_newlines=False).ljust(NAME_CELLS)
        rows = self._wrapped(result.detail, "")
        for note in result.notes:
            rows += self._wrapped(note, "  ")
        if result.remedy:
            rows += self._wrapped(result.remedy, self._fitting("→ "))
        sign = (_SIGNS if self._is_utf8 else _ASCII_SIGNS)[result.status]
        if self.has_colour:
            sign = f"\x1b[{_SGR[result.status]}m{sign}\x1b[0m"
        margin = " " * (NAME_CELLS + 3)
        return [f"{sign} {name} {rows[0]}", *(margin + row for row in rows[1:])]

    def _wrapped(self, text: str, lead: str) -> list[str]:
        """The text made harmless, in rows where there is a terminal whose width they must keep."""
        text = self._fitting(visible(text, keep_newlines=False))
        if not self.is_terminal:
            return [lead + text]
        columns = min(shutil.get_terminal_size().columns, MOST_COLUMNS)
        room = max(20, columns - NAME_CELLS - 4 - len(lead))
        rows = [row.plain.rstrip() for row in wrap(Text(text), room)] or [""]
        return [lead + rows[0], *(" " * len(lead) + row for row in rows[1:])]

    @property
    def _is_utf8(self) -> bool:
        return (self.out.encoding or "").lower().replace("-", "") == "utf8"

    def _fitting(self, text: str) -> str:
        """The text as the output can carry it."""
        if self._is_utf8:
            return text
        return text.translate(_ASCII_WORDS).encode("ascii", "backslashreplace").decode()

    def _wipe(self) -> None:
        if self.is_terminal:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
