"""Secrets inside texts that stand behind their names: `API_KEY=…`, `--password …`, `Cookie: …`, JSON that is quoted.

A text of a JSON line is full of code and prose, where `token` is seldom a secret's name. What decides is how the value
is written: as a literal in a JSON text, a shell, a header or a config file, not as a name, a call, a type or a word.
Only ends of names are looked for, and each is looked at once, so that a line of any content takes time by its length.

`without_loose_assignments` is for what is no JSON at all, and takes any value for a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from codex_tui.protocol.secret_names import behind_name_pattern, is_count_name, is_secret_name, plain_name
from codex_tui.runtime.secret_shapes import Hide

_MAX_NAME_BYTES = 64
_MIN_VALUE_BYTES = 4
_MIN_BARE_BYTES = 6
"""Of a value behind a colon, or with spaces around its equals sign, where most of what stands bare is code."""


def _separator_pattern(quotes: tuple[str, ...], opening: str) -> str:
    """A regular expression for `=` or `:` behind a name that may be a secret's, or a flag, in a text whose double
    quotes are written like one of `quotes`, and may begin like `opening`."""
    equals = "|".join(behind_name_pattern(f"{between}=") for between in ("", r"[ \t'\":]", " :"))
    spaced = "|".join(behind_name_pattern(f"{between}:") for between in ("", " "))
    quoted = "|".join(behind_name_pattern(f"{quote}:") for quote in ("'", *quotes))
    return f"=(?:{equals})|:(?:(?=[ '{opening}])(?:{spaced})|(?<=['\"]:)(?:{quoted}))|--(?=[a-z])"


ASSIGNMENT_HINT = _separator_pattern(('"', r'\\"', r'\\{3}"'), r'"\\')
"""A regular expression for what a decoded text has where a secret may be assigned in it."""

_SEPARATOR = re.compile(_separator_pattern((r'\\"', r'\\{3}"', r'\\{7}"'), r"\\").encode())
_BEFORE = re.compile(rb"""(?<![\w.-])([\w.-]++)((?:\\\\)*+\\"|')?([ \t:]{0,3})\Z""")
_ESCAPES = (b"n", b"r", b"t", b"b", b"f")
_FLAG = re.compile(rb"""--([a-z][\w-]{1,62}+)(?:([= ])|((?:\\*+"|'), ?(?:\\*+"|')))(?!-)""")
_OPENING_QUOTE = re.compile(rb"""[ \t]*+(((?:\\\\)*+\\)"|')""")
_SCHEME = re.compile(rb"[ \t]*+(?:(?:Bearer|Basic|Token|token) +)?")
_BARE = re.compile(rb"""[^\s"'\\,;&{}\[\]()<>|`]++""")
_QUOTED = re.compile(rb"""([^\s"'\\]++)'""")
_ARGUMENT = re.compile(rb"""[^"'\\]++(?=\\*+["'](?! ?:))""")
_COOKIES = re.compile(rb"""[ \t]*+([\w!#$%&*+.^|~-]+=[^\r\n"'\\]++)""")
_is_stand_in = re.compile(rb"<\d+ bytes, sha256 ").match
_is_reference = re.compile(rb"\$[A-Za-z_{(]|[<{%*]|#[0-9a-fA-F]{3,8}\Z|\.\.\.|.?[*xX.]*\Z").match
_is_between_quotes = re.compile(rb"[,:}\]\s)]").match
_is_literal = re.compile(rb"(?:none|null|nil|true|false|undefined|yes|no)\Z", re.IGNORECASE).match
_is_word = re.compile(rb"[A-Za-z_.-]*\Z").match
_is_placeholder = re.compile(rb"[A-Z_]*\Z").match
_is_mixed = re.compile(rb"(?=[^A-Za-z]*[A-Za-z])[^0-9]*[0-9]").match
_is_number = re.compile(rb"[0-9]++\Z").match
_is_subscript = re.compile(rb"[(\[]").match
_goes_on_as_code = re.compile(rb"[(\[,;.)]").match
_ends_command = re.compile(rb"""["'\\]|[ ]*(?:\Z|[ ]-|[|&;>])""").match
_ends_line = re.compile(rb"""[\s"'\\`]|\Z""").match
_NUMBER = re.compile(rb"[ ]*+([0-9][0-9.]{3,}+)")

