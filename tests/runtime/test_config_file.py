"""A setting that is to last, written into a file that belongs to the person."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from codex_tui.runtime.config_file import SettingNotKept, keep_setting


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
