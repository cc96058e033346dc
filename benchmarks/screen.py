"""A terminal screen without colours: just enough emulation to see when a text is on it, cheap enough not to disturb."""

from __future__ import annotations

import codecs
import re
from unicodedata import combining, east_asian_width

# Order matters: complete sequences first, then a control character, then a run of plain text.
TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]P_^X](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<escape>[ -/]*[0-OQ-WYZ\\`-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
TAB_CELLS = 8


class Screen:
    """The visible cells after the bytes fed so far, and what a real terminal would have answered to them."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.replies: list[bytes] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._saved = (0, 0)
        self._reset()

    def _reset(self) -> None:
        self._cells = [self._blank_row() for _ in range(self.rows)]
        self._row = self._column = 0
        self._top, self._bottom = 0, self.rows - 1

    def _blank_row(self) -> list[str]:
        return [" "] * self.columns

    def text(self) -> str:
        """All rows, one line each."""
        return "\n".join("".join(row) for row in self._cells)

    def feed(self, data: bytes) -> None:
        """Applies what the program wrote; a sequence cut in two waits for its rest."""
        text = self._rest + self._decoder.decode(data)
        position = 0
        while found := TOKEN.match(text, position):
            position = found.end()
            if (run := found["text"]) is not None:
                self._write(run)
            elif (final := found["final"]) is not None:
                self._control_sequence(found["parameters"], final)
            elif (control := found["control"]) is not None:
                self._control(control)
            elif (string := found["string"]) is not None:
                self._string(string)
            else:
                self._escape(found["escape"])
        self._rest = text[position:]

    def _write(self, run: str) -> None:
        if run.isascii():
            while run:
                self._wrap_if_needed(1)
                part = run[: self.columns - self._column]
                self._cells[self._row][self._column : self._column + len(part)] = part
                self._column += len(part)
                run = run[len(part) :]
            return
        for character in run:
            self._write_character(character)

    def _write_character(self, character: str) -> None:
        if combining(character):
            return
        width_cells = 2 if east_asian_width(character) in "WF" else 1
        self._wrap_if_needed(width_cells)
        self._cells[self._row][self._column] = character
        if width_cells == 2:
            self._cells[self._row][self._column + 1] = ""
        self._column += width_cells

    def _wrap_if_needed(self, width_cells: int) -> None:
        if self._column + width_cells > self.columns:
            self._column = 0
            self._line_feed()

    def _line_feed(self) -> None:
        if self._row == self._bottom:
            self._scroll(self._top, 1)
        else:
            self._row = min(self._row + 1, self.rows - 1)

    def _scroll(self, top: int, count: int) -> None:
        """Moves the rows from `top` to the region's bottom up by `count`, down when it is negative."""
        for _ in range(min(abs(count), self.rows)):
            if count > 0:
                del self._cells[top]
                self._cells.insert(self._bottom, self._blank_row())
            else:
                del self._cells[self._bottom]
                self._cells.insert(top, self._blank_row())

    def _control(self, control: str) -> None:
        match control:
            case "\r":
                self._column = 0
            case "\n" | "\x0b" | "\x0c":
                self._line_feed()
            case "\b":
                self._column = max(self._column - 1, 0)
            case "\t":
                self._column = min((self._column // TAB_CELLS + 1) * TAB_CELLS, self.columns - 1)

    def _escape(self, escape: str) -> None:
        match escape:
            case "7":
                self._saved = (self._row, self._column)
            case "8":
                self._row, self._column = self._saved
            case "M" if self._row == self._top:
                self._scroll(self._top, -1)
            case "M":
                self._row = max(self._row - 1, 0)
            case "D" | "E":
                self._column = self._column if escape == "D" else 0
                self._line_feed()
            case "c":
                self._reset()

    def _string(self, string: str) -> None:
        # Programs ask for the colours and wait; a dark terminal answers.
        number, _, question = string.partition(";")
        if question == "?" and number in {"10", "11"}:
            colour = "d0d0/d0d0/d0d0" if number == "10" else "1010/1010/1010"
            self.replies.append(f"\x1b]{number};rgb:{colour}\x1b\\".encode())

    def _control_sequence(self, parameters: str, final: str) -> None:
        if parameters[:1] in {"?", ">", "=", "<"}:
            self._private_sequence(parameters, final)
            return
        numbers = [int(part) if part.isdigit() else 0 for part in parameters.split(";")]
        count = max(numbers[0], 1)
        match final:
            case "m":
                return
            case "A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "a" | "d" | "e" | "f" | "`":
                self._move(final, numbers, count)
            case "J" | "K" | "X" | "P" | "@":
                self._erase(final, numbers[0], count)
            case "L" | "M" if self._top <= self._row <= self._bottom:
                self._scroll(self._row, count if final == "M" else -count)
            case "S" | "T":
                self._scroll(self._top, count if final == "S" else -count)
            case "r":
                bottom = numbers[1] if len(numbers) > 1 and numbers[1] else self.rows
                self._top, self._bottom = count - 1, min(bottom, self.rows) - 1
                self._row = self._column = 0
            case "s":
                self._saved = (self._row, self._column)
            case "u":
                self._row, self._column = self._saved
            case "n" if numbers[0] == 6:
                self.replies.append(f"\x1b[{self._row + 1};{min(self._column, self.columns - 1) + 1}R".encode())
            case "c":
                self.replies.append(b"\x1b[?62;22c")

    def _private_sequence(self, parameters: str, final: str) -> None:
        if final == "h" and "1049" in parameters:
            self._reset()
        elif final == "u" and parameters == "?":
            self.replies.append(b"\x1b[?0u")
        elif final == "p" and parameters.startswith("?"):
            self.replies.append(f"\x1b{parameters.replace('?', '[?')};0$y".encode())

    def _move(self, final: str, numbers: list[int], count: int) -> None:
        match final:
            case "A" | "F":
                self._row -= count
            case "B" | "E" | "e":
                self._row += count
            case "C" | "a":
                self._column += count
            case "D":
                self._column = min(self._column, self.columns - 1) - count
            case "G" | "`":
                self._column = count - 1
            case "d":
                self._row = count - 1
            case _:
                self._row = count - 1
                self._column = max(numbers[1], 1) - 1 if len(numbers) > 1 else 0
        if final in "EF":
            self._column = 0
        self._row = min(max(self._row, 0), self.rows - 1)
        self._column = min(max(self._column, 0), self.columns - 1)

    def _erase(self, final: str, mode: int, count: int) -> None:
        row, column = self._cells[self._row], min(self._column, self.columns - 1)
        match final:
            case "K" | "J":
                start = column if mode == 0 else 0
                end = column + 1 if mode == 1 else self.columns
                row[start:end] = [" "] * (end - start)
            case "X":
                end = min(column + count, self.columns)
                row[column:end] = [" "] * (end - column)
            case "P":
                row[column:] = (row[column + count :] + self._blank_row())[: self.columns - column]
            case "@":
                row[column:] = ([" "] * count + row[column:])[: self.columns - column]
        if final == "J":
            others = {0: range(self._row + 1, self.rows), 1: range(self._row)}.get(mode, range(self.rows))
            for index in others:
                self._cells[index] = self._blank_row()
