"""What the server calls `diff` to numbered lines: a unified diff, or the plain text of an added or deleted file."""

from __future__ import annotations

import re
from collections import deque
from typing import Literal, NamedTuple

LineKind = Literal["context", "added", "removed", "hunk", "note"]

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_KINDS: dict[str, LineKind] = {" ": "context", "+": "added", "-": "removed"}


class DiffLine(NamedTuple):
    """One line of a diff, without its sign."""

    kind: LineKind
    text: str
    number: int | None = None
    """Line number in the new file, in the old one if it was removed; None where the hunk does not tell."""
    old_number: int | None = None
    partner: int | None = None
    """Index of the line that this one replaces, or is replaced by."""


def diff_lines(kind: str, diff: str) -> list[DiffLine]:
    """The lines of a file change; `kind` is that of `FileUpdateChange`: add, delete or update."""
    if kind == "add":
        return [DiffLine("added", text, number) for number, text in enumerate(_text_lines(diff), 1)]
    if kind == "delete":
        return [DiffLine("removed", text, number, number) for number, text in enumerate(_text_lines(diff), 1)]
    return parse_unified(diff)


def parse_unified(diff: str) -> list[DiffLine]:
    """The lines of a unified diff.

    Where a hunk's header is wrong or missing, the signs alone decide, so that no change can pass for a remark.
    """
    reader = _Reader()
    for line in _text_lines(diff):
        reader.read(line)
    return reader.lines


def diff_counts(kind: str, diff: str) -> tuple[int, int]:
    """How many lines a file change adds and removes."""
    if kind in ("add", "delete"):
        count = len(_text_lines(diff))
        return (count, 0) if kind == "add" else (0, count)
    kinds = [line.kind for line in parse_unified(diff)]
    return kinds.count("added"), kinds.count("removed")


def _text_lines(text: str) -> list[str]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


class _Reader:
    """Where in which hunk the next line is."""

    def __init__(self) -> None:
        self.lines: list[DiffLine] = []
        self._old: int | None = None
        self._new: int | None = None
        self._old_left = 0
        self._new_left = 0
        self._removed: deque[int] = deque()
        """Lines removed just before, which the next added lines replace one by one."""

    def read(self, line: str) -> None:
        is_in_hunk = self._old_left > 0 or self._new_left > 0
        kind = _KINDS.get(line[:1])
        if line.startswith("@@"):
            self._begin_hunk(line)
        elif kind is not None and (is_in_hunk or not line.startswith(("--- ", "+++ "))):
            self._add(kind, line[1:])
        elif not line and is_in_hunk:
            self._add("context", "")
        elif line:
            self._removed.clear()
            self.lines.append(DiffLine("note", line.removeprefix("\\ ")))

    def _begin_hunk(self, line: str) -> None:
        self._removed.clear()
        self._old = self._new = None
        self._old_left = self._new_left = 0
        if (found := _HUNK.match(line)) is not None:
            old, old_count, new, new_count = found.groups("1")
            self._old, self._new = int(old), int(new)
            self._old_left, self._new_left = int(old_count), int(new_count)
        self.lines.append(DiffLine("hunk", line))

    def _add(self, kind: LineKind, text: str) -> None:
        index = len(self.lines)
        partner: int | None = None
        if kind == "removed":
            self._removed.append(index)
        elif kind == "added" and self._removed:
            partner = self._removed.popleft()
            self.lines[partner] = self.lines[partner]._replace(partner=index)
        elif kind == "context":
            self._removed.clear()
        number = self._old if kind == "removed" else self._new
        self.lines.append(DiffLine(kind, text, number, self._old, partner))
        if kind != "added":
            self._old = None if self._old is None else self._old + 1
            self._old_left -= 1
        if kind != "removed":
            self._new = None if self._new is None else self._new + 1
            self._new_left -= 1
