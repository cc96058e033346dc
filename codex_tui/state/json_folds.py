"""Which values of a JSON tree are open, and the rows that come of it.

The rows are made anew with each fold, which costs what is open and not what the line holds.
"""

from __future__ import annotations

from collections.abc import Callable
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


Wrap = Callable[[str, int], list[str]]
"""The lines of a string that stands at a depth."""


def by_lines(text: str, depth: int) -> list[str]:
    """As the text breaks them."""
    return text.split("\n")


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
        self._lines: dict[JsonNode, list[str]] = {}
        if document.root is not None:
            self._open_first(document.root)
        self._make_rows()

    def use_wrap(self, wrap: Wrap) -> None:
        """Texts are as wide as the view is now."""
        self._wrap = wrap
        self._lines.clear()
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
                row_count += len(members) or len(self.lines(node))
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

    def lines(self, node: JsonNode) -> list[str]:
        """The lines of a string, at most `MAX_TEXT_LINES`, and then one that says so."""
        found = self._lines.get(node)
        if found is None:
            found = self._wrap(self.document.string(node), node.depth)
            if len(found) > MAX_TEXT_LINES:
                found = [
                    *found[:MAX_TEXT_LINES],
                    f"… {len(found) - MAX_TEXT_LINES:,} more lines on a screen of its own",
                ]
            self._lines[node] = found
        return found

    def _open_first(self, root: JsonNode) -> None:
        found = [root]
        for node in found:
            if node.kind is NodeKind.STRING:
                text = self.document.string(node)
                if "\n" in text and text.count("\n") < FIRST_LINES and len(text) < FIRST_LINES * LONG_CHARS:
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
                rows += (JsonRow(node, line) for line in range(len(self.lines(node))))
            else:
                waiting += reversed(self.document.members(node))
        self.rows = rows
