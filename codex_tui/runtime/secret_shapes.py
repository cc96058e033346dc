"""Secrets that show themselves by their shape, wherever in a text they stand: bearer headers, well-known kinds of keys.

Everything here works on the bytes of a line as they are, so that a line that is no JSON is read like any other. Each
shape has a needle, a literal that a line must hold, since looking for literals is cheap in lines of any length. A token
that the server streams in several pieces has no shape in any of them, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from codex_tui.protocol.secret_names import is_secret_name

_MAX_NAME_BYTES = 64
_MIN_SHAPE_CHARS = 8

Hide = Callable[[bytes], bytes]
"""Takes a secret, and gives what stands in its place."""


class _Shape(NamedTuple):
    """A literal, and the pattern around it, of which group 1 is the secret."""

    needle: bytes
    pattern: re.Pattern[bytes]


def _shape(needle: bytes, pattern: bytes) -> _Shape:
    return _Shape(needle, re.compile(pattern, re.DOTALL))


_SHAPES = (
    _shape(b"earer ", rb"earer +((?=[A-Za-z._~+/=-]*[0-9]|[\w.~+/=-]{24})[\w.~+/=-]{8,})"),
    _shape(b"asic ", rb"uthorization\W{1,8}[Bb]asic +([A-Za-z0-9+/=]{8,})"),
    _shape(b"sk-", rb"(?<![A-Za-z0-9])(sk-(?=[A-Za-z_-]*[0-9])[\w-]{16,})"),
    _shape(b"gh", rb"(gh[opsur]_[A-Za-z0-9]{20,})"),
    _shape(b"github_pat_", rb"(github_pat_\w{20,})"),
    _shape(b"glpat-", rb"(glpat-[\w-]{16,})"),
    _shape(b"xox", rb"(xox[abeprs]-[\w-]{10,})"),
    _shape(b"AKIA", rb"(AKIA[A-Z0-9]{16})"),
    _shape(b"ASIA", rb"(ASIA[A-Z0-9]{16})"),
    _shape(b"AIza", rb"(AIza[\w-]{30,})"),
    _shape(b"eyJ", rb"(eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"),
    _shape(b"npm_", rb"(npm_[A-Za-z0-9]{30,})"),
    _shape(b"hf_", rb"(hf_[A-Za-z0-9]{30,})"),
    _shape(b"PRIVATE KEY", rb'BEGIN [A-Z ]{0,20}PRIVATE KEY-----((?:[^"\\]|\\[^"])+?)(?=-----END|\\?"|\Z)'),
    _shape(b"://", rb"://[^/\s:@\"\\]{0,64}+:([^/\s@\"\\]{3,256}+)@"),
)
_MEMBER = re.compile(rb'\\": *+\\"((?:[^"\\]|\\\\(?:\\["\\]|[^"\\])|\\u[0-9a-fA-F]{4}|\\/)*+)')
"""From behind the name of a member of a JSON text that is itself inside a string."""
_INNER_QUOTE, _MEMBER_NEEDLE = rb"\"", rb"\":"
_COLOUR = rb"(?:\x1b\[[0-9;]*m)*"
_ASSIGNED = re.compile(
    rb"([A-Za-z][\w-]{2,63})"
    + _COLOUR
    + rb"""["']?[ \t]*[:=]"""
    + _COLOUR
    + rb"""[ \t]*["']?(?:Bearer +|Basic +)?(?!<\d+ bytes, )"""
)
_ASSIGNED_VALUE = re.compile(rb"""[^\s"',;&{}\[\]\x1b]+""")
_find_hint = re.compile(r"k-|Bea|bea|g(?:h[opsur]_|ith|lpat)|xo|AK|AS|za|J|_(?<=[fm]_)|KEY|:/|\":").search


def may_have_shapes(text: str) -> bool:
    """Whether a streamed text is worth a closer look: seldom true without need, and never false with a shape."""
    return len(text) >= _MIN_SHAPE_CHARS and _find_hint(text) is not None


def without_shapes(line: bytes, hide: Hide) -> bytes:
    """The line without secrets that can be told by their shape."""

    def replaced(found: re.Match[bytes]) -> bytes:
        return _with_secret_hidden(found, hide)

    for needle, pattern in _SHAPES:
        if needle in line:
            line = pattern.sub(replaced, line)
    return _without_members(line, hide) if _MEMBER_NEEDLE in line else line


def without_assignments(text: bytes, hide: Hide) -> bytes:
    """A text that is no JSON without what stands behind the name of a secret and `:` or `=`."""

    parts: list[bytes] = []
    done = 0
    for name in _ASSIGNED.finditer(text):
        value = _ASSIGNED_VALUE.match(text, name.end()) if name.start() >= done and _is_secret(name[1]) else None
        if value is not None:
            parts += (text[done : value.start()], hide(value[0]))
            done = value.end()
    return b"".join((*parts, text[done:]))


def _without_members(line: bytes, hide: Hide) -> bytes:
    def replaced(found: re.Match[bytes]) -> bytes:
        head = line[max(0, found.start() - _MAX_NAME_BYTES) : found.start()]
        name = head.rpartition(_INNER_QUOTE)[2]
        return _with_secret_hidden(found, hide) if found[1] and _is_secret(name) else found[0]

    return _MEMBER.sub(replaced, line)


def _is_secret(name: bytes) -> bool:
    return is_secret_name(name.decode("ascii", "replace"))


def _with_secret_hidden(found: re.Match[bytes], hide: Hide) -> bytes:
    start, end = found.span(1)
    whole, offset = found[0], found.start()
    return whole[: start - offset] + hide(found[1]) + whole[end - offset :]
