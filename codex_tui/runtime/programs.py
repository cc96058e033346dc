"""Runs a program of the user's own for the server: no shell, input on stdin, a cap on the output, and a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

READ_BYTES = 64 * 1024


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
) -> ProgramEnd:
    """Run a program to its end, and end everything that it started; without `env` in our own environment.

    Raises ProgramFailed where it cannot be started or is not done after `limit_s` seconds.
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
    try:
        async with asyncio.timeout(limit_s):
            (out, is_out_cut), (err, is_err_cut), _, exit_code = await asyncio.gather(
                _read(process.stdout, max_output_bytes),
                _read(process.stderr, max_output_bytes),
                _give(process.stdin, given),
                process.wait(),
            )
    except TimeoutError:
        raise ProgramFailed(f"it was not done after {limit_s:g} seconds and was ended") from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    return ProgramEnd(exit_code, out, err, is_out_cut or is_err_cut)


async def _read(reader: asyncio.StreamReader, max_bytes: int) -> tuple[bytes, bool]:
    """The first bytes of a stream, which is read to its end, and whether there were more."""
    kept = bytearray()
    is_cut = False
    while chunk := await reader.read(READ_BYTES):
        room = max_bytes - len(kept)
        is_cut |= len(chunk) > room
        kept += chunk[:room]
    return bytes(kept), is_cut


async def _give(writer: asyncio.StreamWriter, given: bytes) -> None:
    """Write everything; a program need not read it."""
    with contextlib.suppress(ConnectionError):
        writer.write(given)
        await writer.drain()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
