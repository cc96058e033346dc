"""How two wire messages differ: both as indented JSON with sorted keys, compared line by line.

A long text is broken at its own line breaks, and of a long line only the place that differs is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import chain, islice, zip_longest

from rich.text import Text

from codex_tui.state.json_pretty import INDENT, pretty_lines
from codex_tui.state.json_tree import JsonDocument
from codex_tui.state.line_changes import Change, line_changes
from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.render.diff import DiffLine, lazy_lines, parse_unified
from codex_tui.ui.render.figures import clock, format_bytes
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut, visible

MAX_MESSAGE_LINES = 100_000
"""What comes after these is not compared."""
MAX_SHOWN_LINES = 20_000
MAX_COMPARED_BYTES = 4_000_000
"""A longer message would take memory that nobody expects."""
MAX_LINE_CHARS = 1_000
"""Of a longer line only a part is shown: what differs, or its start."""
CONTEXT_LINES = 3
CONTEXT_CHARS = 60
LONG_TEXT_CHARS = 100
"""A longer text is broken where it has line breaks."""

_TEXT_LINE = re.compile(r'(?:[^\\]|\\[^n]|\\n(?=",?\Z))*+(?:\\n|\Z)')
"""With its line break; one at the end of the text begins no other line."""


class MessageDiff:
    """The first message is what `-` is, the second what `+` is; made in any thread, and drawn in the screen's."""

    def __init__(self, first: WireRecord, second: WireRecord, tz: tzinfo | None) -> None:
        self._records = (first, second)
        self._tz = tz
        self.title = f"Message {first.seq + 1:,} and message {second.seq + 1:,}"
        sides = [list(islice(message_lines(record.line), MAX_MESSAGE_LINES + 1)) for record in self._records]
        is_cut = any(len(lines) > MAX_MESSAGE_LINES for lines in sides)
        unified = _unified(sides[0][:MAX_MESSAGE_LINES], sides[1][:MAX_MESSAGE_LINES])
        note = [f"… only the first {MAX_MESSAGE_LINES:,} lines of each message are compared"] if is_cut else []
        self.text = "\n".join([*unified, *note])
        """A unified diff; empty where both are the same but for the order of keys."""
        self._lines = parse_unified(self.text)
        if len(self._lines) > MAX_SHOWN_LINES:
            left = f"… {len(self._lines) - MAX_SHOWN_LINES:,} more lines"
            shown = (line._replace(partner=_within(line.partner)) for line in self._lines[:MAX_SHOWN_LINES])
            self._lines = [*shown, DiffLine("note", left)]

    def heading(self, width: int, palette: Palette) -> Sequence[Text]:
        """Which two messages these are."""
        facts = (f"{sign} {self._facts(record)}" for sign, record in zip("−+", self._records, strict=True))
        return [Text(cut("   ".join(facts), width), palette.muted)]

    def rows(self, width: int, palette: Palette) -> Sequence[Text]:
        """The differences, with a few lines around each."""
        if not self._lines:
            return [Text("They say the same; only the order of keys or spaces may differ.", palette.text)]
        return lazy_lines(self._lines, width, palette)

    def _facts(self, record: WireRecord) -> str:
        when, size = clock(record.at, self._tz), format_bytes(record.size_bytes)
        number = "" if record.id is None else f" #{record.id}"
        facts = f"{record.seq + 1:,} {when} {record.direction} {record.kind} {record.method}{number} {size}"
        return visible(facts, keep_newlines=False)


def message_lines(line: bytes) -> Iterator[str]:
    """A message as lines that can be compared; one that is not JSON as it stands."""
    text = line.decode("utf-8", "backslashreplace")
    document = JsonDocument(text)
    if document.root is None:
        return iter(text.split("\n"))
    return chain.from_iterable(map(_text_lines, pretty_lines(document, document.root, is_sorted=True)))


def _text_lines(line: str) -> list[str]:
    """A line of JSON, broken where its text is; what goes on stands deeper."""
    # A raw line break can only stand in a text that is not quite JSON.
    if "\n" in line:
        return line.split("\n")
    if len(line) <= LONG_TEXT_CHARS or "\\n" not in line:
        return [line]
    first, *rest = filter(None, _TEXT_LINE.findall(line))
    indent = " " * (len(line) - len(line.lstrip(" "))) + INDENT
    return [first, *(f"{indent}{each}" for each in rest)]


def _unified(old: list[str], new: list[str]) -> Iterator[str]:
    """A unified diff without its file names."""
    hunk: list[Change] = []
    for change in line_changes(old, new):
        if hunk and change.start - hunk[-1].end > 2 * CONTEXT_LINES:
            yield from _hunk_lines(hunk, old, new)
            hunk = []
        hunk.append(change)
    if hunk:
        yield from _hunk_lines(hunk, old, new)


def _hunk_lines(hunk: list[Change], old: list[str], new: list[str]) -> Iterator[str]:
    """Changes that are near to each other, with the lines around them."""
    before = min(CONTEXT_LINES, hunk[0].start)
    after = min(CONTEXT_LINES, len(old) - hunk[-1].end)
    start, end = hunk[0].start - before, hunk[-1].end + after
    new_start, new_end = hunk[0].new_start - before, hunk[-1].new_end + after
    said = "" if all(change.is_compared for change in hunk) else " too long to be compared line by line"
    yield f"@@ -{start + 1},{end - start} +{new_start + 1},{new_end - new_start} @@{said}"
    at = start
    for change in hunk:
        yield from (f" {shortened(line)}" for line in old[at : change.start])
        pairs = zip_longest(old[change.start : change.end], new[change.new_start : change.new_end])
        changed = [shortened_pair(*pair) for pair in pairs]
        yield from (f"-{line}" for line, _ in changed if line is not None)
        yield from (f"+{line}" for _, line in changed if line is not None)
        at = change.end
    yield from (f" {shortened(line)}" for line in old[at:end])


def shortened(line: str) -> str:
    """The start of a long line."""
    left = len(line) - MAX_LINE_CHARS
    return line if left <= 0 else f"{line[:MAX_LINE_CHARS]}… {left:,} more characters"


def shortened_pair(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """Two lines, of which one replaces the other: where one is long, only where they differ."""
    if old is None or new is None:
        return old and shortened(old), new and shortened(new)
    if max(len(old), len(new)) <= MAX_LINE_CHARS:
        return old, new
    start = max(0, _same_start(old, new) - CONTEXT_CHARS)
    room = min(len(old), len(new)) - start
    end = max(0, min(_same_start(old[::-1], new[::-1]), room) - CONTEXT_CHARS)
    return _middle(old, start, end), _middle(new, start, end)


def _middle(line: str, start: int, end: int) -> str:
    """A line without the `start` characters at its beginning and the `end` at its end."""
    before = f"{start:,} equal characters … " if start else ""
    after = f" … {end:,} equal characters" if end else ""
    return f"{before}{shortened(line[start : len(line) - end])}{after}"


def _same_start(first: str, second: str) -> int:
    """How many characters at the start are the same; by halves, since comparing slices costs next to nothing."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _within(partner: int | None) -> int | None:
    return partner if partner is not None and partner < MAX_SHOWN_LINES else None
