"""Hostile text made harmless, and the cutting and wrapping by cells that every other renderer is built on.

A *row* is a `rich.text.Text` without newline, at most `width` cells wide. Rich markup is never interpreted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len, get_character_cell_size
from rich.text import Span, Text

from codex_tui.ui.render.characters import (
    HAZARDS,
    ODD_SPACES,
    PICTOGRAPHS,
    SINGLE_CELLS,
    STACKING_MARKS,
    ascii_double,
)

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.ui.render.palette import Palette

Bounds = tuple[int, int]
"""Start and end of one row in the text it was cut from."""

BoundsOf = Callable[[str, int], list[Bounds]]

ELLIPSIS = "…"
TAB = "    "

_SUSPECT = re.compile(f"[{HAZARDS}{STACKING_MARKS}]")
_SUSPECT_OR_NEWLINE = re.compile(f"[\n{HAZARDS}{STACKING_MARKS}]")
_EMOJI_GLUE = (
    f"(?<=[{PICTOGRAPHS}])[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
    f"|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[\ufe0f{PICTOGRAPHS}])\u200d(?=[{PICTOGRAPHS}])"
)
_TOO_MANY_MARKS = f"(?<=[{STACKING_MARKS}]{{4}})[{STACKING_MARKS}]+"
_PROSE = re.compile(f"\r\n|(?P<glue>{_EMOJI_GLUE})|(?P<marks>{_TOO_MANY_MARKS})|[{HAZARDS}]")
_REVEALED = re.compile(f"(?P<marks>{_TOO_MANY_MARKS})|[{HAZARDS}{ODD_SPACES}]|(?P<trailing> +)(?=\n|\\Z)")
_TOKEN = re.compile(r"\S+")
_WORD_OR_SIGN = re.compile(r"[^\W\d_]+|.")
_ODD = re.compile(f"[^{SINGLE_CELLS}]")


def name_of(character: str) -> str:
    """How a character that must not be drawn is shown: `␛` for a C0 control, `‹U+202E›` for the rest."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"


def visible(text: str, *, keep_newlines: bool = True) -> str:
    """Hostile text made harmless for prose; returns the same object when there is nothing to change.

    Controls, bidi and zero-width characters, tags, private and surrogate code points are shown by name; a tab becomes
    spaces; without `keep_newlines` each run of newlines becomes one space. What only glues an emoji together (variation
    selector, joiner, skin tone) is dropped, because terminals disagree about its width and nothing hides in it.
    """
    if not keep_newlines:
        if _SUSPECT_OR_NEWLINE.search(text) is None:
            return text
        text = re.sub(r"(?:\r?\n)+", " ", text)
    if _SUSPECT.search(text) is None:
        return text
    return _PROSE.sub(_shown_in_prose, text)


def _shown_in_prose(match: re.Match[str]) -> str:
    found = match[0]
    if found == "\r\n":
        return "\n"
    if found == "\t":
        return TAB
    if match["glue"] is not None:
        return ""
    return f"‹{len(found)} marks›" if match["marks"] is not None else name_of(found)


def reveal(text: str, palette: Palette) -> Text:
    """Text that a person is about to approve, newlines kept, with all that could deceive made visible and marked.

    On top of `visible`: nothing is dropped, tabs, odd spaces and trailing spaces are shown, and a character that passes
    for an ASCII one is followed by its code point, as in `а‹U+0430›`.
    """
    pieces = [(match.start(), match.end(), _revealed(match)) for match in _REVEALED.finditer(text)]
    if not text.isascii():
        pieces += [(at, at + 1, text[at] + name_of(text[at])) for at in _double_positions(text)]
        pieces.sort()
    shown = Text(style=palette.text)
    position = 0
    for start, end, revealed in pieces:
        shown.append(text[position:start])
        shown.append(revealed, palette.revealed)
        position = end
    return shown.append(text[position:])


def _revealed(match: re.Match[str]) -> str:
    found = match[0]
    if match["marks"] is not None:
        return f"‹{len(found)} marks›"
    return "␠" * len(found) if match["trailing"] is not None else name_of(found)


