"""Runs a program of the user's own for the server: no shell, input on stdin, a cap on the output, and a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

READ_BYTES = 64 * 1024
END_LIMIT_S = 2.0
"""How long a program that was killed has for its end, and for that of its output."""


class ProgramFailed(Exception):
    """The program gave nothing that can be used; the text says why and holds none of its output."""


@dataclass(frozen=True, slots=True)
class ProgramEnd:
    """What a program wrote; `is_cut` where it wrote more than was kept."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    is_cut: bool


async def run_program(
    argv: tuple[str, ...],
    given: bytes,
    limit_s: float,
    max_output_bytes: int,
    cwd: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    max_read_bytes: int | None = None,
) -> ProgramEnd:
    """Run a program to its end, and end everything that it started; without `env` in our own environment.

    Raises ProgramFailed where it cannot be started, is not done after `limit_s` seconds, or prints more than
    `max_read_bytes`, of which `max_output_bytes` are kept.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=cwd,
            env=env,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ProgramFailed(f"it cannot be started: {getattr(error, 'strerror', None) or error}") from error
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    is_endless = False

    def end_endless() -> None:
        nonlocal is_endless
        is_endless = True
        _kill(process)

    try:
        async with asyncio.timeout(limit_s):
            (out, is_out_cut), (err, is_err_cut), _, exit_code = await asyncio.gather(
                _read(process.stdout, max_output_bytes, max_read_bytes, end_endless),
                _read(process.stderr, max_output_bytes, max_read_bytes, end_endless),
                _give(process.stdin, given),
                process.wait(),
            )
    except TimeoutError:
        raise ProgramFailed(f"it was not done after {limit_s:g} seconds and was ended") from None
    finally:
        _kill(process)
        await _see_end(process)
    if is_endless:
        raise ProgramFailed("it printed without end and was ended")
    return ProgramEnd(exit_code, out, err, is_out_cut or is_err_cut)


def _kill(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


async def _see_end(process: Process) -> None:
    """Wait for the end of a killed program; asyncio sees none before the last of its output has been read."""
    assert process.stdout is not None and process.stderr is not None
    try:
        async with asyncio.timeout(END_LIMIT_S):
            await asyncio.gather(_read(process.stdout, 0), _read(process.stderr, 0), process.wait())
    except TimeoutError:
        # What left its group may hold its output open for ever, and asyncio has no other way to let go of a pipe.
        process._transport.close()  # type: ignore[attr-defined]
        await asyncio.sleep(0)


async def _read(
    reader: asyncio.StreamReader,
    max_bytes: int,
    max_read_bytes: int | None = None,
    end_endless: Callable[[], None] = lambda: None,
) -> tuple[bytes, bool]:
    """The first bytes of a stream, which is read to its end, and whether there were more."""
    kept = bytearray()
    read_bytes = 0
    while chunk := await reader.read(READ_BYTES):
        read_bytes += len(chunk)
        kept += chunk[: max_bytes - len(kept)]
        if max_read_bytes is not None and read_bytes > max_read_bytes:
            end_endless()
    return bytes(kept), read_bytes > max_bytes


async def _give(writer: asyncio.StreamWriter, given: bytes) -> None:
    """Write everything; a program need not read it."""
    with contextlib.suppress(ConnectionError):
        writer.write(given)
        await writer.drain()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
