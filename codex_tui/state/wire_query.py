"""The filter language of the wire log: what is typed becomes a query, which admits records and rows of blocks.

dir:in  kind:req  method:thread/*  thread:01a2  turn:01a2  item:msg_5  id:41  size:>10k  latency:>100ms
error  error:-32001  text:word  word  "several words"  /regular expression/i  @saved  and or not ! ( )
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import WireRecord
from codex_tui.state.wire_query_nodes import Node
from codex_tui.state.wire_query_parser import Parser, Surroundings
from codex_tui.state.wire_query_texts import Guard, unguarded
from codex_tui.state.wire_query_words import QueryError

__all__ = ["Query", "QueryError", "parse_query"]

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


def parse_query(text: str, saved: Mapping[str, str] = NONE_SAVED, guard: Guard = unguarded) -> Query | None:
    """Read a filter, None where it is empty; raises QueryError, which says what is wrong and where.

    `saved` are the texts of filters that `@name` stands for; `guard` runs what a regular expression has to search.
    """
    root = Parser(text, Surroundings(saved, guard)).parse()
    return None if root is None else Query(text, root)