def _double_positions(text: str) -> list[int]:
    """Where a character passes for an ASCII one that its surroundings make one expect."""
    positions: list[int] = []
    for token in _TOKEN.finditer(text):
        if token[0].isascii():
            continue
        is_near_ascii = any(character.isascii() and character.isalnum() for character in token[0])
        for word in _WORD_OR_SIGN.finditer(text, token.start(), token.end()):
            if _is_disguised(word[0], is_near_ascii=is_near_ascii):
                span = range(word.start(), word.end())
                positions += [at for at in span if not text[at].isascii() and ascii_double(text[at])]
    return positions


def _is_disguised(word: str, *, is_near_ascii: bool) -> bool:
    """Whether a word mixes scripts, or is made of doubles only; one such letter alone is a word in many languages."""
    if any(character.isascii() for character in word):
        return not word.isascii()
    return all(map(ascii_double, word)) and (is_near_ascii or len(word) > 1)


def chars_per_row(width: int) -> int:
    """The most characters that a row may hold: one of nothing but combining marks would have no end."""
    return 6 * width + 16


def cells(text: str) -> int:
    """The width of text in terminal cells."""
    return len(text) if _ODD.search(text) is None else cell_len(text)


def _fitting(text: str, width: int) -> int:
    """How many of the first characters fit into `width` cells, marks included with their letter."""
    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return index
    return len(text)


