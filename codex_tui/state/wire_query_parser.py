"""The grammar of the wire log's filter language, and what each key means.

query = some ("or" some)*
some  = one (["and"] one)*
one   = ("not" | "!") one | "(" query ")" | term
term  = key:value | error[:value] | word | "words" | /regex/ | @saved
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from codex_tui.state.query_error import QueryError
from codex_tui.state.wire_log import Direction, MessageKind
from codex_tui.state.wire_query_columns import (
    COMPARISONS,
    Comparison,
    DirectionTerm,
    IdTerm,
    KindTerm,
    LatencyTerm,
    NamePattern,
    NameTerm,
    SizeTerm,
)
from codex_tui.state.wire_query_nodes import All, Node, Not, Some
from codex_tui.state.wire_query_texts import ErrorCodeTerm, Guard, RegexTerm, TurnTerm, WordTerm
from codex_tui.state.wire_query_words import Word, WordKind, words_of

MAX_DEPTH = 50
MAX_SAVED_DEPTH = 5
"""Each level can double what has to be evaluated."""
DIRECTION_WORDS = {"in": Direction.INBOUND, "out": Direction.OUTBOUND}
KIND_WORDS = {kind.value: kind for kind in MessageKind}
SIZE_UNITS = {"": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9}
LATENCY_UNITS_MS = {"": 1, "ms": 1, "s": 1e3, "min": 6e4}
_ERRORS = frozenset({MessageKind.ERROR, MessageKind.MALFORMED})
_NUMBER = re.compile(r"([<>]=?|=)\s*(\d+(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a query is read in: the saved filters by name, and the guard of its regular expressions."""

    saved: Mapping[str, str]
    guard: Guard


class Parser:
    """Reads one query."""

    def __init__(self, text: str, around: Surroundings, within: tuple[str, ...] = (), depth: int = 0) -> None:
        self._words = list(words_of(text))
        self._end = len(text)
        self._around = around
        self._within = within
        self._at = 0
        self._depth = depth

    def parse(self) -> Node | None:
        """The whole query, None where it is empty; raises QueryError."""
        if not self._words:
            return None
        node = self._query()
        if (word := self._next()) is not None:
            raise QueryError("there is no ( that this ) closes", word.start)
        return node

    def _query(self) -> Node:
        parts = [self._some()]
        while self._took(WordKind.OR):
            parts.append(self._some())
        return parts[0] if len(parts) == 1 else Some(parts)

    def _some(self) -> Node:
        parts = [self._one()]
        while (word := self._next()) is not None and word.kind not in (WordKind.OR, WordKind.CLOSE):
            self._took(WordKind.AND)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(parts)

    def _one(self) -> Node:
        word = self._next()
        if word is None:
            raise QueryError("something is missing at the end", self._end)
        self._at += 1
        match word.kind:
            case WordKind.NOT:
                return Not(self._deeper(self._one, word))
            case WordKind.OPEN:
                node = self._deeper(self._query, word)
                if not self._took(WordKind.CLOSE):
                    raise QueryError("the ( has no ) that closes it", word.start)
                return node
            case WordKind.SAVED:
                return self._saved(word)
            case WordKind.REGEX:
                return _regex_term(word, self._around.guard)
            case WordKind.PLAIN:
                return term_for(word)
            case _:
                raise QueryError(f"something is missing before {word.value}", word.start)

    def _deeper(self, read: Callable[[], Node], word: Word) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("this is nested too deep", word.start)
        node = read()
        self._depth -= 1
        return node

    def _saved(self, word: Word) -> Node:
        """What a saved filter says, read in its place."""
        name, saved = word.value, self._around.saved
        if name not in saved:
            known = ", ".join(f"@{each}" for each in sorted(saved)) or "none yet; :filter save NAME keeps one"
            raise QueryError(f"there is no saved filter @{name}. There are: {known}", word.start)
        if name in self._within:
            raise QueryError(f"the saved filter @{name} uses itself", word.start)
        if len(self._within) >= MAX_SAVED_DEPTH:
            raise QueryError(f"@{name} stands too deep within other saved filters", word.start)
        try:
            node = Parser(saved[name], self._around, (*self._within, name), self._depth).parse()
        except QueryError as error:
            raise QueryError(f"in @{name}: {error.message}", word.start) from error
        if node is None:
            raise QueryError(f"the saved filter @{name} is empty", word.start)
        return node

    def _next(self) -> Word | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _took(self, kind: WordKind) -> bool:
        """Go on if the next word is of this kind; say whether it was."""
        word = self._next()
        is_taken = word is not None and word.kind is kind
        self._at += is_taken
        return is_taken


