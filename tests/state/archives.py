"""An archive in memory, which fails when a test wants it to."""

from __future__ import annotations

from collections.abc import Sequence

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_columns import ColumnBlock, block_of
from codex_tui.state.wire_log import CAPS, Caps, WireLog, WireRecord


class MemoryArchive:
    """Fits `codex_tui.state.wire_archive.WireArchive`."""

    def __init__(self) -> None:
        self.blocks: list[ColumnBlock] = []
        self.is_full = False
        self.is_unreadable = False
        self.is_closed = False

    def append(self, records: Sequence[WireRecord]) -> bool:
        """Make a block, unless there is no room."""
        if not self.is_full:
            self.blocks.append(block_of(records))
        return not self.is_full

    def block_with(self, seq: int) -> WireBlock | None:
        """Look for the block, unless it cannot be read."""
        if self.is_unreadable:
            return None
        return next(block for block in self.blocks if block.first_seq <= seq < block.first_seq + len(block))

    def close(self) -> None:
        """Nothing can be had any more."""
        self.is_closed = True
        self.blocks.clear()


def few(max_records: int) -> Caps:
    """So many records, however long."""
    return Caps(max_records, CAPS.kept_bytes)


def archived_log(
    max_records: int, max_block_records: int = 4, max_records_alone: int = 5
) -> tuple[WireLog, MemoryArchive]:
    """A log that keeps few records in memory, and its archive."""
    archive = MemoryArchive()
    log = WireLog(
        few(max_records_alone),
        open_archive=lambda: archive,
        caps_with_archive=few(max_records),
        max_block_records=max_block_records,
    )
    return log, archive
