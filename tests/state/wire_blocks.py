"""Wire records and filters made up for tests, which have something in common."""

from __future__ import annotations

from hypothesis import strategies as st

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord

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