def term_for(word: Word) -> Node:
    """The condition that a plain word is; raises QueryError."""
    if not word.key:
        return _bare_term(word)
    make = TERMS.get(word.key)
    if make is None:
        raise QueryError(f'there is no key {word.key}; for the text, write "{word.key}:{word.value}"', word.start)
    if not word.value and not word.is_quoted:
        raise QueryError(f"{word.key}: needs a value, such as {word.key}:{EXAMPLES[word.key]}", word.end)
    return make(word)


def _bare_term(word: Word) -> Node:
    """A word without a key: `error`, an id as the log shows it, or a text."""
    if not word.is_quoted and word.value.lower() == "error":
        return KindTerm(_ERRORS)
    if not word.is_quoted and re.fullmatch(r"#-?\d+", word.value):
        return IdTerm(frozenset({int(word.value[1:])}))
    return WordTerm(word.value)


def _regex_term(word: Word, guard: Guard) -> Node:
    try:
        return RegexTerm(re.compile(word.value, re.IGNORECASE if word.key else 0), guard)
    except (re.error, OverflowError, RecursionError) as error:
        at = error.pos if isinstance(error, re.error) and error.pos is not None else 0
        reason = error.msg if isinstance(error, re.error) else "it is too large"
        raise QueryError(f"the regular expression is wrong: {reason}", word.start + 1 + at) from error


def _direction_term(word: Word) -> Node:
    return DirectionTerm(DIRECTION_WORDS[_choice(word, DIRECTION_WORDS)])


def _kind_term(word: Word) -> Node:
    return KindTerm(frozenset({KIND_WORDS[_choice(word, KIND_WORDS)]}))


def _choice(word: Word, choices: Mapping[str, object]) -> str:
    value = word.value.lower()
    if value not in choices:
        raise QueryError(f"{word.key}: is one of {', '.join(choices)}", word.value_start)
    return value


def _method_term(word: Word) -> Node:
    return NameTerm("method", NamePattern(word.value, word.is_quoted, is_prefix=True))


def _thread_term(word: Word) -> Node:
    return NameTerm("thread", NamePattern(word.value, word.is_quoted))


def _item_term(word: Word) -> Node:
    return NameTerm("item", NamePattern(word.value, word.is_quoted))


def _turn_term(word: Word) -> Node:
    return TurnTerm(NamePattern(word.value, word.is_quoted))


def _id_term(word: Word) -> Node:
    if word.is_quoted:
        return IdTerm(frozenset({word.value}))
    if re.fullmatch(r"#-?\d+", word.value):
        return IdTerm(frozenset({int(word.value[1:])}))
    is_number = re.fullmatch(r"-?(?:0|[1-9]\d{0,40})", word.value) is not None
    return IdTerm(frozenset({int(word.value), word.value} if is_number else {word.value}))


def _size_term(word: Word) -> Node:
    return SizeTerm(*_bound(word, SIZE_UNITS, "B, k, M or G"))


def _latency_term(word: Word) -> Node:
    return LatencyTerm(*_bound(word, LATENCY_UNITS_MS, "ms, s or min"))


def _bound(word: Word, units: Mapping[str, float], shown_units: str) -> tuple[Comparison, float]:
    found = _NUMBER.fullmatch(word.value)
    if found is None or found[3].lower() not in units:
        raise QueryError(
            f"{word.key}: wants > >= < <= or = and a number in {shown_units}, as in {word.key}:{EXAMPLES[word.key]}",
            word.value_start,
        )
    return COMPARISONS[found[1]], float(found[2]) * units[found[3].lower()]


def _error_term(word: Word) -> Node:
    is_code = not word.is_quoted and re.fullmatch(r"-?\d{1,20}", word.value) is not None
    said: Node = ErrorCodeTerm(int(word.value)) if is_code else WordTerm(word.value)
    return All((KindTerm(_ERRORS), said))


def _text_term(word: Word) -> Node:
    return WordTerm(word.value)


TERMS: dict[str, Callable[[Word], Node]] = {
    "dir": _direction_term,
    "kind": _kind_term,
    "method": _method_term,
    "thread": _thread_term,
    "turn": _turn_term,
    "item": _item_term,
    "id": _id_term,
    "size": _size_term,
    "latency": _latency_term,
    "error": _error_term,
    "text": _text_term,
}
EXAMPLES = {
    "dir": "in",
    "kind": "req",
    "method": "thread/*",
    "thread": "01a2",
    "turn": "01a2",
    "item": "msg_5",
    "id": "41",
    "size": ">10k",
    "latency": ">100ms",
    "error": "-32001",
    "text": "word",
}
