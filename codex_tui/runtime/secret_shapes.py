"""Secrets that show themselves by their shape, wherever in a text they stand: bearer headers, well-known kinds of keys.

Everything here works on the bytes of a line as they are, so that a line that is no JSON is read like any other. Each
shape has a needle, a literal that a line must hold, since looking for literals is cheap in lines of any length. A token
that the server streams in several pieces has no shape in any of them, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Hide = Callable[[bytes], bytes]
"""Takes a secret, and gives what stands in its place."""


class _Shape(NamedTuple):
    """A literal, and the pattern around it, of which group 1 is the secret.

    Where group 1 is missing, the match only takes past what has none, so that no byte is tried again and again.
    """

    needle: bytes
    pattern: re.Pattern[bytes]


def _shape(needle: bytes, pattern: bytes) -> _Shape:
    return _Shape(needle, re.compile(pattern, re.DOTALL))


_BEGIN = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))"
"""No letter stands before it, but for that of an escape."""
_SHAPES = (
    _shape(b"earer ", rb"earer +((?=[A-Za-z._~+/=-]*+[0-9]|[\w.~+/=-]{24})[\w.~+/=-]{8,}+)"),
    _shape(b"asic ", rb"uthorization\W{1,8}[Bb]asic +([A-Za-z0-9+/=]{8,})"),
    _shape(b"sk-", _BEGIN + rb"(?:(sk-(?=[A-Za-z_-]*+[0-9])[\w-]{16,}+)|sk-[\w-]*+)"),
    _shape(b"k_live_", _BEGIN + rb"([sr]k_live_[A-Za-z0-9]{10,}+)"),
    _shape(b"gh", rb"(gh[opsur]_[A-Za-z0-9]{20,})"),
    _shape(b"github_pat_", rb"(github_pat_\w{20,})"),
    _shape(b"glpat-", rb"(glpat-[\w-]{16,})"),
    _shape(b"xox", rb"(xox[abeprs]-[\w-]{10,})"),
    _shape(b"AKIA", rb"(AKIA[A-Z0-9]{16})"),
    _shape(b"ASIA", rb"(ASIA[A-Z0-9]{16})"),
    _shape(b"AIza", rb"(AIza[\w-]{30,})"),
    _shape(b"eyJ", rb"(?:(eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+)?)|eyJ[\w-]*+)"),
    _shape(b"npm_", rb"(npm_[A-Za-z0-9]{30,})"),
    _shape(b"hf_", rb"(hf_[A-Za-z0-9]{30,})"),
    _shape(b"PRIVATE KEY", rb'BEGIN [A-Z ]{0,20}PRIVATE KEY-----((?:[^"\\]|\\[^"])+?)(?=-----END|\\?"|\Z)'),
    _shape(b"://", rb"://[^/\s:@\"\\]{0,64}+:((?![$<{])[^/\s@\"\\]{3,256}+)@"),
)
SHAPE_HINT = r"k-|Bea|bea|g(?:h[opsur]_|ith|lpat)|xo|AK|AS|za|J|_(?:(?<=[fm]_)|live_)|KEY|:/"
"""A regular expression for what every text with a shape has, and few others; it costs little where nothing is."""


def without_shapes(line: bytes, hide: Hide) -> bytes:
    """The line without secrets that can be told by their shape."""

    def replaced(found: re.Match[bytes]) -> bytes:
        return _with_secret_hidden(found, hide)

    for needle, pattern in _SHAPES:
        if needle in line:
            line = pattern.sub(replaced, line)
    return line


def _with_secret_hidden(found: re.Match[bytes], hide: Hide) -> bytes:
    start, end = found.span(1)
    if start < 0:
        return found[0]
    whole, offset = found[0], found.start()
    return whole[: start - offset] + hide(found[1]) + whole[end - offset :]
