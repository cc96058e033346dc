"""A file for the person: new, private, and whole or gone."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from codex_tui.runtime.export_file import ExportFile


def test_a_finished_file_is_whole_and_private(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "out")
    file.write(b"one\n")
    file.write(b"two\n")
    file.finish()

    assert file.path.read_bytes() == b"one\ntwo\n" and file.path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("keep me")
    with pytest.raises(FileExistsError):
        ExportFile(target)

    assert target.read_text() == "keep me"


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "link"
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        ExportFile(target)

    assert not (tmp_path / "elsewhere").exists()


def test_what_cannot_be_finished_is_removed(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    file = ExportFile(tmp_path / "out")
    try:
        # As a full disk would, the limit takes a part of the chunk first.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
        with pytest.raises(OSError, match="File too large"):
            file.write(b"x" * 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.path.stat().st_size == 1_000

    file.discard()
    assert not file.path.exists()
