"""Tells an event loop how a child process ended; a thread waits for it, so that no signal handler is needed."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import threading


def exit_of(process: subprocess.Popen[bytes], thread_name: str) -> asyncio.Future[int]:
    """The child's exit code in the running loop, once there is one; below zero it is a signal."""
    loop = asyncio.get_running_loop()
    exited: asyncio.Future[int] = loop.create_future()

    def note(code: int) -> None:
        if not exited.done():
            exited.set_result(code)

    def reap() -> None:
        code = process.wait()
        # The loop may be closed by then; nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(note, code)

    threading.Thread(target=reap, name=thread_name, daemon=True).start()
    return exited
