"""Which values of a JSON tree are open, and the rows that come of it.

The rows are made anew with each fold, which costs what is open and not what the line holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import NamedTuple

from codex_tui.state.json_tree import JsonDocument, JsonNode, NodeKind

FIRST_DEPTH = 4
"""Levels that are open at first."""
FIRST_MEMBERS = 100
"""A longer container is folded at first."""
FIRST_LINES = 12
"""A text of more lines is folded at first."""
LONG_CHARS = 160
"""A longer string can be opened as text."""
MAX_OPEN_ROWS = 100_000
"""Where opening everything stops."""
MAX_TEXT_LINES = 2_000
"""Of one string in the tree; the whole is shown on a screen of its own."""


class TextRows(NamedTuple):
    """The first rows of a text at some width."""

    rows: list[str]
    starts: list[int]
    """How many visible characters of the text stand before each row."""
    left_count: int
    """Lines that are not in the rows, or not to their end."""


Wrap = Callable[[str, int, int], TextRows]
"""The rows of a string that stands at a depth, little more than so many."""


def count_lines(text: str) -> int:
    """How many lines a text has; a line break at its end ends the last one and begins none."""
    return text.count("\n") + (not text.endswith("\n"))


def by_lines(text: str, depth: int, max_rows: int) -> TextRows:
    """As the text breaks them."""
    rows = text.removesuffix("\n").split("\n")
    starts = list(accumulate((len(row) + 1 for row in rows), initial=0))
    return TextRows(rows[:max_rows], starts[:max_rows], max(0, len(rows) - max_rows))


class JsonRow(NamedTuple):
    """A row: a value, or with `line` from 0 on a line of its text."""

    node: JsonNode
    line: int = -1


class JsonFolds:
    """The open values of a document."""

    def __init__(self, document: JsonDocument, wrap: Wrap = by_lines) -> None:
        self.document = document
        self.rows: list[JsonRow] = []
        self._wrap = wrap
        self._open: set[JsonNode] = set()
        self._texts: dict[JsonNode, TextRows] = {}
        self._max_rows: dict[JsonNode, int] = {}
        if document.root is not None:
            self._open_first(document.root)
        self._make_rows()

    def use_wrap(self, wrap: Wrap) -> None:
        """Texts are as wide as the view is now."""
        self._wrap = wrap
        self._texts.clear()
        self._make_rows()

    def can_open(self, node: JsonNode) -> bool:
        """Whether there is something in it."""
        if node.kind is NodeKind.STRING:
            source_chars = node.end - node.start
            return source_chars > LONG_CHARS or "\n" in self.document.string(node)
        return bool(self.document.members(node))

    def is_open(self, node: JsonNode) -> bool:
        """Whether its members, or its text, are shown."""
        return node in self._open and self.can_open(node)

    def set_open(self, node: JsonNode, *, is_open: bool) -> None:
        """Open or fold a value."""
        self._mark(node, is_open=is_open)
        self._make_rows()

    def open_all(self) -> bool:
        """Open everything, as far as rows go; say whether that was everything."""
        found = [self.document.root] if self.document.root is not None else []
        row_count = 1
        # Level by level, so that what stays folded where it is too much is what lies deepest.
        for node in found:
            if row_count > MAX_OPEN_ROWS:
                break
            if self.can_open(node):
                self._mark(node, is_open=True)
                members = self.document.members(node)
                row_count += len(members) or self._text_row_count(node)
                found += (member for member in members if member.is_container or member.kind is NodeKind.STRING)
        self._make_rows()
        return row_count <= MAX_OPEN_ROWS

    def fold_all(self) -> None:
        """Fold everything but the outermost."""
        self._open.clear()
        if self.document.root is not None:
            self._mark(self.document.root, is_open=True)
        self._make_rows()

    def reveal(self, node: JsonNode) -> int:
        """Open what is around a value, and say in which row it is."""
        around = node.parent
        while around is not None:
            self._mark(around, is_open=True)
            around = around.parent
        self._make_rows()
        return self.row_of(node)

    def row_of(self, node: JsonNode) -> int:
        """The row of a value; 0 where it is folded away."""
        return next((index for index, row in enumerate(self.rows) if row.node is node and row.line < 0), 0)

    def reveal_text(self, node: JsonNode, offset: int) -> int:
        """Open a string, and say in which row the visible character at this offset is."""
        self._mark(node, is_open=True)
        text = self.text_rows(node)
        while text.left_count and offset >= text.starts[-1]:
            self._max_rows[node] = 4 * len(text.rows)
            del self._texts[node]
            text = self.text_rows(node)
        first = self.reveal(node) + 1
        return first + bisect_right(text.starts, offset) - 1

    def text_rows(self, node: JsonNode) -> TextRows:
        """The first rows of a string, `MAX_TEXT_LINES` or as many as something in it needed to be shown."""
        found = self._texts.get(node)
        if found is None:
            most = self._max_rows.get(node, MAX_TEXT_LINES)
            found = self._texts[node] = self._wrap(self.document.string(node), node.depth, most)
        return found

    def _text_row_count(self, node: JsonNode) -> int:
        """With one that says what is not there."""
        text = self.text_rows(node)
        return len(text.rows) + (text.left_count > 0)

    def _open_first(self, root: JsonNode) -> None:
        found = [root]
        for node in found:
            if node.kind is NodeKind.STRING:
                if node.end - node.start < FIRST_LINES * LONG_CHARS:
                    text = self.document.string(node)
                    if "\n" in text and count_lines(text) <= FIRST_LINES:
                        self._mark(node, is_open=True)
                continue
            members = self.document.members(node)
            if node is root or (node.depth < FIRST_DEPTH and len(members) <= FIRST_MEMBERS):
                self._mark(node, is_open=True)
                if len(members) <= FIRST_MEMBERS:
                    found += (member for member in members if member.is_container or member.kind is NodeKind.STRING)

    def _mark(self, node: JsonNode, *, is_open: bool) -> None:
        if is_open:
            self._open.add(node)
        else:
            self._open.discard(node)

    def _make_rows(self) -> None:
        rows: list[JsonRow] = []
        waiting = [self.document.root] if self.document.root is not None else []
        while waiting:
            node = waiting.pop()
            rows.append(JsonRow(node))
            if node not in self._open or not self.can_open(node):
                continue
            if node.kind is NodeKind.STRING:
                rows += (JsonRow(node, line) for line in range(self._text_row_count(node)))
            else:
                waiting += reversed(self.document.members(node))
        self.rows = rows
