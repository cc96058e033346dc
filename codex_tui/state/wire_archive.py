"""Where the wire log puts what it lets go of, as a promise: this package does no IO, `runtime/spool.py` keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from codex_tui.state.wire_block import WireBlock
from codex_tui.state.wire_log import WireRecord


class WireArchive(Protocol):
    """Keeps runs of records, from number 0 on and without a gap; never raises for a disk's sake, but says so itself."""

    def append(self, records: Sequence[WireRecord]) -> bool:
        """Keep the records that follow the last ones as one block; False where the archive is of no more use."""

    def block_with(self, seq: int) -> WireBlock | None:
        """The block that holds this record; None where it cannot be read, and the archive is of no more use."""

    def close(self) -> None:
        """Give the room back; may be called again."""
