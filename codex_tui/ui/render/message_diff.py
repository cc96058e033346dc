"""How two wire messages differ: both as indented JSON with sorted keys, compared line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from difflib import unified_diff
from functools import cached_property

from rich.text import Text

from codex_tui.state.json_pretty import pretty_lines
from codex_tui.state.json_tree import JsonDocument
from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.render.diff import DiffLine, parse_unified, render_lines
from codex_tui.ui.render.figures import clock, format_bytes
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut, visible

MAX_COMPARED_LINES = 3_000
"""Where more lines than these differ from the first to the last difference, they are not looked at one by one."""
MAX_SHOWN_LINES = 20_000
MAX_COMPARED_BYTES = 4_000_000
"""A longer message would hold up the screen for seconds."""
CONTEXT_LINES = 3

_HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


class MessageDiff:
    """The first message is what `-` is, the second what `+` is."""

    def __init__(self, first: WireRecord, second: WireRecord, tz: tzinfo | None) -> None:
        self._records = (first, second)
        self._tz = tz
        self.title = f"Message {first.seq + 1:,} and message {second.seq + 1:,}"

    @cached_property
    def text(self) -> str:
        """A unified diff; empty where both are the same but for the order of keys."""
        first, second = (message_lines(record.line) for record in self._records)
        return "\n".join(_compared(first, second))

    @cached_property
    def _lines(self) -> list[DiffLine]:
        lines = parse_unified(self.text)
        if len(lines) > MAX_SHOWN_LINES:
            left = f"… {len(lines) - MAX_SHOWN_LINES:,} more lines; y copies all"
            lines = [*(line._replace(partner=None) for line in lines[:MAX_SHOWN_LINES]), DiffLine("note", left)]
        return lines

    def heading(self, width: int, palette: Palette) -> Sequence[Text]:
        """Which two messages these are."""
        facts = (f"{sign} {self._facts(record)}" for sign, record in zip("−+", self._records, strict=True))
        return [Text(cut("   ".join(facts), width), palette.muted)]

    def rows(self, width: int, palette: Palette) -> Sequence[Text]:
        """The differences, with a few lines around each."""
        if not self._lines:
            return [Text("They say the same; only the order of keys or spaces may differ.", palette.text)]
        return render_lines(self._lines, width, palette)

    def _facts(self, record: WireRecord) -> str:
        when, size = clock(record.at, self._tz), format_bytes(record.size_bytes)
        number = "" if record.id is None else f" #{record.id}"
        facts = f"{record.seq + 1:,} {when} {record.direction} {record.kind} {record.method}{number} {size}"
        return visible(facts, keep_newlines=False)


def message_lines(line: bytes) -> list[str]:
    """A message as lines that can be compared; one that is not JSON as it stands."""
    text = line.decode("utf-8", "backslashreplace")
    document = JsonDocument(text)
    if document.root is None:
        return text.split("\n")
    # A raw line break can only stand in a text that is not quite JSON.
    return [row for found in pretty_lines(document, document.root, is_sorted=True) for row in found.split("\n")]


def _compared(first: list[str], second: list[str]) -> Iterable[str]:
    """A unified diff without its file names."""
    start, stop = _differing(first, second)
    if max(len(first), len(second)) - start - stop > MAX_COMPARED_LINES:
        return _whole_middle(first, second, start, stop)
    skipped, left = max(0, start - CONTEXT_LINES), max(0, stop - CONTEXT_LINES)
    old, new = first[skipped : len(first) - left], second[skipped : len(second) - left]
    found = list(unified_diff(old, new, n=CONTEXT_LINES, lineterm=""))[2:]
    return [_shifted(line, skipped) for line in found]


def _shifted(line: str, line_count: int) -> str:
    """A hunk's header with the numbers that its lines have in the whole; any other line as it is."""
    found = _HUNK.fullmatch(line)
    if found is None:
        return line
    old, new = int(found[1]) + line_count, int(found[3]) + line_count
    return f"@@ -{old}{found[2] or ''} +{new}{found[4] or ''} @@"


def _differing(first: list[str], second: list[str]) -> tuple[int, int]:
    """How many lines are the same at the start, and how many at the end."""
    shorter = min(len(first), len(second))
    start = next((index for index in range(shorter) if first[index] != second[index]), shorter)
    ends = range(1, shorter - start + 1)
    stop = next((index - 1 for index in ends if first[-index] != second[-index]), shorter - start)
    return start, stop


def _whole_middle(first: list[str], second: list[str], start: int, stop: int) -> list[str]:
    """Everything between the same start and the same end is replaced: to compare it would hold up the screen."""
    old, new = first[start : len(first) - stop], second[start : len(second) - stop]
    head = f"@@ -{start + 1},{len(old)} +{start + 1},{len(new)} @@ too long to be compared line by line"
    return [head, *(f"-{line}" for line in old), *(f"+{line}" for line in new)]
