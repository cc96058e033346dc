"""Which binary is started, and what its first words say."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.runtime.binary import BinaryNotFound, find_binary, is_too_old, version_from
from tests.conftest import bundled_codex_path


def executable(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o700)
    return path


def test_binary_asked_for_wins_over_the_path(tmp_path: Path) -> None:
    mine = executable(tmp_path / "mine")
    executable(tmp_path / "bin" / "codex")

    assert find_binary(str(mine), {"PATH": str(tmp_path / "bin")}) == str(mine)


def test_binary_asked_for_may_be_a_name_on_the_path(tmp_path: Path) -> None:
    named = executable(tmp_path / "codex-nightly")

    assert find_binary("codex-nightly", {"PATH": str(tmp_path)}) == str(named)


def test_codex_on_the_path_wins_over_the_bundled_one(tmp_path: Path) -> None:
    on_path = executable(tmp_path / "codex")

    assert find_binary(None, {"PATH": str(tmp_path)}) == str(on_path)


def test_bundled_binary_is_the_last_resort(tmp_path: Path) -> None:
    assert find_binary(None, {"PATH": str(tmp_path)}) == str(bundled_codex_path())


def test_binary_that_cannot_be_had_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    plain_file = tmp_path / "notes.txt"
    plain_file.write_text("no program", encoding="utf-8")

    with pytest.raises(BinaryNotFound, match=r"nothing-here does not exist\. Pass another --codex-bin"):
        find_binary("nothing-here", {"PATH": str(tmp_path)})
    with pytest.raises(BinaryNotFound, match=r"notes\.txt is no executable file"):
        find_binary(str(plain_file), {})


@pytest.mark.parametrize(
    ("user_agent", "version", "is_old"),
    [
        ("codex-tui/0.163.0 (Debian 12; x86_64) xterm (codex-tui; 0.1.0)", "0.163.0", False),
        ("codex-tui/0.131.0 (x)", "0.131.0", False),
        ("codex-tui/0.130.9 (x)", "0.130.9", True),
        ("codex-tui/0.170.0-alpha.3 (x)", "0.170.0-alpha.3", False),
        ("codex-tui/1.0.0", "1.0.0", False),
        ("codex-tui/0.0.0 (a development build)", "0.0.0", False),
        ("something else", "", False),
        ("", "", False),
    ],
)
def test_version_is_read_from_the_user_agent(user_agent: str, version: str, is_old: bool) -> None:
    assert version_from(user_agent) == version
    assert is_too_old(user_agent) is is_old
