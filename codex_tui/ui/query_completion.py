"""What could stand at the cursor of the wire log's filter: keys, methods, threads, values and saved filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codex_tui.protocol.table import CLIENT_METHODS, NOTIFICATIONS, SERVER_REQUESTS
from codex_tui.state.joins import thread_title
from codex_tui.state.query_error import QueryError
from codex_tui.state.wire_query_words import Word, WordKind, words_of
from codex_tui.ui.context import UiContext
from codex_tui.ui.query_language import DIRECTION_MEANINGS, FORMS, KIND_MEANINGS

MIN_METHOD_CHARS = 3
"""A word without a key is looked for among the methods from this length on."""
LOOKED_AT_RECORDS = 2_000
"""How many of the newest messages are asked for methods that no table has."""
NUMBER_EXAMPLES = {
    "size": {">1k": "more than 1,000 bytes", ">100k": "large", "<200": "small"},
    "latency": {">100ms": "slower than 100 ms", ">1s": "slower than a second"},
    "error": {"-32001": "the server is overloaded", "-32600": "invalid request", "-32601": "no such method"},
}
OPERATORS = {"and": "both", "or": "either", "not": "what is not so"}

Choice = tuple[str, str]
"""What would stand there, and what it means."""


@dataclass(frozen=True, slots=True)
class Completions:
    """The choices, and the place of the text that each would replace."""

    start: int
    end: int
    choices: list[Choice]


def word_at(text: str, cursor: int) -> Word | None:
    """The word that ends at the cursor; an empty one after a space; None within quotes and regular expressions."""
    try:
        words = list(words_of(text[:cursor]))
    except QueryError:
        return None
    if words and words[-1].end == cursor and words[-1].kind not in (WordKind.OPEN, WordKind.NOT):
        return words[-1]
    return Word(WordKind.PLAIN, "", cursor, cursor)


def completions_at(context: UiContext, text: str, cursor: int) -> Completions:
    """What could stand in the place of the word at the cursor."""
    word = word_at(text, cursor)
    if word is None or word.is_quoted or word.kind not in (WordKind.PLAIN, WordKind.SAVED):
        return Completions(cursor, cursor, [])
    if word.kind is WordKind.SAVED:
        choices = _saved(context, word.value)
    elif word.key:
        choices = [(f"{word.key}:{value} ", meaning) for value, meaning in _values(context, word.key, word.value)]
    else:
        choices = list(_beginnings(context, word.value))
    typed = text[word.start : cursor]
    return Completions(word.start, cursor, [choice for choice in choices if choice[0].strip() != typed])


def _beginnings(context: UiContext, typed: str) -> Iterator[Choice]:
    """Keys, saved filters and operators, and methods where what is typed is as good as none of these."""
    typed = typed.lower()
    for form in FORMS:
        if form.start and form.start.startswith(typed):
            yield form.start, form.meaning
    if not typed:
        yield from _saved(context, "")
    for operator, meaning in OPERATORS.items():
        if typed and operator.startswith(typed):
            yield f"{operator} ", meaning
    if len(typed) >= MIN_METHOD_CHARS:
        for method, meaning in _methods(context, typed):
            yield f"method:{method} ", meaning


def _values(context: UiContext, key: str, typed: str) -> Iterable[Choice]:
    if key == "method":
        return _methods(context, typed)
    if key == "thread":
        return _threads(context, typed)
    known = {"dir": DIRECTION_MEANINGS, "kind": KIND_MEANINGS, **NUMBER_EXAMPLES}.get(key, {})
    return [(value, meaning) for value, meaning in known.items() if value.startswith(typed.lower())]


def _methods(context: UiContext, typed: str) -> list[Choice]:
    """Methods that begin with what is typed, then those that have it elsewhere; of each those that were seen first."""
    wanted = typed.casefold()
    log = context.model.wire_log
    seen = {record.method for record in log.since(log.next_seq - LOOKED_AT_RECORDS) if record.method}
    names = [name for name in seen | CLIENT_METHODS | NOTIFICATIONS | SERVER_REQUESTS if wanted in name.casefold()]
    names.sort(key=lambda name: (not name.casefold().startswith(wanted), name not in seen, name))
    return [(name, _method_meaning(name, is_seen=name in seen)) for name in names]


def _method_meaning(name: str, *, is_seen: bool) -> str:
    kinds = [
        kind
        for kind, methods in (
            ("client request", CLIENT_METHODS),
            ("server request", SERVER_REQUESTS),
            ("notification", NOTIFICATIONS),
        )
        if name in methods
    ]
    return " · ".join([*kinds, *(["in the log"] if is_seen else [])])


def _threads(context: UiContext, typed: str) -> list[Choice]:
    """Known threads by id or title."""
    wanted = typed.casefold()
    titles = ((record.id, thread_title(context.model, record.id)) for record in context.model.threads)
    return [(thread_id, title) for thread_id, title in titles if wanted in thread_id or wanted in title.casefold()]


def _saved(context: UiContext, typed: str) -> list[Choice]:
    return [(f"@{name} ", text) for name, text in sorted(context.saved_filters.items()) if name.startswith(typed)]
