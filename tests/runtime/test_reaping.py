"""How a child ended reaches the loop that asked, and nothing breaks when that loop is gone."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from codex_tui.runtime.reaping import exit_of


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [("raise SystemExit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -9)],
)
def test_the_exit_code_arrives(code: str, exit_code: int) -> None:
    child = subprocess.Popen((sys.executable, "-c", code))

    async def run() -> int:
        return await exit_of(child, "reaper")

    assert asyncio.run(run()) == exit_code


def test_a_child_that_outlives_its_loop_is_still_reaped() -> None:
    child = subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE)

    async def run() -> None:
        exit_of(child, "reaper")

    asyncio.run(run())
    child.communicate(b"\n")

    assert child.returncode == 0
