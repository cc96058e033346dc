"""The filter language of the wire log, cut into words.

    key:value   key:"exact value"   word   "several words"   /regular expression/i   @saved   ! ( ) and or not

What a word means is the parser's matter; here is only where each begins and ends, which completion needs as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from codex_tui.state.query_error import QueryError


class WordKind(StrEnum):
    """What a word is by its shape."""

    AND = "and"
    OR = "or"
    NOT = "not"
    OPEN = "("
    CLOSE = ")"
    PLAIN = "word"
    REGEX = "regular expression"
    SAVED = "saved filter"


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a filter: `key` is what stands before the colon, `value` has no quotes, slashes or `@` around it."""

    kind: WordKind
    value: str
    start: int
    end: int
    key: str = ""
    value_start: int = 0
    is_quoted: bool = False


_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"([A-Za-z]+):")
_PLAIN = re.compile(r"[^\s()]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_REGEX = re.compile(r"/((?:[^/\\]|\\.)*+)/", re.DOTALL)
_SIGNS = {"(": WordKind.OPEN, ")": WordKind.CLOSE, "!": WordKind.NOT}
_OPERATORS = {"and": WordKind.AND, "or": WordKind.OR, "not": WordKind.NOT}
_FOREIGN_OPERATORS = {"&": "and", "&&": "and", "|": "or", "||": "or"}


def words_of(text: str) -> Iterator[Word]:
    """The words from left to right; raises QueryError at one that has no end."""
    position = _after_space(text, 0)
    while position < len(text):
        word = _word_at(text, position)
        yield word
        position = _after_space(text, word.end)


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found is not None else position


def _word_at(text: str, start: int) -> Word:
    first = text[start]
    if first in _SIGNS:
        return Word(_SIGNS[first], first, start, start + 1)
    if first == "/":
        return _regex_at(text, start)
    if first == '"':
        return _value_at(text, start, start, "")
    key = _KEY.match(text, start)
    if key is not None:
        return _value_at(text, start, key.end(), key[1].lower())
    word = _value_at(text, start, start, "")
    if first == "@":
        return Word(WordKind.SAVED, word.value[1:], start, word.end, value_start=start + 1)
    lower = word.value.lower()
    if lower in _FOREIGN_OPERATORS:
        raise QueryError(f"{word.value} is written {_FOREIGN_OPERATORS[lower]} here", start)
    return Word(_OPERATORS[lower], lower, start, word.end) if lower in _OPERATORS else word


def _value_at(text: str, start: int, value_start: int, key: str) -> Word:
    """The value from `value_start` on, of a word that begins at `start`."""
    if text[value_start : value_start + 1] == '"':
        quoted = _QUOTED.match(text, value_start)
        if quoted is None:
            raise QueryError('the text in quotes has no end: close it with "', value_start)
        value = re.sub(r'\\(["\\])', r"\1", quoted[1])
        return Word(WordKind.PLAIN, value, start, quoted.end(), key, value_start, is_quoted=True)
    plain = _PLAIN.match(text, value_start)
    value = plain[0] if plain is not None else ""
    return Word(WordKind.PLAIN, value, start, value_start + len(value), key, value_start)


def _regex_at(text: str, start: int) -> Word:
    """A regular expression between slashes; `key` holds its flags."""
    found = _REGEX.match(text, start)
    if found is None:
        raise QueryError("the regular expression has no end: close it with /, or write /i for any case", start)
    flags = _PLAIN.match(text, found.end())
    written = flags[0] if flags is not None else ""
    if written not in ("", "i"):
        raise QueryError(f'after the last / only i may follow, not {written}; quote a path: "{text[start:]}', start)
    return Word(WordKind.REGEX, found[1].replace(r"\/", "/"), start, found.end() + len(written), written)
