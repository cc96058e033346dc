"""Takes secrets out of a line before anybody keeps a copy: wire log, recordings, exports.

A line is told apart by its method, by the names in it (`secret_names`) and by the shapes of what is in its texts
(`secret_shapes`). What stands in a secret's place only tells two secrets apart. Everything else stays byte for byte, so
nothing is parsed and written again: the line is searched for the ends of names, which in JSON can be nothing else, and
that is as good in a line that is cut or damaged. Most lines have no such name, and cost one search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

from pydantic_core import from_json

from codex_tui.protocol.secret_names import (
    is_count_name,
    is_secret_map_name,
    is_secret_name,
    is_secret_path,
    key_end_pattern,
)
from codex_tui.runtime.secret_assignments import ASSIGNMENT_HINT, without_assignments, without_loose_assignments
from codex_tui.runtime.secret_shapes import SHAPE_HINT, without_shapes
from codex_tui.state.attestation import ATTESTATION_METHOD
from codex_tui.state.wire_log import MessageKind

HASH_CHARS = 8

Span = tuple[int, int]
"""From where to where, in bytes, something stands in a line."""

_ALWAYS_HIDDEN = (MessageKind.RESULT, ATTESTATION_METHOD)
"""No attestation token is ever kept, whatever the user wants to see."""
_ENVELOPE_NAMES = frozenset(("id", "method", "jsonrpc"))
_PRIVATE_BODIES: Mapping[tuple[MessageKind, str], frozenset[str]] = MappingProxyType(
    {
        _ALWAYS_HIDDEN: frozenset(),
        (MessageKind.RESULT, "account/chatgptAuthTokens/refresh"): frozenset(("chatgptAccountId", "chatgptPlanType")),
        (MessageKind.REQUEST, "account/login/start"): frozenset(
            ("type", "appBrand", "region", "chatgptAccountId", "chatgptPlanType")
        ),
        (MessageKind.RESULT, "account/login/start"): frozenset(("type", "loginId", "verificationUrl")),
    }
)
"""Messages of which every text is hidden, but for these names."""
_CONFIG_WRITES = frozenset(("config/value/write", "config/batchWrite"))
_VALUE_NAME = "value"
_WITH_SCHEMA = frozenset(("mcpServer/elicitation/request", "thread/start"))
"""Messages that describe fields; a field of the name `password` is no password."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_is_likely_named = re.compile(key_end_pattern().encode()).search
_has_escaped_letter = re.compile(rb"\\u00[2-7]").search
_MIN_SECRET_CHARS = 8
"""Of a text with a secret in it that can be told."""
_find_hint = re.compile(f"{SHAPE_HINT}|{ASSIGNMENT_HINT}").search
_HEAD = b'{"method":'
"""How a notification begins that is written without white space, which nobody writes here and there only."""
_is_compact = re.compile(rb'\{"\w+":').match
_LIKELY_NAME_END = re.compile(key_end_pattern().encode())
_NAME_END = re.compile(rb'(?<=[A-Za-z0-9])"\s*+:')
_KEY_PATH = re.compile(rb'"keyPath"\s*+:\s*+(' + _STRING + rb")", re.DOTALL)
_TOKEN = re.compile(_STRING + rb'|[{}\[\]]|[^\s"{}\[\],:]++', re.DOTALL)
_COLON = re.compile(rb"\s*+:")
_is_field = re.compile(rb'\s*+"(?:type|title|description|enum|oneOf|anyOf|format|\$ref)"\s*+:').match
_is_stand_in = re.compile(rb"<\d+ bytes, sha256 ").match
_LITERALS = frozenset((b"true", b"false", b"null"))
_QUOTE, _BACKSLASH = b'"', b"\\"
_OPENING, _CLOSING = (b"{", b"["), (b"}", b"]")


def fingerprint(secret: str | bytes) -> str:
    """The length of a secret in bytes and a short hash, in words."""
    data = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else secret
    return f"{len(data)} bytes, sha256 {sha256(data).hexdigest()[:HASH_CHARS]}…"


def redacted_delta(method: str, line: bytes, delta: str) -> bytes:
    """`redacted_line` for a notification that brings `delta`, a piece of text: of the line only that has texts."""
    if _is_likely_named(line) or _has_escaped_letter(line) or may_have_secrets(delta) or not line.startswith(_HEAD):
        return redacted_line(MessageKind.NOTIFICATION, method, line)
    return line


def may_have_secrets(text: str) -> bool:
    """Whether a streamed text is worth a closer look: seldom true without need, and never false with a secret."""
    return len(text) >= _MIN_SECRET_CHARS and _find_hint(text) is not None


