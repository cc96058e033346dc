"""A line of JSON as a tree that can be folded, made from the line's own text and only as far as somebody looks.

Nothing is parsed into values, so that duplicate keys, huge numbers and odd escapes stay what they were. A line that is
not JSON has no tree but a `problem`. Nothing here recurses: a line may be nested deeper than Python's stack.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

PAGE_MEMBERS = 25_000
"""Members of one container that are shown at once; the rest is a row that can be opened."""
FULL_CHECK_CHARS = 4_000_000
"""Longer texts are checked for their brackets at once, and for the rest where somebody looks."""
MAX_FOUND = 10_000

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BRACKET = re.compile(rf'[^\[\]{{}}"]*+(?:{_STRING}[^\[\]{{}}"]*+)*+([\[\]{{}}])', re.DOTALL)
_MEMBER = re.compile(
    rf'[ \t\r\n]*+(?:(?P<key>{_STRING})[ \t\r\n]*+:[ \t\r\n]*+)?(?P<value>{_STRING}|[^\s,:\[\]{{}}"]++|[\[{{])',
    re.DOTALL,
)
_COMMA = re.compile(r"[ \t\r\n]*+,")
_SPACE = re.compile(r"[ \t\r\n]*+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INSIDE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u[0-9A-Fa-f]{0,3})?\Z")
_CLOSERS = {"{": "}", "[": "]"}


class NodeKind(StrEnum):
    """What a value is."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    SCALAR = "scalar"
    REST = "rest"
    """Members of a long container that are not shown yet."""
    BAD = "bad"
    """Text that is not JSON, within a line whose brackets are in order."""


@dataclass(slots=True, eq=False)
class JsonNode:
    """One value: where it stands in the text, its key there (None in an array), and its place among its siblings."""

    kind: NodeKind
    start: int
    end: int
    parent: JsonNode | None
    index: int = 0
    key: str | None = None
    """As it stands in the text, in its quotes."""
    first: int = 0
    """Where the key begins, else the value."""
    depth: int = 0

    @property
    def is_container(self) -> bool:
        """Whether it has members."""
        return self.kind in (NodeKind.OBJECT, NodeKind.ARRAY, NodeKind.REST)


class JsonPlace(NamedTuple):
    """Where in the text searched words stand: in the key of a value, or in its own text."""

    node: JsonNode
    start: int
    end: int
    is_key: bool


class NotJson(Exception):
    """The text is not one JSON value; the message says what is wrong and where."""


