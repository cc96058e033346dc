"""Keeps the whole wire log when the program is left, as a recording in the cache folder, for `--keep-spool`.

The spool itself has no name and is for this process alone; what is kept can be replayed by any.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from codex_tui.runtime.export_file import ExportFile
from codex_tui.runtime.spool import cache_folder, make_private
from codex_tui.state.recording_format import end_entry, header_entry, message_entry
from codex_tui.state.wire_log import WireLog

CHUNK_BYTES = 1024 * 1024


def keep_log(log: WireLog, *, is_redacted: bool, folder: Path | None = None) -> str:
    """Write all that the log has into a new file; the result says where it is, or why there is none."""
    folder = folder or cache_folder()
    path = folder / time.strftime(f"wire-%Y%m%d-%H%M%S-{os.getpid()}.jsonl")
    try:
        make_private(folder)
        file = ExportFile(path)
    except OSError as error:
        return _failure(path, error)
    try:
        for chunk in _chunks(log, is_redacted):
            file.write(chunk)
        file.finish()
    except OSError as error:
        file.discard()
        return _failure(path, error)
    return f"The wire log is kept: codex-tui replay {path}"


def _chunks(log: WireLog, is_redacted: bool) -> Iterator[bytes]:
    """The recording, in pieces of about `CHUNK_BYTES`."""
    first = log.get(log.first_seq)
    chunk = bytearray(header_entry(time.time() if first is None else first.at, is_redacted=is_redacted))
    for record in log.since(0):
        chunk += message_entry(record)
        if len(chunk) >= CHUNK_BYTES:
            yield bytes(chunk)
            chunk.clear()
    chunk += end_entry(time.time())
    yield bytes(chunk)


def _failure(path: Path, error: OSError) -> str:
    return f"The wire log is not kept: {path}: {error.strerror or error}. Record the next session with --record FILE."
