"""`--output-file`."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.runtime.recording import Recording


def test_file_is_made_anew_private_and_holds_the_bytes_as_they_came(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("an older run\n", encoding="utf-8")
    recording = Recording(path)

    assert recording.write(b'{"a":1}\r\n\n{"b"') is None
    assert recording.write(b":2}\n\xff\n") is None
    recording.close()
    recording.close()

    assert path.read_bytes() == b'{"a":1}\r\n\n{"b":2}\n\xff\n'


def test_new_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    Recording(tmp_path / "new").close()

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("written", "kept"), [(b"half", b"half\n"), (b"whole\n", b"whole\n"), (b"", b"")])
def test_unfinished_line_is_ended_between_servers(tmp_path: Path, written: bytes, kept: bytes) -> None:
    recording = Recording(tmp_path / "lines")
    if written:
        recording.write(written)
    recording.end_line()
    recording.end_line()
    recording.close()

    assert (tmp_path / "lines").read_bytes() == kept


def test_full_disk_is_told_once_and_then_nothing_is_written() -> None:
    recording = Recording(Path("/dev/full"))

    assert recording.write(b"line\n") == "No space left on device"
    assert recording.write(b"line\n") is None