def cut(text: str, width: int) -> str:
    """One line of at most `width` cells; what is longer ends in `…`, at a word if one is near."""
    # Five code points are the most that one cell can hold in visible text.
    bound = 5 * max(width, 0) + 64
    is_whole = len(text) <= bound
    text = visible(text[:bound], keep_newlines=False)
    if is_whole and cells(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[: max(width, 0)]
    end = _fitting(text, width - 1)
    space = text.rfind(" ", end - max(8, width // 4), end + 1) if end >= 8 else -1
    return text[: space if space > end // 2 else end].rstrip(" ,;:") + ELLIPSIS


def cut_path(path: str, width: int, home: str | None = None) -> str:
    """A path of at most `width` cells: `home` becomes `~`, then folders in the middle give way to `…`."""
    path = visible(path, keep_newlines=False)
    if home and (path == home or path.startswith(home.rstrip("/") + "/")):
        path = "~" + path[len(home.rstrip("/")) :]
    if cells(path) <= width:
        return path
    parts = path.split("/")
    root, rest = parts[0], parts[1:]
    for first in range(1, len(rest)):
        for shorter in ([root, ELLIPSIS, *rest[first:]], [ELLIPSIS, *rest[first:]]):
            if cells(candidate := "/".join(shorter)) <= width:
                return candidate
    return _keep_end(rest[-1] if rest else path, width)


def _keep_end(text: str, width: int) -> str:
    """The end of the text, because a file's suffix says more than how its name starts."""
    if cells(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[: max(width, 0)]
    start = len(text)
    used = 1
    while start > 0 and (used := used + get_character_cell_size(text[start - 1])) <= width:
        start -= 1
    return ELLIPSIS + text[start:]


def pad(text: str, width: int, align: Literal["left", "right", "center"] = "left") -> str:
    """Text in exactly `width` cells, cut if it is longer."""
    text = cut(text, width)
    missing = max(0, width - cells(text))
    left = {"left": 0, "right": missing, "center": missing // 2}[align]
    return " " * left + text + " " * (missing - left)


def wrap(text: Text, width: int) -> list[Text]:
    """Rows broken at words; the spaces at a break are swallowed, words longer than a row are broken by cells.

    The text must be visible already. An empty text is one empty row.
    """
    return _rows(text, width, word_bounds)


def fold(text: Text, width: int) -> list[Text]:
    """Rows broken by cells alone: nothing is swallowed, for code and for whatever is to be approved."""
    return _rows(text, width, fold_bounds)


def _rows(text: Text, width: int, bounds_of: BoundsOf) -> list[Text]:
    plain = squeezed(text.plain, width)
    return slices(text, plain, bounds_by_line(plain, width, bounds_of))


def squeezed(plain: str, width: int) -> str:
    """The same text, or one without wide characters where a single cell is all there is."""
    if width >= 2 or _ODD.search(plain) is None:
        return plain
    return "".join(ELLIPSIS if get_character_cell_size(character) > 1 else character for character in plain)


def bounds_by_line(plain: str, width: int, bounds_of: BoundsOf) -> list[Bounds]:
    """The bounds of all rows of a text, each of its lines broken by `bounds_of`."""
    if "\n" not in plain:
        return bounds_of(plain, width)
    bounds: list[Bounds] = []
    start = 0
    for line in plain.split("\n"):
        bounds += [(start + begin, start + end) for begin, end in bounds_of(line, width)]
        start += len(line) + 1
    return bounds


def slices(text: Text, plain: str, bounds: list[Bounds]) -> list[Text]:
    """The pieces of a text with their styles; `bounds` must be in ascending order."""
    style = text.style
    rows = [Text(plain[start:end], style) for start, end in bounds]
    if text.spans:
        starts = [start for start, _ in bounds]
        for span in text.spans:
            index = max(0, bisect_right(starts, span.start) - 1)
            while index < len(bounds) and bounds[index][0] < span.end:
                start, end = bounds[index]
                if span.start < end:
                    clipped = Span(max(span.start, start) - start, min(span.end, end) - start, span.style)
                    rows[index].spans.append(clipped)
                index += 1
    return rows


def word_bounds(line: str, width: int) -> list[Bounds]:
    """Where the rows of one line start and end when it is broken at words."""
    width = max(1, width)
    bounds: list[Bounds] = []
    position, length = 0, len(line)
    indent = length - len(line.lstrip(" "))
    odd = _odd_from(line, 0)
    while True:
        if odd < position:
            odd = _odd_from(line, position)
        if odd > min(position + width, length - 1):
            if length - position <= width:
                break
            space = line.rfind(" ", position, position + width + 1)
            end = space if space > max(position, indent) else position + width
        else:
            end = _word_end(line, position, width, indent)
            if end >= length:
                break
        following = end
        while following < length and line[following] == " ":
            following += 1
        bounds.append((position, _without_spaces(line, position, end)))
        position = following
    bounds.append((position, _without_spaces(line, position, length)))
    return bounds


def _odd_from(line: str, position: int) -> int:
    """Index of the next character whose width must be looked up."""
    found = _ODD.search(line, position)
    return len(line) + 1 if found is None else found.start()


def _without_spaces(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1] == " ":
        end -= 1
    return end


def _word_end(line: str, position: int, width: int, indent: int) -> int:
    """Where the row that starts at `position` ends; a break is allowed at a space and after a wide character."""
    used = 0
    allowed = -1
    last = min(len(line), position + chars_per_row(width))
    for index in range(position, last):
        character = line[index]
        size = get_character_cell_size(character)
        if character == " " and index > max(position, indent):
            allowed = index
        if used + size > width:
            return allowed if allowed > position else max(index, position + 1)
        used += size
        if size > 1:
            allowed = index + 1
    return last


def fold_bounds(line: str, width: int) -> list[Bounds]:
    """Where the rows of one line start and end when it is broken by cells alone."""
    width = max(1, width)
    if _ODD.search(line) is None:
        return [(start, min(start + width, len(line))) for start in range(0, len(line) or 1, width)]
    bounds: list[Bounds] = []
    start = used = 0
    for index, character in enumerate(line):
        size = get_character_cell_size(character)
        if (used + size > width or index - start > chars_per_row(width)) and index > start:
            bounds.append((start, index))
            start, used = index, 0
        used += size
    bounds.append((start, len(line)))
    return bounds


def joined(first: Text, *others: Text) -> Text:
    """One text of several; the base style is that of the first."""
    whole = Text("".join(text.plain for text in (first, *others)), first.style, spans=list(first.spans))
    shift = len(first)
    for text in others:
        whole.spans += [Span(span.start + shift, span.end + shift, span.style) for span in text.spans]
        shift += len(text)
    return whole


def prefixed(rows: list[Text], first: str, rest: str, style: Style) -> list[Text]:
    """Rows with a marker before the first and a hanging indent, or bar, before the others."""
    return [_with_prefix(row, rest if index else first, style) for index, row in enumerate(rows)]


def _with_prefix(row: Text, prefix: str, style: Style) -> Text:
    prefix = prefix if row else prefix.rstrip()
    shift = len(prefix)
    spans = [Span(0, shift, style), *(Span(s.start + shift, s.end + shift, s.style) for s in row.spans)]
    return Text(prefix + row.plain, row.style, spans=spans)
