"""The wire log that is kept at the end: all of it, as a recording that nobody else can read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codex_tui.runtime.kept_log import CHUNK_BYTES, keep_log
from codex_tui.runtime.spool import open_spool
from codex_tui.state.recording_format import RecordedLine, parse_entry
from codex_tui.state.wire_log import WireLog
from tests.state.archives import few
from tests.state.wire_blocks import record


def spooled_log(tmp_path: Path) -> WireLog:
    return WireLog(open_archive=lambda: open_spool(pytest.fail, tmp_path / "spool"), caps_with_archive=few(3))


def test_all_messages_are_kept_those_in_the_spool_too(tmp_path: Path) -> None:
    log = spooled_log(tmp_path)
    lines = [b'{"method":"m%d"}' % number for number in range(20)]
    lines.append(b'{"method":"%s"}' % (b"x" * 2 * CHUNK_BYTES))
    for line in lines:
        log.append(record(line=line))
    told = keep_log(log, is_redacted=True, folder=tmp_path / "kept")
    log.close()

    (path,) = (tmp_path / "kept").iterdir()
    assert told == f"The wire log is kept: codex-tui replay {path}"
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    entries = [parse_entry(line) for line in path.read_bytes().splitlines()]
    assert [entry.line for entry in entries if isinstance(entry, RecordedLine)] == lines


def test_a_log_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = keep_log(WireLog(), is_redacted=True, folder=tmp_path / "file")

    assert told.startswith("The wire log is not kept: ") and "File exists" in told and "--record FILE" in told
