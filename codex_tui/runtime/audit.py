"""The audit trail's file: appended to by a thread of its own, so that no slow disk can hold up the worker's loop.

Each line is one write to a file opened for appending, so that several processes may share the file. The file is opened
anew for each batch: it may be moved away at any time, and a disk that has room again needs no restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from codex_tui.runtime.export_file import ExportFile
from codex_tui.runtime.private_file import open_private

REMEDY = "Make room or mend the file, name another one with --audit FILE, or start with --audit off."
CLOSE_DEADLINE_S = 2.0
COPY_BYTES = 1024 * 1024
_CREATE = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK


class AuditFailed(Exception):
    """A line is not on disk; the message says why and what to do."""


class Audit:
    """Writes lines of JSON; `report` is called from its thread where a line that nobody waits for cannot be written."""

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        self.path = path
        self._report = report
        self._is_failing = False
        self._lines: queue.SimpleQueue[tuple[str, Future[None]] | None] = queue.SimpleQueue()
        # A daemon, so that a disk that hangs does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="codex-tui-audit", daemon=True)
        self._thread.start()

    async def write(self, line: str, deadline_s: float) -> None:
        """Wait until the line is on disk; raises AuditFailed, also after `deadline_s` seconds."""
        try:
            async with asyncio.timeout(deadline_s):
                await asyncio.wrap_future(self._put(line))
        except TimeoutError:
            raise AuditFailed(f"{self.path}: the disk did not take the line in {deadline_s:g} seconds") from None
        except OSError as error:
            raise AuditFailed(self._failure(error)) from error

    def write_later(self, line: str) -> None:
        """Write the line without waiting for it; the first failure in a row is reported."""
        self._put(line).add_done_callback(self._note_end)

    def close(self, deadline_s: float = CLOSE_DEADLINE_S) -> None:
        """Wait until what was put is written, at most so many seconds."""
        self._lines.put(None)
        self._thread.join(deadline_s)

    def _put(self, line: str) -> Future[None]:
        done: Future[None] = Future()
        self._lines.put((line, done))
        return done

    def _note_end(self, done: Future[None]) -> None:
        error = done.exception()
        if error is not None and not self._is_failing:
            self._report(f"The audit trail is not complete: {self._failure(error)}")
        self._is_failing = error is not None

    def _failure(self, error: BaseException) -> str:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"{self.path}: {reason}. {REMEDY}"

    # On its own thread.

    def _run(self) -> None:
        try:
            check_writable(self.path)
        except OSError as error:
            self._report(f"No decision can be sent, since none can be put on record. {self._failure(error)}")
        while (first := self._lines.get()) is not None:
            batch = [first]
            is_closing = False
            with contextlib.suppress(queue.Empty):
                while not is_closing:
                    following = self._lines.get_nowait()
                    is_closing = following is None
                    if following is not None:
                        batch.append(following)
            self._append(batch)
            if is_closing:
                return

    def _append(self, batch: list[tuple[str, Future[None]]]) -> None:
        """One sync for all lines of a batch; a line that nobody waits for any more is left out."""
        wanted = [(line, done) for line, done in batch if done.set_running_or_notify_cancel()]
        try:
            append_lines(self.path, [line for line, _ in wanted])
        except Exception as error:
            for _, done in wanted:
                done.set_exception(error)
        else:
            for _, done in wanted:
                done.set_result(None)


def check_writable(path: Path) -> None:
    """Raise OSError where lines cannot be appended, as far as that can be told without writing; makes the folder."""
    if path.exists():
        os.close(os.open(path, _CREATE & ~os.O_CREAT))
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def append_lines(path: Path, lines: list[str]) -> None:
    """Append lines and wait until they are on disk; raises OSError."""
    is_new = not path.exists()
    if is_new:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = open_private(path, _CREATE)
    try:
        status = os.fstat(descriptor)
        if status.st_size and os.pread(descriptor, 1, status.st_size - 1) != b"\n":
            # A write that was cut off must not spoil the next line; of one under way elsewhere an empty line is left.
            _write_whole(descriptor, b"\n")
        for line in lines:
            _write_whole(descriptor, line.encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        _sync_folder(path.parent)


def newest_lines(path: Path, max_bytes: int) -> tuple[list[bytes], bool]:
    """The lines at the end of the file, oldest first, and whether there are older ones; raises OSError."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - max_bytes))
        lines = file.read(max_bytes).split(b"\n")
    is_cut = size > max_bytes
    # The first of them may be half a line.
    return [line for line in lines[is_cut:] if line], is_cut


def copy_trail(path: Path, target: Path) -> None:
    """Copy the trail into a new file of its owner's, whole or not at all; raises OSError, also where there is one."""
    with path.open("rb") as source:
        copy = ExportFile(target)
        try:
            while chunk := source.read(COPY_BYTES):
                copy.write(chunk)
            copy.finish()
        except BaseException:
            copy.discard()
            raise


def _write_whole(descriptor: int, data: bytes) -> None:
    if os.write(descriptor, data) < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _sync_folder(folder: Path) -> None:
    """The file's own name must be on disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
