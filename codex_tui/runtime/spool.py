"""The spool: what the wire log lets go of, in a file that only this user can read and that no crash leaves behind.

The file loses its name as soon as it is open, so that the system takes it back with the process, however that ends.
Where a block is stands in tables of a few bytes a block; a few blocks that were read stay in memory.
"""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from codex_tui.state.wire_columns import ColumnBlock, JoinedLines, block_of, decode_columns, encode_columns
from codex_tui.state.wire_log import WireRecord

FILE_PATTERN = "wire-*.spool"
FAST = 1
"""Level of compression: deltas shrink to a tenth at 400 MB a second."""
STORED = 0
MAX_COMPRESSED_BYTES = 1024 * 1024
"""Longer texts are stored as they are, since the screen waits."""
MAX_CACHED_BLOCKS = 8
MAX_CACHED_BYTES = 8 * 1024 * 1024
"""Of lines in blocks that were read; the block that was read last stays whatever its size."""


class Spool:
    """Fits `codex_tui.state.wire_archive.WireArchive`; belongs to one thread.

    `report` is told, once, why the spool is of no more use.
    """

    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        """Make the file; raises OSError."""
        self._folder = folder
        self._report = report
        self._descriptor: int | None = _open_nameless(folder)
        self._end = 0
        self._first_seqs = array("Q")
        self._offsets = array("Q")
        self._column_sizes = array("Q")
        self._cached: OrderedDict[int, ColumnBlock] = OrderedDict()
        self._cached_bytes = 0

    @property
    def size_bytes(self) -> int:
        """How long the file is."""
        return self._end

    def append(self, records: Sequence[WireRecord]) -> bool:
        """Write the records that follow the last ones as one block."""
        columns = zlib.compress(encode_columns(block_of(records)), FAST)
        text = b"".join([record.line for record in records])
        lines = zlib.compress(text, FAST if len(text) <= MAX_COMPRESSED_BYTES else STORED)
        try:
            self._write(columns + lines)
        except OSError as error:
            self._fail(error)
            return False
        self._first_seqs.append(records[0].seq)
        self._offsets.append(self._end)
        self._column_sizes.append(len(columns))
        self._end += len(columns) + len(lines)
        return True

    def block_with(self, seq: int) -> ColumnBlock | None:
        """The block that holds this record, which must have been written."""
        number = bisect_right(self._first_seqs, seq) - 1
        cached = self._cached.get(number)
        if cached is not None:
            self._cached.move_to_end(number)
            return cached
        try:
            data = zlib.decompress(self._read(self._offsets[number], self._column_sizes[number]))
            block = decode_columns(data, lambda lengths: JoinedLines(lengths, partial(self._text, number)))
        except (OSError, ValueError, zlib.error) as error:
            self._fail(error)
            return None
        self._remember(number, block)
        return block

    def close(self) -> None:
        """Give the room on the disk back; may be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self._cached.clear()

    def _text(self, number: int, length: int) -> bytes:
        """All lines of a block; blanks in their place where they cannot be read."""
        offset = self._offsets[number] + self._column_sizes[number]
        end = self._offsets[number + 1] if number + 1 < len(self._offsets) else self._end
        try:
            return zlib.decompress(self._read(offset, end - offset))
        except (OSError, zlib.error) as error:
            self._fail(error)
            return b" " * length

    def _remember(self, number: int, block: ColumnBlock) -> None:
        self._cached[number] = block
        self._cached_bytes += sum(block.line_lengths)
        while len(self._cached) > MAX_CACHED_BLOCKS or (
            self._cached_bytes > MAX_CACHED_BYTES and len(self._cached) > 1
        ):
            _, oldest = self._cached.popitem(last=False)
            self._cached_bytes -= sum(oldest.line_lengths)

    def _write(self, data: bytes) -> None:
        if os.pwrite(self._open_descriptor(), data, self._end) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _read(self, offset: int, size: int) -> bytes:
        data = os.pread(self._open_descriptor(), size, offset)
        if len(data) < size:
            raise OSError(errno.EIO, "the file was cut off")
        return data

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise OSError(errno.EBADF, "the file is closed")
        return self._descriptor

    def _fail(self, error: Exception) -> None:
        if self._descriptor is not None:
            self.close()
            self._report(failure_text(self._folder, error))


def open_spool(report: Callable[[str], None], folder: Path | None = None) -> Spool | None:
    """A spool in the platform's cache folder, or in this one; where there can be none, `report` is told why."""
    folder = folder or cache_folder()
    try:
        return Spool(folder, report)
    except OSError as error:
        report(failure_text(folder, error))
        return None


def cache_folder() -> Path:
    """The platform's, for this program; never in the working folder, where there is no home."""
    from platformdirs import user_cache_path

    return Path("/", user_cache_path("codex-tui", appauthor=False))


def make_private(folder: Path) -> None:
    """See to it that the folder is there and that nobody else can look into it; raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def failure_text(folder: Path, error: Exception) -> str:
    """Why older messages cannot be kept, and what to do."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (
        f"The wire log keeps only what fits into memory from now on. {folder}: {reason}. "
        "Make room or mend the folder, then start again."
    )


def _open_nameless(folder: Path) -> int:
    make_private(folder)
    # A name is there for a moment only. Whoever still has such a file open does not need its name any more.
    for leftover in folder.glob(FILE_PATTERN):
        with contextlib.suppress(OSError):
            leftover.unlink()
    path = folder / FILE_PATTERN.replace("*", f"{os.getpid()}-{os.urandom(8).hex()}")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with contextlib.suppress(OSError):
        path.unlink()
    return descriptor
