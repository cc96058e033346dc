"""Whatever the umask is, and whatever was there before: what this program writes only its owner can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codex_tui.log_file import LogFile
from codex_tui.runtime.audit import append_lines
from codex_tui.runtime.config_file import keep_setting
from codex_tui.runtime.export_file import ExportFile
from codex_tui.runtime.private_file import open_private
from codex_tui.runtime.recorder import check_record_file
from codex_tui.runtime.recording import Recording

FLAGS = os.O_WRONLY | os.O_CREAT
WRITERS: dict[str, Callable[[Path], object]] = {
    "log file": lambda path: LogFile(path).close(),
    "output file": lambda path: Recording(path).close(),
    "recording": check_record_file,
    "audit": lambda path: append_lines(path, ["one"]),
    "export": lambda path: ExportFile(path).finish(),
    "config": lambda path: keep_setting(path, "theme", "codex-light"),
}
MADE_ANEW = ("export", "config")
"""An export is never written over another file, and the mode of a config file is its owner's choice."""


@pytest.fixture(params=[0o000, 0o022, 0o777])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_umask")
@pytest.mark.parametrize("name", WRITERS)
def test_a_new_file_is_its_owners_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new"
    WRITERS[name](path)

    assert mode_of(path) == 0o600


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in MADE_ANEW])
def test_a_file_that_others_could_read_is_taken_away_from_them(tmp_path: Path, name: str) -> None:
    path = tmp_path / "old"
    path.touch()
    path.chmod(0o644)
    WRITERS[name](path)

    assert mode_of(path) == 0o600


def test_what_is_no_regular_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    path.chmod(0o622)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.close(open_private(path, FLAGS))
    os.close(reader)

    assert mode_of(path) == 0o622


def test_a_file_is_not_handed_on_to_other_programs(tmp_path: Path) -> None:
    descriptor = open_private(tmp_path / "new", FLAGS)
    is_inheritable = os.get_inheritable(descriptor)
    os.close(descriptor)

    assert not is_inheritable
