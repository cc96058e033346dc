"""Hostile text made harmless, and cut to cells: what every other renderer is built on.

A *row* is a `rich.text.Text` without newline, at most `width` cells wide. Rich markup is never interpreted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from rich.cells import get_character_cell_size
from rich.text import Text

from codex_tui.ui.render.characters import HAZARDS, ODD_SPACES, PICTOGRAPHS, STACKING_MARKS, ascii_double
from codex_tui.ui.render.wrapping import ELLIPSIS, cells, chars_per_row, fold, joined, prefixed, wrap

if TYPE_CHECKING:
    from codex_tui.ui.render.palette import Palette

__all__ = [
    "ELLIPSIS",
    "cells",
    "chars_per_row",
    "cut",
    "cut_path",
    "fold",
    "harmless",
    "joined",
    "json_escape_of",
    "name_of",
    "pad",
    "prefixed",
    "reveal",
    "visible",
    "with_tilde",
    "wrap",
]

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
_COPIED = re.compile(f"\r\n|(?P<kept>\t|{_EMOJI_GLUE})|[{HAZARDS}]")
_REVEALED = re.compile(f"(?P<marks>{_TOO_MANY_MARKS})|[{HAZARDS}{ODD_SPACES}]|(?P<trailing>(?<! ) ++)(?=\n|\\Z)")
_TOKEN = re.compile(r"\S+")
_WORD_OR_SIGN = re.compile(r"[^\W\d_]+|.")


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


def harmless(text: str, named: Callable[[str], str] = name_of) -> tuple[str, int]:
    """Text that may be pasted anywhere, and how many of its characters `named` had to replace; tabs and emoji stay."""
    count = 0

    def shown(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] == "\r\n":
            return "\n"
        if match["kept"] is not None:
            return match[0]
        count += 1
        return named(match[0])

    return _COPIED.sub(shown, text), count


def json_escape_of(character: str) -> str:
    """A character as JSON can write it in ASCII, so that nothing is lost."""
    return json.dumps(character)[1:-1]


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
    return "␣" * len(found) if match["trailing"] is not None else "⇥" if found == "\t" else name_of(found)


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


def with_tilde(path: str, home: str | None) -> str:
    """A path in which `home` is `~`; as it stands where it lies elsewhere."""
    root = (home or "").rstrip("/")
    return "~" + path[len(root) :] if root and (path == root or path.startswith(root + "/")) else path


def cut_path(path: str, width: int, home: str | None = None) -> str:
    """A path of at most `width` cells: `home` becomes `~`, then folders in the middle give way to `…`."""
    path = with_tilde(visible(path, keep_newlines=False), home)
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