class JsonDocument:
    """The text of a line; `root` is None where it is not JSON, and `problem` says why."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problem = ""
        self.root: JsonNode | None = None
        self._starts = array("I")
        self._ends = array("I")
        self._members: dict[JsonNode, list[JsonNode]] = {}
        try:
            self._match_brackets()
            self._check()
            self.root = self._read_root()
        except NotJson as error:
            self.problem = str(error)

    def members(self, node: JsonNode) -> list[JsonNode]:
        """The members of a container, in their order; none of anything else."""
        if not node.is_container:
            return []
        found = self._members.get(node)
        if found is None:
            found = self._members[node] = list(self._read_members(node))
        return found

    def source(self, node: JsonNode) -> str:
        """The value as it stands in the text."""
        return self.text[node.start : node.end]

    def key_text(self, node: JsonNode) -> str:
        """The key with its escapes resolved; empty in an array."""
        return "" if node.key is None else unquoted(node.key)

    def string(self, node: JsonNode) -> str:
        """A string with its escapes resolved, anything else as it stands."""
        source = self.source(node)
        return unquoted(source) if node.kind is NodeKind.STRING else source

    def path(self, node: JsonNode) -> str:
        """The way to a value, as jq takes it."""
        steps: list[str] = []
        each: JsonNode | None = node
        while each is not None and each.parent is not None:
            if each.kind is not NodeKind.REST:
                steps.append(self._step(each))
            each = each.parent
        path = "".join(reversed(steps))
        return path if path.startswith(".") else f".{path}"

    def find(self, words: str) -> list[JsonPlace]:
        """Where keys and texts have these words, whatever their case, in order; at most `MAX_FOUND`."""
        if not words or self.root is None:
            return []
        forms = {words, *(json.dumps(words, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False))}
        pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))), re.IGNORECASE)
        found: list[JsonPlace] = []
        node: JsonNode = self.root
        for match in pattern.finditer(self.text):
            start, end = match.span()
            if _INSIDE_ESCAPE.search(self.text, max(0, start - 200), start):
                continue
            node = self._at(node, start)
            is_key = node.key is not None and node.first <= start < node.first + len(node.key)
            if is_key or (not node.is_container and start >= node.start):
                found.append(JsonPlace(node, start, end, is_key))
                if len(found) >= MAX_FOUND:
                    break
        return found

    def _at(self, near: JsonNode, offset: int) -> JsonNode:
        """The innermost value at a place in the text; one after another are found fastest."""
        node = near
        while node.parent is not None and not node.first <= offset < node.end:
            node = node.parent
        while offset >= node.start and (members := self.members(node)):
            place = bisect_right(members, offset, key=_first_of) - 1
            if place < 0 or offset >= members[place].end:
                break
            node = members[place]
        return node

    def _step(self, node: JsonNode) -> str:
        if node.key is None:
            return f"[{node.index}]"
        key = self.key_text(node)
        return f".{key}" if _NAME.fullmatch(key) else f"[{node.key}]"

    def _match_brackets(self) -> None:
        """Find where each container ends; raises NotJson."""
        text, opened = self.text, list[int]()
        position = 0
        # Not by searching, which would begin anew at each character of a text without brackets.
        while (match := _BRACKET.match(text, position)) is not None:
            position = match.end()
            place = position - 1
            if match[1] in "{[":
                opened.append(len(self._starts))
                self._starts.append(place)
                self._ends.append(0)
            elif opened and _CLOSERS[text[self._starts[opened[-1]]]] == match[1]:
                self._ends[opened.pop()] = place + 1
            else:
                raise NotJson(f"{match[1]} at character {place + 1:,} closes nothing")
        if opened:
            place = self._starts[opened[-1]]
            raise NotJson(f"{text[place]} at character {place + 1:,} is never closed")

    def _check(self) -> None:
        """Let the standard parser find what is wrong; raises NotJson."""
        if len(self.text) > FULL_CHECK_CHARS:
            return
        try:
            json.loads(self.text, parse_int=len, parse_float=len, parse_constant=_refuse)
        except json.JSONDecodeError as error:
            said = f"{error.msg[:1].lower()}{error.msg[1:]}".removesuffix(" at")
            raise NotJson(f"{said} at character {error.pos + 1:,}") from None
        except ValueError as error:
            raise NotJson(str(error)) from None
        except RecursionError:
            # Deeper than the parser goes; what is wrong in there is shown where it is looked at.
            return

    def _read_root(self) -> JsonNode:
        found = _MEMBER.match(self.text)
        if found is None or found["key"] is not None:
            raise NotJson("there is no value")
        root = self._node(found, None, 0)
        rest = _SPACE.match(self.text, root.end)
        if rest is not None and rest.end() != len(self.text):
            raise NotJson(f"more follows the value at character {rest.end() + 1:,}")
        return root

    def _read_members(self, node: JsonNode) -> Iterator[JsonNode]:
        text, position, index = self.text, node.start, node.index if node.kind is NodeKind.REST else 0
        position += node.kind is not NodeKind.REST
        end = node.end - 1
        for count in range(PAGE_MEMBERS + 1):
            found = _MEMBER.match(text, position, end)
            if found is None:
                break
            if count == PAGE_MEMBERS:
                start = found.start("key") if found["key"] is not None else found.start("value")
                yield JsonNode(NodeKind.REST, start, node.end, node, index, None, start, node.depth + 1)
                return
            member = self._node(found, node, index)
            yield member
            index += 1
            comma = _COMMA.match(text, member.end, end)
            position = member.end if comma is None else comma.end()
            if comma is None:
                break
        space = _SPACE.match(text, position, end)
        rest = position if space is None else space.end()
        if rest < end:
            yield JsonNode(NodeKind.BAD, rest, end, node, index, None, rest, node.depth + 1)

    def _node(self, found: re.Match[str], parent: JsonNode | None, index: int) -> JsonNode:
        start, end = found.span("value")
        head = self.text[start]
        kind = NodeKind.STRING if head == '"' else NodeKind.SCALAR
        if head in "{[":
            kind = NodeKind.OBJECT if head == "{" else NodeKind.ARRAY
            end = self._ends[bisect_left(self._starts, start)]
        first = found.start("key") if found["key"] is not None else start
        depth = 0 if parent is None else parent.depth + (parent.kind is not NodeKind.REST)
        return JsonNode(kind, start, end, parent, index, found["key"], first, depth)


def unquoted(source: str) -> str:
    """A JSON string without its quotes and escapes; as it stands where it is none."""
    try:
        value: Any = json.loads(source, strict=False)
    except ValueError:
        return source
    return value if isinstance(value, str) else source


def _first_of(node: JsonNode) -> int:
    return node.first


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
