"""Which version a program says it is, and programs that say none or never end."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.doctor.binary import examine_version
from codex_tui.doctor.results import Status


def stand_in(folder: Path, script: str) -> str:
    path = folder / "codex-stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_the_version_is_what_the_program_prints(tmp_path: Path) -> None:
    result, version = examine_version(stand_in(tmp_path, "echo codex-cli 0.163.0"), "")

    assert (result.status, version) == (Status.OK, "0.163.0")


def test_what_the_server_said_is_not_asked_again(tmp_path: Path) -> None:
    result, version = examine_version(stand_in(tmp_path, "echo codex-cli 0.163.0"), "0.98.1")

    assert (result.status, version) == (Status.PROBLEM, "0.98.1") and "too old" in result.detail


@pytest.mark.parametrize(
    ("script", "part"),
    [
        ("exec yes", "printed without end"),
        ("exec yes >&2", "printed without end"),
        ("yes & exec yes", "printed without end"),
        ("exit 3", "does not say which version"),
        ("echo 1.2.3; exit 1", "does not say which version"),
    ],
)
def test_one_that_is_no_codex_has_its_problem_and_its_end(tmp_path: Path, script: str, part: str) -> None:
    binary = stand_in(tmp_path, script)
    result, version = examine_version(binary, "")

    assert (result.status, version) == (Status.PROBLEM, "")
    assert result.detail.startswith(f"{binary} --version: it ") and part in result.detail and result.remedy
