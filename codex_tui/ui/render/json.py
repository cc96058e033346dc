"""JSON to rows, from its text and not from parsed values: duplicate keys and odd numbers stay what they were.

The text is read only as far as rows are asked for, so that the first screen of a 20 MB line costs what a screen costs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.figures import format_bytes
from codex_tui.ui.render.text import cells, chars_per_row, cut, fold, prefixed, visible, wrap

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.ui.render.palette import Palette

MAX_ROWS = 2000

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<string>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")
        |(?P<scalar>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)
        |(?P<mark>[{}\[\],:])
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_FLAT = re.compile(r"""[\[{](?:[^\[\]{}"\\]|"[^"\\\x00-\x1f]{0,80}"){0,60}[\]}]""")
_INDENT_CELLS = 2


def pretty_rows(value: object, width: int, palette: Palette, *, max_rows: int = MAX_ROWS) -> list[Text]:
    """JSON indented and coloured; bytes are taken for JSON text, and shown as text if they are not.

    Line breaks within strings become rows. At most `max_rows` rows; the last one then says how much is left out.
    """
    source = value.decode("utf-8", "replace") if isinstance(value, bytes) else _dumped(value)
    width = max(1, width)
    printer = _Printer(source, width, palette, max(1, max_rows))
    try:
        printer.print()
        rows, left_chars = printer.rows, len(source) - printer.position + printer.cut_chars
    except _NotJsonError:
        shown = _head(source, max_rows, width)
        rows, left_chars = fold(Text(visible(shown), palette.text), width), len(source) - len(shown)
    if len(rows) <= max_rows and left_chars == 0:
        return rows
    left_chars += sum(len(row.plain) for row in rows[max_rows - 1 :])
    return [*rows[: max_rows - 1], Text(cut(f"… {format_bytes(left_chars)} more", width), palette.muted)]


def _head(text: str, row_count: int, width: int) -> str:
    """The beginning of a text, more than enough for so many rows."""
    lines = text[: (row_count + 2) * chars_per_row(width)].split("\n", row_count + 2)
    return "\n".join(lines[: row_count + 2])


class _NotJsonError(Exception):
    """The text is not one JSON value."""


def _dumped(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=repr)
    except (TypeError, ValueError, RecursionError):
        return repr(value)


class _Printer:
    """Reads tokens and fills rows, until there is one more than asked for."""

    def __init__(self, source: str, width: int, palette: Palette, max_rows: int) -> None:
        self.rows: list[Text] = []
        self.position = 0
        self.cut_chars = 0
        """Characters of long strings that could not be shown."""
        self._source = source
        self._width = width
        self._palette = palette
        self._max_rows = max_rows
        self._line = Text(style=palette.text)
        self._indent = 0
        self._closers: list[str] = []
        self._expected = "value"
        self._is_empty = False
        """Whether the innermost container has no member yet."""
        self._flat_end = 0
        """Where a container that fits into one row ends."""

    def print(self) -> None:
        """Fill `rows`; raises `_NotJsonError` for what is not JSON, as far as it was read."""
        while len(self.rows) <= self._max_rows:
            token = _TOKEN.match(self._source, self.position)
            if token is None:
                break
            self.position = token.end()
            self._take(token)
        else:
            return
        rest = _SPACE.match(self._source, self.position)
        if self._expected != "end" or rest is None or rest.end() != len(self._source):
            raise _NotJsonError
        self.position = len(self._source)
        self._flush()

    def _take(self, token: re.Match[str]) -> None:
        if (string := token["string"]) is not None:
            self._take_string(string)
        elif (scalar := token["scalar"]) is not None:
            self._begin_value()
            self._line.append(scalar, self._palette.code)
            self._end_value()
        elif (mark := token["mark"]) in ("{", "["):
            self._open(mark, token.start("mark"))
        elif mark in ("}", "]"):
            self._close(mark)
        elif mark == "," and self._expected == "comma or close":
            self._line.append(",", self._palette.muted)
            self._next_line(" ")
            self._expected = "key" if self._closers[-1] == "}" else "value"
        elif mark == ":" and self._expected == "colon":
            self._line.append(": ", self._palette.muted)
            self._expected = "value"
        else:
            raise _NotJsonError

    def _take_string(self, string: str) -> None:
        if self._expected in ("key", "key or close"):
            self._begin_member()
            self._put_string(string, self._palette.accent)
            self._expected = "colon"
            return
        self._begin_value()
        self._put_string(string, self._palette.text)
        self._end_value()

    def _put_string(self, string: str, style: Style) -> None:
        """A string with its escapes resolved, but for the quotes, so that no string can pass for structure."""
        try:
            decoded: str = json.loads(string)
        except ValueError:
            raise _NotJsonError from None
        shown = _head(decoded, self._max_rows - len(self.rows), self._width)
        self.cut_chars += len(decoded) - len(shown)
        *lines, last = ('"' + visible(shown.replace('"', '\\"')) + '"').split("\n")
        for line in lines:
            self._line.append(line, style).append("↵", self._palette.muted).append("\n")
        self._line.append(last, style)

    def _begin_member(self) -> None:
        if self._is_empty:
            self._is_empty = False
            self._next_line("")

    def _begin_value(self) -> None:
        if self._expected not in ("value", "value or close"):
            raise _NotJsonError
        self._begin_member()

    def _end_value(self) -> None:
        self._expected = "comma or close" if self._closers else "end"

    def _open(self, mark: str, start: int) -> None:
        self._begin_value()
        is_inner = bool(self._closers) and start >= self._flat_end
        if is_inner and (flat := _FLAT.match(self._source, start)) is not None:
            is_fitting = cells(self._line.plain) + cells(flat[0]) + self._indent < self._width
            self._flat_end = flat.end() if is_fitting else self._flat_end
        self._line.append(mark, self._palette.muted)
        self._closers.append("}" if mark == "{" else "]")
        self._expected = "key or close" if mark == "{" else "value or close"
        self._is_empty = True

    def _close(self, mark: str) -> None:
        if not self._closers or self._closers.pop() != mark or not self._expected.endswith("or close"):
            raise _NotJsonError
        if not self._is_empty:
            self._next_line("")
        self._is_empty = False
        self._line.append(mark, self._palette.muted)
        self._end_value()

    def _next_line(self, separator: str) -> None:
        if self.position <= self._flat_end:
            self._line.append(separator)
            return
        self._flush()
        self._indent = min(_INDENT_CELLS * len(self._closers), self._width // 2)

    def _flush(self) -> None:
        room = self._width - self._indent
        hang = _INDENT_CELLS if room > 2 * _INDENT_CELLS else 0
        is_short = "\n" not in self._line.plain and cells(self._line.plain) <= room
        rows = [self._line] if is_short else wrap(self._line, room - hang)
        self.rows += prefixed(rows, " " * self._indent, " " * (self._indent + hang), self._palette.text)
        self._line = Text(style=self._palette.text)
