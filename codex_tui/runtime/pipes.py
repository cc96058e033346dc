"""Pipes on the event loop: chunks in, bytes out, both without a limit on the length of a line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import IO

CHUNK_BYTES = 64 * 1024


class PipeReader:
    """Hands on what comes out of a pipe, chunk by chunk, and can be paused; `ended` is done at its end."""

    def __init__(self, pipe: IO[bytes], on_chunk: Callable[[bytes], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._pipe = pipe
        self._on_chunk = on_chunk
        self.ended: asyncio.Future[None] = self._loop.create_future()
        os.set_blocking(pipe.fileno(), False)
        self.resume()

    def pause(self) -> None:
        """Read no more until `resume`; the peer then waits."""
        if not self.ended.done():
            self._loop.remove_reader(self._pipe.fileno())

    def resume(self) -> None:
        """Read on."""
        if not self.ended.done():
            self._loop.add_reader(self._pipe.fileno(), self._read)

    def close(self) -> None:
        """Let go of the pipe; may be called again."""
        if not self.ended.done():
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()
            self.ended.set_result(None)

    def _read(self) -> None:
        try:
            chunk = os.read(self._pipe.fileno(), CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if chunk:
            self._on_chunk(chunk)
        else:
            self.close()


class PipeWriter:
    """Writes to a pipe at once where it takes it, and keeps the rest in order until it does."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._loop = asyncio.get_running_loop()
        self._pipe = pipe
        self._waiting = bytearray()
        self._emptied: asyncio.Future[None] | None = None
        os.set_blocking(pipe.fileno(), False)

    def write(self, data: bytes) -> None:
        """Write or queue; raises BrokenPipeError where nobody reads any more."""
        if self._pipe.closed:
            raise BrokenPipeError("the pipe is closed")
        if self._waiting:
            self._waiting += data
            return
        try:
            written = os.write(self._pipe.fileno(), data)
        except BlockingIOError:
            written = 0
        except OSError:
            self.close()
            raise
        if written < len(data):
            self._waiting += data[written:]
            self._loop.add_writer(self._pipe.fileno(), self._write_more)

    async def drain(self) -> None:
        """Wait until all of it was taken; raises BrokenPipeError where it never will be."""
        if self._waiting:
            if self._emptied is None:
                self._emptied = self._loop.create_future()
            await asyncio.shield(self._emptied)
        if self._pipe.closed:
            raise BrokenPipeError("the pipe is closed")

    def close(self) -> None:
        """Close the pipe, and with it drop what still waits; may be called again."""
        if self._pipe.closed:
            return
        self._loop.remove_writer(self._pipe.fileno())
        self._pipe.close()
        self._waiting.clear()
        self._finish_drain()

    def _write_more(self) -> None:
        try:
            written = os.write(self._pipe.fileno(), self._waiting)
        except BlockingIOError:
            return
        except OSError:
            self.close()
            return
        del self._waiting[:written]
        if not self._waiting:
            self._loop.remove_writer(self._pipe.fileno())
            self._finish_drain()

    def _finish_drain(self) -> None:
        if self._emptied is not None and not self._emptied.done():
            self._emptied.set_result(None)
        self._emptied = None
