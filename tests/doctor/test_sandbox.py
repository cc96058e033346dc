"""The sandbox check against programs that stand in for `codex sandbox`."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.doctor.results import Status
from codex_tui.doctor.sandbox import examine_sandbox

CONFINED = 'shift 2; exec "$@" 2>/dev/null'
"""Runs what it is given, in no sandbox at all."""
REFUSING_WRITES = """shift 2; while [ "$1" != sh ]; do shift; done
target=$5; mkdir "$target"; exec "$@" 2>/dev/null"""
"""Runs what it is given where its target cannot be written to."""


def stand_in(folder: Path, script: str) -> str:
    path = folder / "codex-stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_a_sandbox_that_holds_nothing_back_is_a_problem(tmp_path: Path) -> None:
    (result,) = examine_sandbox(stand_in(tmp_path, CONFINED), is_unrestricted=False)

    assert result.status is Status.PROBLEM and "could write" in result.detail
    assert "untrusted" in result.remedy


@pytest.mark.parametrize(("is_unrestricted", "status"), [(False, Status.PROBLEM), (True, Status.REMARK)])
def test_a_sandbox_that_cannot_be_set_up_is_quoted(tmp_path: Path, is_unrestricted: bool, status: Status) -> None:
    binary = stand_in(tmp_path, "echo 'bwrap: Creating new namespace failed' >&2; exit 1")
    (result,) = examine_sandbox(binary, is_unrestricted=is_unrestricted)

    assert result.status is status and "bwrap: Creating new namespace failed" in result.detail
    assert result.facts["works"] is False


def test_an_old_version_is_asked_in_its_own_words(tmp_path: Path) -> None:
    script = f"""if [ "$2" = -- ]; then echo "error: unrecognized subcommand 'sh'" >&2; exit 2; fi
[ "$2" = linux ] || [ "$2" = macos ] || exit 3
{REFUSING_WRITES}"""
    (result,) = examine_sandbox(stand_in(tmp_path, script), is_unrestricted=False)

    assert (result.status, result.facts["works"]) == (Status.OK, True)


def test_a_program_that_is_no_codex_is_a_problem_and_not_an_error(tmp_path: Path) -> None:
    binary = stand_in(tmp_path, "exit 64")
    (result,) = examine_sandbox(binary, is_unrestricted=False)

    assert result.status is Status.PROBLEM and "exit code 64" in result.detail
