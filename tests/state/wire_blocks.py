"""A block of wire records in memory, and records made up for tests."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from codex_tui.state.wire_block import DIRECTIONS, KINDS
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.envelope import RequestId

METHODS = ("", "thread/list", "thread/read", "item/agentMessage/delta", "item/completed", "error", "Ünïcode")
THREADS = ("", "01a2-7f00-beef", "01a2-7f00-cafe", "02b3")
ITEMS = ("", "msg_5", "call_2")
LINES = (
    b"{}",
    b"not json \xff",
    b'{"id":3,"method":"thread/list","params":{"text":"Say \\"hi\\" to W\xc3\xb6rld"}}',
    b'{"method":"item/completed","params":{"turnId":"turn-1","item":{"id":"msg_5"}}}',
    b'{"id":0,"result":{"turn":{"id":"turn-2","items":[]}}}',
    b'{"id":"0","error":{"code":-32001,"message":"Server overloaded; try again"}}',
)


class MemoryBlock:
    """Fits `codex_tui.state.wire_block.WireBlock`."""

    def __init__(self, records: Sequence[WireRecord]) -> None:
        numbers: dict[str, int] = {"": 0}

        def numbered(names: Sequence[str]) -> Sequence[int]:
            return [numbers.setdefault(name, len(numbers)) for name in names]

        latencies_ms = [record.latency_ms for record in records]
        self._records = records
        self.first_seq: int = 0
        self.at: Sequence[float] = [record.at for record in records]
        self.directions: bytes = bytes(DIRECTIONS.index(record.direction) for record in records)
        self.kinds: bytes = bytes(KINDS.index(record.kind) for record in records)
        self.methods: Sequence[int] = numbered([record.method for record in records])
        self.threads: Sequence[int] = numbered([record.thread_id for record in records])
        self.items: Sequence[int] = numbered([record.item_id for record in records])
        self.sizes: Sequence[int] = [record.size_bytes for record in records]
        self.latencies_ms: Sequence[float] = [math.nan if each is None else each for each in latencies_ms]
        self.names: Sequence[str] = list(numbers)
        self.ids: Mapping[int, RequestId] = {n: each.id for n, each in enumerate(records) if each.id is not None}
        self.notes: Mapping[int, str] = {n: each.note for n, each in enumerate(records) if each.note}

    def __len__(self) -> int:
        return len(self._records)

    def line(self, row: int) -> bytes:
        """The text of a row."""
        return self._records[row].line

    def record(self, row: int) -> WireRecord:
        """The whole record of a row."""
        return self._records[row]


def record(
    method: str = "m",
    request_id: int | str | None = None,
    line: bytes = b"{}",
    kind: MessageKind = MessageKind.NOTIFICATION,
    direction: Direction = Direction.INBOUND,
    *,
    thread_id: str = "thread-7",
    item_id: str = "item-9",
    size_bytes: int | None = None,
    latency_ms: float | None = None,
    note: str = "",
) -> WireRecord:
    """A record with what matters to a test."""
    size_bytes = len(line) if size_bytes is None else size_bytes
    return WireRecord(0.0, direction, kind, method, request_id, thread_id, item_id, line, size_bytes, latency_ms, note)


records = st.builds(
    record,
    st.sampled_from(METHODS),
    st.one_of(st.none(), st.sampled_from((0, 3, "0", "3", "abc"))),
    st.sampled_from(LINES),
    st.sampled_from(MessageKind),
    st.sampled_from(Direction),
    thread_id=st.sampled_from(THREADS),
    item_id=st.sampled_from(ITEMS),
    size_bytes=st.sampled_from((0, 99, 100, 10_000, 10_001)),
    latency_ms=st.one_of(st.none(), st.sampled_from((0.0, 16.0, 1000.0, 2000.5))),
    note=st.sampled_from(("", "not JSON", "turn-1")),
)
"""Records that have something in common with `queries`."""

_terms = st.sampled_from(
    (
        "dir:in",
        "dir:out",
        *(f"kind:{kind}" for kind in MessageKind),
        "method:thread",
        "method:*delta",
        "method:item/*",
        'method:"error"',
        'method:""',
        "method:ünï",
        "thread:01a2",
        "thread:cafe",
        "thread:01…beef",
        'thread:""',
        "turn:turn-1",
        "turn:*2",
        'turn:"turn-1"',
        "item:msg",
        'item:"call_2"',
        "id:3",
        'id:"0"',
        "id:#0",
        "id:abc",
        "#3",
        "size:>=100",
        "size:<10k",
        "size:=10k",
        "latency:>16ms",
        "latency:<=1s",
        "error",
        "error:-32001",
        "error:overloaded",
        "text:wörld",
        "WORLD",
        '"say \\"hi\\""',
        "turn-1",
        "msg",
        "/^thread/",
        "/THREAD|cafe/i",
        "/m.*g_\\d/",
        "/^$/",
        "/json$/i",
    )
)
queries = st.recursive(
    _terms,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        inner.map(lambda text: f"!({text})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) ({pair[1]})"),
        st.tuples(inner, st.sampled_from(("and", "or", "AND", "Or")), inner).map(" ".join),
    ),
    max_leaves=6,
)
"""Filters of every kind of term, joined in every way."""
