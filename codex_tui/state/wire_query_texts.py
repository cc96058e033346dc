"""Conditions on the text of messages: words, regular expressions, turns and error codes.

Words and regular expressions are looked for in the method, the ids, the note and the line. Python's regular expressions
can take for ever, and nothing can stop them from within; so each search runs under a guard, which the screen supplies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import WireRecord
from codex_tui.state.wire_query_columns import NamePattern, places_of
from codex_tui.state.wire_query_nodes import Marker

T = TypeVar("T")

WINDOW_CHARS = 32 * 1024
"""A longer text is searched piece by piece by a regular expression, so that the guard is served in time."""
OVERLAP_CHARS = 4 * 1024
"""The longest match that is sure to be found in such a text."""
GUARDED_ROWS = 64
"""So few that only a search that never ends takes long for them: a block has 1 MB of lines at most, or one line."""

_TURN = re.compile(rb'"(?:turnId|expectedTurnId)"\s*+:\s*+"([^"]*+)"|"turn"\s*+:\s*+\{\s*+"id"\s*+:\s*+"([^"]*+)"')


class Guard(Protocol):
    """Runs a search, and says None where it took too long; from then on it runs no other."""

    def __call__(self, search: Callable[[], T], /) -> T | None: ...


def unguarded(search: Callable[[], T], /) -> T | None:
    """A guard that waits as long as it takes."""
    return search()


class LineTerm:
    """A condition on the line alone."""

    @property
    def is_reading_lines(self) -> bool:
        """Always."""
        return True

    def matches(self, record: WireRecord) -> bool:
        """Whether the line has it."""
        return self.is_in_line(record.line)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """By the line of each row."""
        is_in_line, line = self.is_in_line, block.line
        return [row for row in rows if is_in_line(line(row))]

    def is_in_line(self, line: bytes) -> bool:
        """Whether the text of a message has it."""
        raise NotImplementedError

    def markers(self) -> Iterator[Marker]:
        """None: no column shows it."""
        return iter(())


class TextTerm(LineTerm):
    """A condition on anything that a message says or that the log says of it."""

    def matches(self, record: WireRecord) -> bool:
        """Whether a name, the note or the line has it; what a record has not is not searched."""
        names = filter(None, (record.method, record.thread_id, record.item_id, record.note))
        return any(map(self.is_in_name, names)) or self.is_in_line(record.line)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """The names of the block are looked at before any line is."""
        return self.select_known(block, rows, self.known_rows(block, rows))

    def select_known(self, block: WireBlock, rows: Sequence[int], known: frozenset[int]) -> list[int]:
        """The rows that are known to match, and those whose line has it."""
        is_in_line, line = self.is_in_line, block.line
        if not known:
            return [row for row in rows if is_in_line(line(row))]
        return [row for row in rows if row in known or is_in_line(line(row))]

    def known_rows(self, block: WireBlock, rows: Sequence[int]) -> frozenset[int]:
        """The rows whose method, ids or note have it; each distinct name is looked at once."""
        noted = frozenset(row for row, note in block.notes.items() if self.is_in_name(note))
        wanted = {number for number, name in enumerate(block.names) if name and self.is_in_name(name)}
        if not wanted:
            return noted
        methods, threads, items = block.methods, block.threads, block.items
        return noted.union(
            row for row in rows if methods[row] in wanted or threads[row] in wanted or items[row] in wanted
        )

    def is_in_name(self, name: str) -> bool:
        """Whether a method, an id or a note has it."""
        raise NotImplementedError


class WordTerm(TextTerm):
    """A word or several in quotes, in any case, as it is written or as JSON writes it."""

    def __init__(self, text: str) -> None:
        folded = text.casefold()
        as_json = json.dumps(folded, ensure_ascii=False)[1:-1]
        self._text = text
        self._folded = folded
        self._is_ascii = text.isascii()
        self._as_typed: bytes | str = folded.encode() if self._is_ascii else folded
        self._as_json: bytes | str = as_json.encode() if self._is_ascii else as_json

    def is_in_name(self, name: str) -> bool:
        """In any case."""
        return self._folded in name.casefold()

    def is_in_line(self, line: bytes) -> bool:
        """In any case; a line is only decoded for a word that has more than ASCII."""
        lower: Any = line.lower() if self._is_ascii else line.decode("utf-8", "replace").casefold()
        return self._as_typed in lower or (self._as_json != self._as_typed and self._as_json in lower)

    def markers(self) -> Iterator[Marker]:
        """Wherever the row shows it."""
        yield partial(places_of, self._text)


@dataclass(frozen=True, slots=True)
class RegexTerm(TextTerm):
    """A regular expression; in a text beyond `WINDOW_CHARS` a match beyond `OVERLAP_CHARS` may be missed."""

    pattern: re.Pattern[str]
    guard: Guard = unguarded

    def matches(self, record: WireRecord) -> bool:
        """As for any text, unless it takes too long."""
        return self.guard(partial(TextTerm.matches, self, record)) or False

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """As for any text, some rows at a time, until one takes too long."""
        known = self.guard(partial(self.known_rows, block, rows))
        found: list[int] = []
        if known is None:
            return found
        for start in range(0, len(rows), GUARDED_ROWS):
            some = rows[start : start + GUARDED_ROWS]
            taken = self.guard(partial(self.select_known, block, some, known))
            if taken is None:
                break
            found += taken
        return found

    def select_known(self, block: WireBlock, rows: Sequence[int], known: frozenset[int]) -> list[int]:
        """As for any text, with no call between a row and its search but for the line."""
        search, line = self.pattern.search, block.line
        texts = [(row, line(row).decode("utf-8", "replace")) for row in rows]
        return [
            row
            for row, text in texts
            if row in known or (search(text) is not None if len(text) <= WINDOW_CHARS else self._is_in(text))
        ]

    def is_in_name(self, name: str) -> bool:
        """Anywhere in it."""
        return self._is_in(name)

    def is_in_line(self, line: bytes) -> bool:
        """Anywhere in it; what is no UTF-8 is the replacement character."""
        return self._is_in(line.decode("utf-8", "replace"))

    def markers(self) -> Iterator[Marker]:
        """Wherever the row shows a match."""
        yield self._places

    def _is_in(self, text: str) -> bool:
        search = self.pattern.search
        if len(text) <= WINDOW_CHARS:
            return search(text) is not None
        step = WINDOW_CHARS - OVERLAP_CHARS
        return any(search(text[at : at + WINDOW_CHARS]) for at in range(0, len(text) - OVERLAP_CHARS, step))

    def _places(self, text: str) -> list[tuple[int, int]]:
        found = self.guard(lambda: [match.span() for match in self.pattern.finditer(text)])
        return [(start, end) for start, end in found or () if start < end]


@dataclass(frozen=True, slots=True)
class TurnTerm(LineTerm):
    """`turn:`, which is no column: the line must name such a turn."""

    pattern: NamePattern

    def is_in_line(self, line: bytes) -> bool:
        """Whether any turn that is named there fits."""
        for in_params, in_turn in _TURN.findall(line):
            if self.pattern.fits((in_params or in_turn).decode("utf-8", "replace")):
                return True
        return False


@dataclass(frozen=True, slots=True)
class ErrorCodeTerm(LineTerm):
    """`error:CODE`, beside the condition that the message is an error."""

    code: int

    def is_in_line(self, line: bytes) -> bool:
        """Whether it has the code."""
        return re.search(rb'"code"\s*+:\s*+%d(?!\d)' % self.code, line) is not None
