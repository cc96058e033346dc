"""The filter language of the wire log: what is typed becomes a query, which admits records and rows of blocks.

dir:in  kind:req  method:thread/*  thread:01a2  turn:01a2  item:msg_5  id:41  size:>10k  latency:>100ms
error  error:-32001  text:word  word  "several words"  /regular expression/i  @saved  and or not ! ( )
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from codex_tui.state.query_error import QueryError
from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import WireRecord
from codex_tui.state.wire_query_nodes import Node
from codex_tui.state.wire_query_parser import Parser, Surroundings
from codex_tui.state.wire_query_texts import Guard, unguarded

__all__ = ["Query", "QueryError", "check_saved", "is_filter_name", "parse_query"]

NONE_SAVED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Query:
    """A filter that was read; the two ways to ask it always agree."""

    text: str
    root: Node

    def matches(self, record: WireRecord) -> bool:
        """Whether the record is admitted."""
        return self.root.matches(record)

    def select(self, block: WireBlock, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows that are admitted; both in ascending order."""
        return self.root.select(block, rows)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where a shown text has what is looked for, as start and end; what is negated is not looked for."""
        return [place for marker in self.root.markers() for place in marker(text)]


def check_saved(saved: Mapping[str, str]) -> None:
    """Raise ValueError, naming it, for a saved filter that cannot be used."""
    for name, text in saved.items():
        if not is_filter_name(name):
            raise ValueError(f"[filters] {json.dumps(name)} is no name for a filter: use letters, digits, - and _")
        try:
            is_empty = parse_query(text, saved) is None
        except QueryError as error:
            shown = json.dumps(text, ensure_ascii=False)
            raise ValueError(f"[filters] {name} = {shown}: at {error.position + 1}: {error.message}") from error
        if is_empty:
            raise ValueError(f"[filters] {name} is empty")


def is_filter_name(name: str) -> bool:
    """Whether `@name` can stand in a filter, and the name without quotes in the config file."""
    return re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None


def parse_query(text: str, saved: Mapping[str, str] = NONE_SAVED, guard: Guard = unguarded) -> Query | None:
    """Read a filter, None where it is empty; raises QueryError, which says what is wrong and where.

    `saved` are the texts of filters that `@name` stands for; `guard` runs what a regular expression has to search.
    """
    root = Parser(text, Surroundings(saved, guard)).parse()
    return None if root is None else Query(text, root)
