"""A setting that is to last, written into a file that belongs to the person."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from codex_tui.runtime.config_file import SettingNotKept, keep_entry, keep_setting


def kept(path: Path) -> str:
    keep_setting(path, "attestation", "allow")
    return path.read_text(encoding="utf-8")


def test_file_and_folder_are_made_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "codex-tui" / "config.toml"

    assert kept(path) == 'attestation = "allow"\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_setting_stands_before_the_first_table_and_all_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    old = '# mine\n[keys]\n"inbox.accept" = "A"\n'
    path.write_text(old, encoding="utf-8")
    path.chmod(0o644)

    assert kept(path) == f'attestation = "allow"\n{old}'
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_setting_that_is_there_is_changed_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "x"\nattestation = "ask" # for now\n\n[keys]\n', encoding="utf-8")

    assert kept(path) == 'theme = "x"\nattestation = "allow"\n\n[keys]\n'
    assert kept(path).count("attestation") == 1


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, path = tmp_path / "kept-elsewhere.toml", tmp_path / "config.toml"
    target.write_text("", encoding="utf-8")
    path.symlink_to(target)

    assert kept(path) == 'attestation = "allow"\n'
    assert path.is_symlink() and tomllib.loads(target.read_text())["attestation"] == "allow"


@pytest.mark.parametrize("old", ['"attestation" = "ask"\n', "not toml", 'attestation = """\nask"""\n'])
def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, old: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(old, encoding="utf-8")

    with pytest.raises(SettingNotKept):
        keep_setting(path, "attestation", "allow")

    assert path.read_text(encoding="utf-8") == old
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_no_file_and_no_folder_are_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingNotKept, match="no config file"):
        keep_setting(None, "attestation", "allow")
    with pytest.raises(SettingNotKept, match="cannot be written"):
        keep_setting(tmp_path / "file" / "config.toml", "attestation", "allow")


def entry_kept(path: Path, old: str, name: str, value: str | None) -> str:
    path.write_text(old, encoding="utf-8")
    keep_entry(path, "filters", name, value)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("", "dir:in", '[filters]\nslow = "dir:in"\n'),
        ('theme = "x"', "dir:in", 'theme = "x"\n\n[filters]\nslow = "dir:in"\n'),
        ("[filters]", "dir:in", '[filters]\nslow = "dir:in"\n'),
        (
            '# mine\n[filters] # of mine\nold = "x"\n[keys]\nslow = "A"\n',
            "dir:in",
            '# mine\n[filters] # of mine\nslow = "dir:in"\nold = "x"\n[keys]\nslow = "A"\n',
        ),
        (
            '[filters]\nold = "x"\n"slow" = "y" # why\n\n[keys]\n',
            'a "b\\c" /x\\1/ ü',
            '[filters]\nold = "x"\nslow = "a \\"b\\\\c\\" /x\\\\1/ ü"\n\n[keys]\n',
        ),
        ('[filters]\nold = "x"\nslow = "y"\n[keys]\nslow = "A"\n', None, '[filters]\nold = "x"\n[keys]\nslow = "A"\n'),
        ('[keys]\nslow = "A"\n', None, '[keys]\nslow = "A"\n'),
        ("", None, ""),
    ],
)
def test_an_entry_of_a_table_is_added_changed_or_taken_out(
    tmp_path: Path, old: str, value: str | None, new: str
) -> None:
    assert entry_kept(tmp_path / "config.toml", old, "slow", value) == new


@pytest.mark.parametrize(
    "old",
    [
        'filters = { slow = "y" }\n',
        'filters.slow = "y"\n',
        "filters = 5\n",
        '[filters]\nslow = """\ny"""\n',
        'text = """\n[filters]\n"""\n[filters]\nslow = "y"\n',
        "not toml",
    ],
)
def test_a_table_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, old: str) -> None:
    path = tmp_path / "config.toml"
    with pytest.raises(SettingNotKept):
        entry_kept(path, old, "slow", "dir:in")

    assert path.read_text(encoding="utf-8") == old


WRITER = """
import sys
from pathlib import Path
from codex_tui.runtime.config_file import keep_entry
for number in range(30):
    keep_entry(Path(sys.argv[1]), "filters", f"{sys.argv[2]}{number}", "dir:in")
"""


def test_programs_that_write_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "ab"]
    assert [writer.wait() for writer in writers] == [0, 0]

    assert tomllib.loads(path.read_text())["filters"].keys() == {f"{name}{n}" for name in "ab" for n in range(30)}
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_a_file_that_another_program_holds_for_long_is_left_alone(tmp_path: Path) -> None:
    holder = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(SettingNotKept, match="another codex-tui is writing it"):
            kept(tmp_path / "config.toml")
    finally:
        os.close(holder)


def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('theme = "x"\n', encoding="utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5, limits[1]))
        with pytest.raises(SettingNotKept, match=r"cannot be written: File too large\. Make room"):
            kept(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.read_text(encoding="utf-8") == 'theme = "x"\n'
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]