_COLOUR = rb"(?:\x1b\[[0-9;]*m)*"
_LOOSE = re.compile(
    rb"([A-Za-z][\w-]{2,63}+)"
    + _COLOUR
    + rb"""["']?[ \t]*[:=]"""
    + _COLOUR
    + rb"""[ \t]*["']?(?:Bearer +|Basic +)?(?!<\d+ bytes, )"""
)
_LOOSE_VALUE = re.compile(rb"""[^\s"',;&{}\[\]\x1b]+""")


class _Name(NamedTuple):
    """What stands before a separator."""

    text: bytes
    is_quoted: bool
    is_spaced: bool


def without_assignments(line: bytes, hide: Hide) -> bytes:
    """A line of JSON without the secrets that are assigned to their names inside its texts."""
    return _without(line, _assigned(line), hide)


def without_loose_assignments(text: bytes, hide: Hide) -> bytes:
    """A text that is no JSON without what stands behind the name of a secret and `:` or `=`."""
    return _without(text, _loosely_assigned(text), hide)


def _without(line: bytes, spans: Iterator[tuple[int, int]], hide: Hide) -> bytes:
    parts: list[bytes] = []
    done = 0
    for start, end in spans:
        if _is_stand_in(line, start):
            continue
        parts += (line[done:start], hide(line[start:end]))
        done = end
    return b"".join((*parts, line[done:])) if parts else line


def _loosely_assigned(text: bytes) -> Iterator[tuple[int, int]]:
    done = 0
    for name in _LOOSE.finditer(text):
        if name.start() >= done and _is_secret(name[1]):
            value = _LOOSE_VALUE.match(text, name.end())
            if value is not None:
                yield value.span()
                done = value.end()


def _assigned(line: bytes) -> Iterator[tuple[int, int]]:
    """Where the values of secrets are, in order and without overlap."""
    done = 0
    for found in _SEPARATOR.finditer(line):
        if found.start() < done:
            continue
        span = _flag_value(line, found.start()) if found[0] == b"--" else _named_value(line, found[0], found.end())
        if span is not None:
            yield span
            done = span[1]


def _flag_value(line: bytes, start: int) -> tuple[int, int] | None:
    """`--password=x`, `--password x`, and the next argument of a list."""
    flag = _FLAG.match(line, start)
    if flag is None or not _is_secret(flag[1]):
        return None
    if flag[3]:
        if line[start - 1 : start] not in (b'"', b"'"):
            return None
        argument = _ARGUMENT.match(line, flag.end())
        return None if argument is None or _is_reference(argument[0]) else argument.span()
    quoted = _quoted_value(line, flag.end())
    if quoted is not None:
        value = line[slice(*quoted)]
        return None if _is_reference(value) or _is_between_quotes(value) else quoted
    bare = _BARE.match(line, flag.end())
    if bare is None or len(bare[0]) < _MIN_VALUE_BYTES or _is_said(bare[0], flag[1]):
        return None
    if flag[2] == b" " and _is_word(bare[0]):
        return bare.span() if _ends_command(line, bare.end()) and not _is_placeholder(bare[0]) else None
    return bare.span()


