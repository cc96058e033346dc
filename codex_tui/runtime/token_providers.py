"""Where attestation tokens come from: a command, a file, or a Python plug-in, all behind one interface.

What a provider gives is a secret, so no error here repeats any of its output.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import stat
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from codex_tui.runtime.pipes import PipeReader
from codex_tui.runtime.reaping import exit_of
from codex_tui.runtime.tokens import MAX_TOKEN_BYTES, TokenRefused

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINT_GROUP = "codex_tui.attestation"
MAX_OUTPUT_BYTES = 2 * MAX_TOKEN_BYTES
"""Room for white space around a token; a provider that gives more is ended."""


class TokenProvider(Protocol):
    """Makes one fresh token for each call."""

    @property
    def name(self) -> str:
        """What the person reads on the card."""

    async def fetch(self, limit_s: float) -> bytes:
        """The provider's output, unchecked; raises TokenRefused, and TimeoutError after `limit_s` seconds."""


class CommandProvider:
    """Runs a command without a shell; its standard output is the token, and it is killed at its deadline."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._arguments = arguments

    @property
    def name(self) -> str:
        """The command."""
        return shlex.join(self._arguments)

    async def fetch(self, limit_s: float) -> bytes:
        """See TokenProvider."""
        try:
            run = _CommandRun(self._arguments)
        except OSError as error:
            raise TokenRefused(f"the provider cannot be started: {error.strerror}") from error
        try:
            async with asyncio.timeout(limit_s):
                await asyncio.wait((run.reader.ended, run.is_too_much), return_when=asyncio.FIRST_COMPLETED)
                exit_code = await run.exited if run.reader.ended.done() else 0
        finally:
            run.end()
        if exit_code != 0:
            how = f"exit code {exit_code}" if exit_code > 0 else f"signal {-exit_code}"
            raise TokenRefused(f"the provider ended with {how}")
        return bytes(run.output)


class _CommandRun:
    """One process of a command, in a session of its own, so that it ends with everything it started."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._popen = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        assert self._popen.stdout is not None
        self.output = bytearray()
        self.is_too_much: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.exited = exit_of(self._popen, "codex-tui-token-reaper")
        self.reader = PipeReader(self._popen.stdout, self._take)

    def end(self) -> None:
        """Kill what still runs of it, unless it ended by itself and said so, and let go of its output."""
        has_ended = self.exited.done() and self.reader.ended.done()
        self.reader.close()
        if not has_ended:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)

    def _take(self, chunk: bytes) -> None:
        self.output += chunk
        if len(self.output) > MAX_OUTPUT_BYTES and not self.is_too_much.done():
            self.is_too_much.set_result(None)


class FileProvider:
    """Reads a file anew for each token; whoever writes it replaces the token after each use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file."""
        return str(self._path)

    async def fetch(self, limit_s: float) -> bytes:
        """See TokenProvider; only a regular file is read, since anything else could make the worker wait."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            try:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise TokenRefused("the token file is no regular file")
                return os.read(descriptor, MAX_OUTPUT_BYTES + 1)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise TokenRefused(f"the token file cannot be read: {error.strerror}") from error


class PluginProvider:
    """Calls a Python function `() -> str | bytes` in a thread of its own, one call at a time.

    A call past its deadline cannot be killed: its token is thrown away, and until it returns no other is begun.
    """

    def __init__(self, entry_point: EntryPoint) -> None:
        self._entry_point = entry_point
        self._function: Callable[[], str | bytes] | None = None
        self._is_busy = threading.Event()

    @property
    def name(self) -> str:
        """The entry point."""
        return f"plug-in {self._entry_point.name}"

    async def fetch(self, limit_s: float) -> bytes:
        """See TokenProvider."""
        if self._is_busy.is_set():
            raise TokenRefused("the plug-in is still busy with an earlier call")
        loop = asyncio.get_running_loop()
        result: asyncio.Future[bytes] = loop.create_future()
        self._is_busy.set()
        thread = threading.Thread(target=self._call, args=(loop, result), name="codex-tui-plug-in", daemon=True)
        thread.start()
        async with asyncio.timeout(limit_s):
            return await result

    def _call(self, loop: asyncio.AbstractEventLoop, result: asyncio.Future[bytes]) -> None:
        output, failure = b"", None
        try:
            if self._function is None:
                self._function = self._entry_point.load()
            given = self._function()
            output = given if isinstance(given, bytes) else str(given).encode("utf-8", "surrogateescape")
        except Exception as error:
            # The text of an exception may hold the token.
            failure = TokenRefused(f"the plug-in failed with {type(error).__name__}")
        self._is_busy.clear()

        def hand_over() -> None:
            if not result.done():
                if failure is None:
                    result.set_result(output)
                else:
                    result.set_exception(failure)

        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(hand_over)


def provider_for(command: tuple[str, ...], token_file: Path | None) -> tuple[TokenProvider | None, str]:
    """The provider that was named, else the one plug-in that is installed; and what is wrong, if anything is."""
    if command:
        return CommandProvider(command), ""
    if token_file is not None:
        return FileProvider(token_file), ""
    # Only needed by those who have plug-ins, and not before the server boots.
    from importlib.metadata import entry_points

    found = tuple(entry_points(group=ENTRY_POINT_GROUP))
    if len(found) > 1:
        names = ", ".join(sorted(point.name for point in found))
        return None, f"There is more than one attestation plug-in ({names}), so none is used. Uninstall all but one."
    return (PluginProvider(found[0]), "") if found else (None, "")
