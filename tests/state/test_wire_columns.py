"""Blocks: what goes in comes out, as columns and as bytes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codex_tui.state.wire_columns import ColumnBlock, JoinedLines, block_of, decode_columns, encode_columns
from codex_tui.state.wire_log import WireRecord
from tests.state.wire_blocks import record, records


def numbered(records: Sequence[WireRecord], first_seq: int) -> list[WireRecord]:
    for seq, each in enumerate(records, first_seq):
        each.seq = seq
    return list(records)


def through_bytes(block: ColumnBlock) -> ColumnBlock:
    text = b"".join(map(block.line, range(len(block))))
    return decode_columns(encode_columns(block), lambda lengths: JoinedLines(lengths, lambda length: text))


@given(st.lists(records, min_size=1, max_size=20), st.integers(0, 2**40))
@example([record("\ud800", "\ud800", note="\udcff", line=b"")], 0)
@example([record(request_id=-(2**70), size_bytes=2**40)], 7)
def test_records_come_back_from_columns_and_from_bytes(written: list[WireRecord], first_seq: int) -> None:
    written = numbered(written, first_seq)
    written[-1].pair_seq = first_seq + 3
    block = block_of(written)

    for each in (block, through_bytes(block)):
        assert len(each) == len(written) and each.first_seq == first_seq
        assert [each.record(row) for row in range(len(each))] == written
        assert [each.line(row) for row in range(len(each))] == [record.line for record in written]


def test_names_are_kept_once_and_the_empty_one_is_the_first() -> None:
    block = block_of(numbered([record("a"), record("b"), record("a", thread_id="")], 0))

    assert block.names == ["", "a", "b", "thread-7", "item-9"]
    assert (list(block.methods), list(block.threads)) == ([1, 2, 1], [3, 3, 0])


@pytest.mark.parametrize("size", [0, 3, 60, -1])
def test_bytes_that_were_cut_are_refused(size: int) -> None:
    data = encode_columns(block_of(numbered([record(), record()], 0)))

    with pytest.raises(ValueError):
        decode_columns(data[:size], lambda lengths: JoinedLines(lengths, bytes))
