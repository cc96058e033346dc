"""An export is whole or not there, whatever happens to the disk, to the messages and to the program meanwhile."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codex_tui.state.model import Model
from codex_tui.state.recording_format import RecordedLine, RecordingEnded, RecordingHeader, parse_entry
from codex_tui.state.wire_log import Caps, Direction, MessageKind, WireLog, WireRecord
from codex_tui.ui.context import UiContext
from codex_tui.ui.wire_export import ExportFailed, WireExport


@contextmanager
def file_limit(size_bytes: int) -> Iterator[None]:
    """As on a disk with so much room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def context_with(count: int, max_records: int = 100_000, line: bytes = b'{"method":"m"}') -> UiContext:
    model = Model(wire_log=WireLog(Caps(max_records, 2**40)))
    grow(model, count, line)
    return UiContext(model, lambda: 2_000.0)


def grow(model: Model, count: int, line: bytes = b'{"method":"m"}') -> None:
    for _ in range(count):
        model.wire_log.append(
            WireRecord(1_000.5, Direction.INBOUND, MessageKind.NOTIFICATION, "m", None, "", "", line, len(line))
        )


async def test_an_export_can_be_replayed_line_for_line(tmp_path: Path) -> None:
    odd = b'{"method":"m", "x" : [1.0e2,\t"\xd0\xb6"]}'
    export = WireExport(context_with(3, line=odd), range(3), "", tmp_path / "out")
    await export.run(lambda: None)
    entries = [parse_entry(line) for line in export_lines(tmp_path)]

    assert isinstance(entries[0], RecordingHeader) and isinstance(entries[-1], RecordingEnded)
    assert entries[0].at == entries[-1].at == 1_000.5
    assert [entry.line for entry in entries if isinstance(entry, RecordedLine)] == [odd] * 3


async def test_a_long_export_is_made_in_slices_and_says_how_far_it_is(tmp_path: Path) -> None:
    shares = []
    export = WireExport(context_with(3_000, line=b'{"x":"' + b"x" * 2_000 + b'"}'), range(3_000), "", tmp_path / "out")
    await export.run(lambda: shares.append(export.share))

    assert len(shares) > 3 and shares == sorted(shares) and shares[-1] == 1.0
    assert export.exported_count == 3_000


async def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    export = WireExport(context_with(1_000), range(1_000), "", tmp_path / "out")
    with file_limit(10_000), pytest.raises(ExportFailed, match=r"Nothing was exported to .*: File too large"):
        await export.run(lambda: None)

    assert os.listdir(tmp_path) == []


async def test_a_program_that_is_left_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    context = context_with(3_000, line=b'{"x":"' + b"x" * 2_000 + b'"}')
    export = WireExport(context, range(3_000), "", tmp_path / "out")
    task: asyncio.Task[None] | None = None

    def leave() -> None:
        if task is not None:
            task.cancel()

    task = asyncio.create_task(export.run(leave))
    with pytest.raises(asyncio.CancelledError):
        await task

    assert os.listdir(tmp_path) == [] and export.share < 1


async def test_messages_that_were_dropped_meanwhile_are_counted(tmp_path: Path) -> None:
    context = context_with(10, max_records=10)
    export = WireExport(context, range(10), "", tmp_path / "out")
    grow(context.model, 4)
    await export.run(lambda: None)

    assert (export.exported_count, export.missing_count) == (6, 4)


def export_lines(folder: Path) -> list[bytes]:
    return (folder / "out").read_bytes().splitlines()