def _named_value(line: bytes, separator: bytes, after: int) -> tuple[int, int] | None:
    """The value of a name before `:` or `=`, which ends here."""
    name = _name_before(line, after - 1)
    if name is None or not _is_secret(name.text):
        return None
    is_equals = separator == b"="
    if not (is_equals or name.is_quoted) and name.text.lower().endswith(b"cookie"):
        cookies = _COOKIES.match(line, after)
        if cookies is not None:
            return cookies.span(1)
    quoted = _quoted_value(line, after)
    if quoted is not None:
        value = line[slice(*quoted)]
        is_member = name.is_quoted and not is_equals
        is_told = b" " in value or _is_said(value, name.text) or _is_between_quotes(value)
        return quoted if is_member or not is_told else None
    if name.is_quoted:
        number = _NUMBER.match(line, after)
        return None if number is None or _is_count(name.text) else number.span(1)
    is_tight = is_equals and not name.is_spaced and line[after : after + 1] not in (b" ", b"\t")
    value_at = _SCHEME.match(line, after)
    return _bare_value(line, after if value_at is None else value_at.end(), name.text, is_tight=is_tight)


def _name_before(line: bytes, colon: int) -> _Name | None:
    """The name before a colon or equals sign."""
    start = max(0, colon - _MAX_NAME_BYTES)
    found = _BEFORE.search(line[start:colon])
    if found is None:
        return None
    text, at = found[1], start + found.start()
    if text[:1] in _ESCAPES and line[at - 1 : at] == b"\\":
        # What looks like the first letter belongs to the escape before it.
        text = text[1:]
    return _Name(text, is_quoted=found[2] is not None, is_spaced=bool(found[3]))


def _quoted_value(line: bytes, after: int) -> tuple[int, int] | None:
    """A value in quotes that are themselves inside a string, so that a double one stands behind backslashes."""
    opening = _OPENING_QUOTE.match(line, after)
    if opening is None:
        return None
    if opening[2] is None:
        single = _QUOTED.match(line, opening.end())
        return single.span(1) if single is not None else None
    end = _inner_end(line, opening.end(), len(opening[2]))
    return (opening.end(), end) if end > opening.end() else None


def _inner_end(line: bytes, start: int, depth: int) -> int:
    """Where the text ends whose opening quote has so many backslashes: the quotes inside it have more.

    One with fewer, or with an even number, ends the string around it.
    """
    position = line.find(b'"', start)
    while position >= 0:
        run = position
        while run > start and line[run - 1 : run] == b"\\":
            run -= 1
        backslashes = position - run
        if backslashes % 2 == 0:
            return position
        if backslashes < depth or backslashes % (2 * (depth + 1)) == depth:
            return max(start, position - min(backslashes, depth))
        position = line.find(b'"', position + 1)
    return len(line)


def _bare_value(line: bytes, start: int, name: bytes, *, is_tight: bool) -> tuple[int, int] | None:
    """A value without quotes; `is_tight` says that it stands right behind an equals sign, as in a shell."""
    found = _BARE.match(line, start)
    if found is None or _is_said(found[0], name):
        return None
    value, end = found[0], found.end()
    if not is_tight:
        is_secret = len(value) >= _MIN_BARE_BYTES and bool(_is_mixed(value)) and bool(_ends_line(line, end))
    elif name.isupper() or not _is_word(value):
        is_secret = len(value) >= _MIN_VALUE_BYTES and not _is_subscript(line, end)
    else:
        is_secret = len(value) >= _MIN_VALUE_BYTES and b"." not in value and not _goes_on_as_code(line, end)
    return found.span() if is_secret else None


def _is_said(value: bytes, name: bytes) -> bool:
    """Whether a value names something else: a variable, a placeholder, nothing, a count, or the name itself."""
    is_count = _is_number(value) is not None and _is_count(name)
    return bool(is_count or _is_reference(value) or _is_literal(value) or _is_same(name, value))


def _is_same(name: bytes, value: bytes) -> bool:
    """Whether the value is the name, or its end, however it is written."""
    return plain_name(name.decode("ascii", "replace")).endswith(plain_name(value.decode("ascii", "replace")))


def _is_count(name: bytes) -> bool:
    return is_count_name(name.decode("ascii", "replace"))


def _is_secret(name: bytes) -> bool:
    return is_secret_name(name.decode("ascii", "replace"))
