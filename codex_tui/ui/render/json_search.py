"""The places in a message that have the searched words, which of them one is at, and where that is on the screen."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from codex_tui.state.json_tree import MAX_FOUND, JsonDocument, JsonNode, JsonPlace, NodeKind, unquoted
from codex_tui.ui.render.text import visible

_MAX_SHOWN_CHARS = 2_000
"""More than a row shows."""


class Hit(NamedTuple):
    """From where to where a place stands in what is shown of a text."""

    start: int
    end: int
    is_current: bool


class JsonSearch:
    """One search in one message."""

    def __init__(self, document: JsonDocument, words: str = "") -> None:
        self.words = words
        self.places = document.find(words)
        self.current: int | None = None
        self._document = document
        self._starts = [place.start for place in self.places]
        self._spans: dict[JsonNode, tuple[int, list[tuple[int, int]]]] = {}

    @property
    def facts(self) -> str:
        """How many places there are, and which of them one is at."""
        if not self.words:
            return ""
        count = f"{len(self.places):,}{'+' if len(self.places) >= MAX_FOUND else ''}"
        place = f"{count} found" if self.current is None else f"{self.current + 1:,} of {count}"
        return f"/{self.words} · {place}"

    def first_from(self, position: int) -> int:
        """How many places stand before a position in the line."""
        return bisect_left(self._starts, position)

    def first_in_text(self, node: JsonNode, offset: int) -> int:
        """How many places stand before a visible character of a string."""
        first, spans = self._text_spans(node)
        return first + sum(1 for start, _ in spans if start < offset)

    def offset(self, index: int) -> int:
        """Which visible character of its string a place begins with."""
        first, spans = self._text_spans(self.places[index].node)
        return spans[index - first][0]

    def is_in(self, node: JsonNode) -> bool:
        """Whether a value, or its key, has a place."""
        return self.first_from(node.first) < self.first_from(self._own_end(node))

    def has_key(self, node: JsonNode) -> bool:
        """Whether the key of a value has a place."""
        return self.first_from(node.first) < self.first_from(node.start)

    def is_current_key(self, node: JsonNode) -> bool:
        """Whether one is at the key of this value."""
        place = self._current_place
        return place is not None and place.node is node and place.is_key

    def hits(self, node: JsonNode, start: int, length: int) -> list[Hit]:
        """What of a string's places is within this part of its visible text."""
        first, spans = self._text_spans(node)
        return [
            Hit(max(0, span_start - start), min(length, span_end - start), first + index == self.current)
            for index, (span_start, span_end) in enumerate(spans)
            if span_end > start and span_start < start + length
        ]

    def source_hits(self, node: JsonNode, start: int) -> list[Hit]:
        """The places of a value as it stands in the line, as far as it is shown from there on."""
        found: list[Hit] = []
        for index in range(self.first_from(max(start, node.start)), self.first_from(self._own_end(node))):
            place = self.places[index]
            before = len(visible(self._document.text[start : place.start], keep_newlines=False))
            length = len(visible(self._document.text[place.start : place.end], keep_newlines=False))
            found.append(Hit(before, before + length, index == self.current))
            if before > _MAX_SHOWN_CHARS:
                break
        return found

    def current_start(self, node: JsonNode) -> int | None:
        """Where in the line the place is that one is at, if it is in the text of this value."""
        place = self._current_place
        return place.start if place is not None and place.node is node and not place.is_key else None

    @property
    def _current_place(self) -> JsonPlace | None:
        return None if self.current is None else self.places[self.current]

    def _own_end(self, node: JsonNode) -> int:
        """Where what is the value's own ends: of a container that is its key."""
        return node.start if node.is_container else node.end

    def _text_spans(self, node: JsonNode) -> tuple[int, list[tuple[int, int]]]:
        """The index of a string's first place, and where in its visible text its places are."""
        found = self._spans.get(node)
        if found is None:
            first, end = self.first_from(node.start), self.first_from(self._own_end(node))
            spans: list[tuple[int, int]] = []
            at, position = node.start + (node.kind is NodeKind.STRING), 0
            for place in self.places[first:end]:
                position += self._visible_length(at, place.start)
                length = self._visible_length(place.start, place.end)
                spans.append((position, position + length))
                at, position = place.end, position + length
            found = self._spans[node] = (first, spans)
        return found

    def _visible_length(self, start: int, end: int) -> int:
        """Of a part of a string, with its escapes resolved."""
        return len(visible(unquoted(f'"{self._document.text[start:end]}"')))
