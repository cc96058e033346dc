"""The colours of command output (SGR sequences), as far as they cannot hide anything: foreground only, kept legible."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color
from rich.style import Style

_BLACK, _WHITE, _GREY = (0,), (7, 15), 8
_DARKEST_ON_DARK = 90.0
_BRIGHTEST_ON_LIGHT = 150.0


class Pen(NamedTuple):
    """What SGR sequences have set so far."""

    color: Color | None = None
    attributes: frozenset[str] = frozenset()
    """Words of rich's style language."""


NO_PEN = Pen()

_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 9: "strike"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 29: ("strike",)}


def changed_pen(pen: Pen, parameters: str) -> Pen:
    """The pen after one sequence, given its parameters as in `1;38;5;208`.

    Backgrounds, blinking, reversing and concealing are ignored.
    """
    codes = [_number(part) for part in parameters.replace(":", ";").split(";")]
    at = 0
    while at < len(codes):
        code = codes[at]
        at += 1
        if code == 0:
            pen = NO_PEN
        elif code in _ON:
            pen = pen._replace(attributes=pen.attributes | {_ON[code]})
        elif code in _OFF:
            pen = pen._replace(attributes=pen.attributes.difference(_OFF[code]))
        elif code == 39:
            pen = pen._replace(color=None)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            pen = pen._replace(color=Color.from_ansi(code - 30 if code < 90 else code - 82))
        elif code in (38, 48, 58):
            color, at = _extended_color(codes, at)
            pen = pen._replace(color=color) if code == 38 else pen
    return pen


def _number(part: str) -> int:
    return int(part) if part and len(part) < 4 else 0


def _extended_color(codes: list[int], at: int) -> tuple[Color | None, int]:
    """A colour given as `5;n` or `2;r;g;b`, and where the next code is."""
    mode = codes[at] if at < len(codes) else 0
    if mode == 5 and at + 1 < len(codes):
        return (Color.from_ansi(codes[at + 1]) if codes[at + 1] < 256 else None), at + 2
    if mode == 2 and at + 3 < len(codes):
        red, green, blue = (min(code, 255) for code in codes[at + 1 : at + 4])
        return Color.from_rgb(red, green, blue), at + 4
    return None, len(codes)


@lru_cache(maxsize=1024)
def pen_style(pen: Pen, *, is_dark: bool) -> Style:
    """The pen as a style that can be read on a dark or a light ground."""
    color = None if pen.color is None else _legible(pen.color, is_dark=is_dark)
    return Style.parse(" ".join(sorted(pen.attributes))) + Style(color=color)


def _legible(color: Color, *, is_dark: bool) -> Color | None:
    """The colour, or one like it that stands out from the ground; None for the normal colour of text."""
    if color.number is not None and color.number < 16:
        if is_dark and color.number in _BLACK:
            return Color.from_ansi(_GREY)
        return None if not is_dark and color.number in _WHITE else color
    red, green, blue = color.get_truecolor()
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    if is_dark and light < _DARKEST_ON_DARK:
        share = (_DARKEST_ON_DARK - light) / (255 - light)
        return Color.from_rgb(*(part + (255 - part) * share for part in (red, green, blue)))
    if not is_dark and light > _BRIGHTEST_ON_LIGHT:
        share = _BRIGHTEST_ON_LIGHT / light
        return Color.from_rgb(red * share, green * share, blue * share)
    return color
