"""The audit file: on disk, private, shared by processes, and honest where it fails."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.runtime.audit import Audit, AuditFailed, append_lines, copy_trail, newest_lines

FULL = Path("/dev/full")
WRITER = """
import sys
from pathlib import Path
from codex_tui.runtime.audit import append_lines
for number in range(200):
    append_lines(Path(sys.argv[1]), [f"{sys.argv[2]} {number} " + sys.argv[2] * 500])
"""


@pytest.fixture
def reports() -> list[str]:
    return []


@pytest.fixture
def audit(tmp_path: Path, reports: list[str]) -> Iterator[Audit]:
    audit = Audit(tmp_path / "state" / "audit.jsonl", reports.append)
    yield audit
    audit.close()


async def test_a_line_is_in_the_file_when_the_wait_is_over(audit: Audit) -> None:
    await audit.write("one", 10)
    assert audit.path.read_text() == "one\n"
    await audit.write("two", 10)
    assert audit.path.read_text() == "one\ntwo\n"


async def test_the_file_and_its_folder_are_the_owners_alone(audit: Audit) -> None:
    await audit.write("one", 10)

    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(audit.path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    path.touch(0o644)

    append_lines(path, ["one"])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_lines_that_nobody_waits_for_keep_their_order_and_are_there_after_close(audit: Audit) -> None:
    for number in range(500):
        audit.write_later(str(number))
    audit.close(30)

    assert audit.path.read_text().split() == [str(number) for number in range(500)]


async def test_a_file_that_was_moved_away_is_made_anew(audit: Audit) -> None:
    await audit.write("one", 10)
    audit.path.rename(audit.path.with_suffix(".old"))
    await audit.write("two", 10)

    assert audit.path.read_text() == "two\n"


def test_a_torn_line_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    path.write_bytes(b'{"half": ')

    append_lines(path, ["whole"])

    assert path.read_bytes() == b'{"half": \nwhole\n'


def test_processes_that_append_at_once_tear_nothing(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]

    lines, _ = newest_lines(path, 1_000_000)
    for name in "ab":
        own = [line.decode() for line in lines if line.startswith(name.encode())]
        assert own == [f"{name} {number} {name * 500}" for number in range(200)]
    assert len(lines) == 400


async def test_a_full_disk_is_an_error_that_says_what_to_do(reports: list[str]) -> None:
    audit = Audit(FULL, reports.append)
    try:
        with pytest.raises(AuditFailed, match=r"/dev/full: No space left on device.*--audit off"):
            await audit.write("one", 10)
    finally:
        audit.close()


async def test_a_folder_that_is_none_is_an_error(tmp_path: Path, reports: list[str]) -> None:
    (tmp_path / "file").touch()
    audit = Audit(tmp_path / "file" / "audit", reports.append)
    try:
        with pytest.raises(AuditFailed, match=r"Not a directory|File exists"):
            await audit.write("one", 10)
    finally:
        audit.close()


async def test_a_pipe_that_nobody_reads_does_not_hang(tmp_path: Path, reports: list[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    audit = Audit(tmp_path / "pipe", reports.append)
    try:
        with pytest.raises(AuditFailed):
            await audit.write("one", 10)
    finally:
        audit.close()


def test_failures_in_a_row_are_reported_once(reports: list[str]) -> None:
    audit = Audit(FULL, reports.append)
    for number in range(20):
        audit.write_later(str(number))
    audit.close(30)

    assert len(reports) == 1
    assert reports[0].startswith("The audit trail is not complete: /dev/full: No space left")


async def test_a_line_is_not_waited_for_longer_than_its_deadline(audit: Audit) -> None:
    audit.close()

    with pytest.raises(AuditFailed, match=r"did not take the line in 0\.01 seconds"):
        await asyncio.wait_for(audit.write("never", 0.01), 10)


def test_the_newest_lines_leave_out_half_a_line(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    path.write_bytes(b"aaaa\nbbbb\ncccc\n")

    assert newest_lines(path, 100) == ([b"aaaa", b"bbbb", b"cccc"], False)
    assert newest_lines(path, 12) == ([b"bbbb", b"cccc"], True)


def test_a_copy_is_private_and_overwrites_nothing(tmp_path: Path) -> None:
    path, target = tmp_path / "audit", tmp_path / "copy"
    path.write_bytes(b"one\n")

    copy_trail(path, target)

    assert target.read_bytes() == b"one\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(OSError) as failed:
        copy_trail(path, target)
    assert failed.value.errno == errno.EEXIST


def test_a_copy_that_does_not_fit_is_removed(tmp_path: Path) -> None:
    path, target = tmp_path / "audit", tmp_path / "copy"
    path.write_text("line\n" * 1_000)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
        with pytest.raises(OSError, match="File too large"):
            copy_trail(path, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert not target.exists()


def test_a_trail_that_cannot_be_written_is_said_at_the_start(tmp_path: Path, reports: list[str]) -> None:
    (tmp_path / "file").touch()
    Audit(tmp_path / "file" / "audit", reports.append).close()

    (report,) = reports
    assert report.startswith("No decision can be sent, since none can be put on record.") and "--audit off" in report
