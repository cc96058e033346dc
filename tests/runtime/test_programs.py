"""Programs of the user's own: what they get, what is kept of what they give, and how they are ended."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from codex_tui.runtime.programs import ProgramEnd, ProgramFailed, run_program
from tests.runtime.driver import has_ended


def run(script: str, given: bytes = b"", limit_s: float = 20.0, max_output_bytes: int = 1_000) -> ProgramEnd:
    return asyncio.run(run_program((sys.executable, "-c", script), given, limit_s, max_output_bytes))


def test_input_reaches_it_and_both_outputs_come_back() -> None:
    end = run("import sys; print(sys.stdin.read().upper()); sys.stderr.write('oh'); sys.exit(3)", b"abc")

    assert end == ProgramEnd(3, b"ABC\n", b"oh", is_cut=False)


def test_one_that_reads_nothing_is_no_fault() -> None:
    assert run("print('done')", b"x" * 1_000_000).stdout == b"done\n"


def test_output_is_kept_up_to_the_cap_and_read_to_its_end() -> None:
    end = run("print('x' * 500_000)")

    assert (end.stdout, end.is_cut, end.exit_code) == (b"x" * 1_000, True, 0)


def test_one_that_does_not_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = (
        "import subprocess, pathlib, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(pid_file)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    started_s = time.monotonic()
    with pytest.raises(ProgramFailed, match="not done after 2 seconds"):
        run(script, limit_s=2.0)

    assert time.monotonic() - started_s < 15
    assert has_ended(int(pid_file.read_text()))


def test_one_that_prints_without_end_is_ended_at_its_deadline() -> None:
    with pytest.raises(ProgramFailed, match="not done after 1 seconds"):
        run("while True: print('x' * 1_000)", limit_s=1.0)


def test_one_that_prints_more_than_is_read_is_ended_before_its_deadline() -> None:
    script = "while True: print('x' * 1_000)"
    with pytest.raises(ProgramFailed, match="printed without end"):
        asyncio.run(run_program((sys.executable, "-c", script), b"", 60.0, 1_000, max_read_bytes=1_000_000))


def test_what_left_its_group_and_holds_its_output_does_not_hold_us() -> None:
    script = "import subprocess; subprocess.Popen(['sleep', '20'], start_new_session=True)"
    with pytest.raises(ProgramFailed, match="not done after 1 seconds"):
        run(script, limit_s=1.0)


def test_one_that_is_not_there_says_so() -> None:
    with pytest.raises(ProgramFailed, match="cannot be started"):
        asyncio.run(run_program(("/no/such/program",), b"", 5.0, 10))