def redacted_line(kind: MessageKind, method: str, line: bytes, *, is_redacting: bool = True) -> bytes:
    """The line without its newline as it may be kept: the same object where it holds no secret.

    Without `is_redacting` only attestation tokens are taken out, which are never kept.
    """
    if not is_redacting and (kind, method) != _ALWAYS_HIDDEN:
        return line
    kept = line
    kept_names = _PRIVATE_BODIES.get((kind, method))
    if kept_names is not None:
        kept = _with_hidden(kept, _texts_within(kept, 0, kept_names | _ENVELOPE_NAMES))
    kept = _with_hidden(kept, _named_secrets(kept, _hides_value(method, kept), has_schema=method in _WITH_SCHEMA))
    kept = without_assignments(without_shapes(kept, _stand_in), _stand_in)
    if kind is MessageKind.MALFORMED and not kept.lstrip().startswith(_OPENING):
        kept = without_loose_assignments(kept, _stand_in)
    return line if kept == line else kept


def redacted_text(text: str) -> str:
    """What a program said, which is no JSON, as it may be kept."""
    data = text.encode("utf-8", "surrogatepass")
    kept = without_assignments(without_shapes(data, _stand_in), _stand_in)
    kept = without_loose_assignments(kept, _stand_in)
    return text if kept == data else kept.decode("utf-8", "surrogatepass")


def _hides_value(method: str, line: bytes) -> bool:
    """Whether a config is written to under a name that holds secrets, so that the name of the value does not tell."""
    return method in _CONFIG_WRITES and any(is_secret_path(_text_of(path[1])) for path in _KEY_PATH.finditer(line))


def _with_hidden(line: bytes, spans: Iterator[Span]) -> bytes:
    """The line with a text in the place of each value, whatever JSON value that was."""
    parts: list[bytes] = []
    done = 0
    for start, end in spans:
        if _is_stand_in(line, start + 1):
            continue
        parts += (line[done:start], b'"', _stand_in(_text_of(line[start:end])), b'"')
        done = end
    return b"".join((*parts, line[done:])) if parts else line


def _stand_in(secret: str | bytes) -> bytes:
    return f"<{fingerprint(secret)}>".encode()


def _named_secrets(line: bytes, hides_value: bool, *, has_schema: bool) -> Iterator[Span]:
    """The values behind the names of secrets, in order and without overlap."""
    is_plain = not hides_value and _is_compact(line) is not None and _has_escaped_letter(line) is None
    done = 0
    for name_end in (_LIKELY_NAME_END if is_plain else _NAME_END).finditer(line):
        if name_end.start() < done:
            continue
        name = _text_of(line[_opening_quote(line, name_end.start()) : name_end.start() + 1])
        is_map = is_secret_map_name(name)
        if not (is_map or is_secret_name(name) or (hides_value and name == _VALUE_NAME)):
            continue
        value = _TOKEN.search(line, name_end.end())
        if value is None:
            return
        if value[0] in _OPENING:
            if has_schema and _is_field(line, value.end()):
                continue
            for span in _texts_within(line, value.start(), frozenset()):
                yield span
                done = span[1]
        elif not is_map and _is_hidden(value[0], name):
            yield value.span()
            done = value.end()


def _texts_within(line: bytes, start: int, kept_names: frozenset[str]) -> Iterator[Span]:
    """All texts and numbers of the object or array that starts here, but for names and for what has a kept name."""
    depth = 0
    is_kept = False
    for token in _TOKEN.finditer(line, start):
        text = token[0]
        if text in _OPENING:
            depth += 1
        elif text in _CLOSING:
            depth -= 1
            if depth == 0:
                return
        elif text.startswith(_QUOTE) and _COLON.match(line, token.end()) is not None:
            is_kept = bool(kept_names) and _text_of(text) in kept_names
            continue
        elif not is_kept and text not in _LITERALS:
            yield token.span()
        is_kept = False


def _is_hidden(value: bytes, name: str) -> bool:
    return value.startswith(_QUOTE) or not (value in _LITERALS or is_count_name(name))


def _opening_quote(line: bytes, closing: int) -> int:
    """Where the string begins whose closing quote is here; a quote behind an odd run of backslashes is inside it."""
    position = closing
    while True:
        position = line.rfind(_QUOTE, 0, position)
        if position < 0:
            return closing
        before = line[:position] if position < 64 else line[position - 64 : position]
        if (len(before) - len(before.rstrip(_BACKSLASH))) % 2 == 0:
            return position


def _text_of(string: bytes) -> str:
    """What a JSON string says; as it stands where it is none."""
    content = _content(string)
    if _BACKSLASH in content:
        try:
            return str(from_json(b'"' + content + b'"'))
        except ValueError:
            pass
    return content.decode("utf-8", "replace")


def _content(value: bytes) -> bytes:
    """A string without its quotes, of which the second is missing where the line was cut; anything else as it is."""
    if not value.startswith(_QUOTE):
        return value
    return value[1:-1] if len(value) > 1 and value.endswith(_QUOTE) else value[1:]
