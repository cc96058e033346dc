"""The server as a process, and the guard that ends it when this program was killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from codex_tui.runtime.process import ServerProcess
from tests.runtime.conftest import ROOT
from tests.runtime.driver import DEADLINE_S, has_ended

IGNORES_ITS_END = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
"""A server that only a SIGKILL ends; its line says that it no longer minds SIGTERM."""

GUARDED = """
import asyncio, os, sys
from codex_tui.runtime.process import ServerProcess

async def main():
    def tell_pid(chunk):
        print(process.pid, flush=True)
    process = ServerProcess([sys.executable, "-c", sys.argv[1]], None, os.environ, tell_pid, print, guard_delay_s=0)
    await process.wait_end()

asyncio.run(main())
"""


class Output:
    """What a server said; `began` is set with its first words."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.began = asyncio.Event()

    def take(self, chunk: bytes) -> None:
        self.chunks.append(chunk)
        self.began.set()


def started(code: str, output: Output) -> ServerProcess:
    """A Python program as the server."""
    return ServerProcess([sys.executable, "-c", code], None, os.environ, output.take, lambda lines: None, 0)


async def test_output_up_to_the_exit_is_read_and_the_code_is_told() -> None:
    output = Output()
    process = started("print('x' * 1_000_000, end=''); raise SystemExit(7)", output)

    code = await asyncio.wait_for(process.wait_end(), DEADLINE_S)

    assert code == 7
    assert b"".join(output.chunks) == b"x" * 1_000_000


async def test_exit_is_not_told_while_reading_is_paused() -> None:
    output = Output()
    process = started("print('last words')", output)
    process.pause()
    await asyncio.wait_for(asyncio.shield(process.exited), DEADLINE_S)
    end = asyncio.ensure_future(process.wait_end())
    await asyncio.wait((end,), timeout=0)
    assert not end.done()

    process.resume()

    assert await asyncio.wait_for(end, DEADLINE_S) == 0
    assert output.chunks == [b"last words\n"]


async def test_server_has_a_session_of_its_own() -> None:
    output = Output()
    process = started("import os; print(os.getsid(0) == os.getpid(), end='')", output)

    await asyncio.wait_for(process.wait_end(), DEADLINE_S)

    assert output.chunks == [b"True"]


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import sys; print(flush=True); sys.stdin.read()", 0),
        ("import signal; print(flush=True); signal.pause()", -signal.SIGTERM),
        (IGNORES_ITS_END, -signal.SIGKILL),
    ],
)
async def test_stop_goes_as_far_as_it_must(code: str, exit_code: int) -> None:
    output = Output()
    process = started(code, output)
    end = asyncio.ensure_future(process.wait_end())
    await asyncio.wait_for(output.began.wait(), DEADLINE_S)

    await process.stop(1.0)

    assert await asyncio.wait_for(end, DEADLINE_S) == exit_code


async def test_standard_error_is_kept_as_lines_with_its_unfinished_last_one() -> None:
    code = "import sys; sys.stderr.buffer.write(b'one\\r\\ntwo \\xff\\n' + b'x' * 10_000 + b'\\nlast')"
    process = started(code, Output())

    await asyncio.wait_for(process.wait_end(), DEADLINE_S)

    assert list(process.stderr_tail) == ["one", "two \N{REPLACEMENT CHARACTER}", "x" * 4_000, "last"]
    assert process.end_sentence() == "The server ended with exit code 0. It last said: last"


def test_kill_of_this_program_leaves_no_server_behind() -> None:
    program = subprocess.Popen([sys.executable, "-c", GUARDED, IGNORES_ITS_END], stdout=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    with program.stdout:
        server_pid = int(program.stdout.readline())
    program.kill()
    program.wait()

    assert has_ended(server_pid)
