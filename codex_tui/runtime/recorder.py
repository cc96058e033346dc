"""Writes the session to `--record`: everything that the worker reports, in order, from a thread of its own.

No slow disk can hold up the worker, and no recording can harm the session: what happens is only noted where it happens,
and encoded and written half a second later at most. Whole lines are written, so a killed program loses what was not
written yet and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from codex_tui.protocol.answers import ElicitationAnswer, FormAnswer, InputAnswer
from codex_tui.runtime.private_file import PRIVATE_MODE, narrow
from codex_tui.runtime.recording import ROOM_REMEDY
from codex_tui.state.events import DecisionTaken, FaultReported, Received, RequestKey, Sent, StateEvent
from codex_tui.state.intents import Answer, Decide
from codex_tui.state.recording_format import end_entry, event_entry, header_entry, message_entry

FLUSH_INTERVAL_S = 0.5
CLOSE_DEADLINE_S = 2.0
MAX_WAITING_EVENTS = 200_000
"""Past this many that the disk did not take, the recording has a gap, and says so."""
MAX_WRITE_BYTES = 1024 * 1024
_OPEN = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NONBLOCK


class Recorder:
    """One recording; `report` is called, from its thread, with the reason where it is not written to any more."""

    def __init__(self, path: Path, report: Callable[[str], None], *, is_redacted: bool = True) -> None:
        """Begin the file; raises OSError, also where it holds something already: two sessions make no recording."""
        self.path = path
        self._report = report
        self._descriptor: int | None = _opened(path)
        self._written_bytes = 0
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, list[StateEvent]]] = []
        self._waiting_events = 0
        self._missing_events = 0
        self._has_work = threading.Event()
        self._is_closing = threading.Event()
        self._write(header_entry(time.time(), is_redacted=is_redacted))
        # A daemon, so that a disk that hangs does not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="codex-tui-recorder", daemon=True)
        self._thread.start()

    def take(self, events: list[StateEvent]) -> None:
        """Note what happened; may be called from any thread by whoever keeps the order, and only ever appends."""
        if self._descriptor is None:
            return
        with self._lock:
            if self._waiting_events > MAX_WAITING_EVENTS:
                self._missing_events += len(events)
                return
            self._waiting_events += len(events)
            self._waiting.append((time.time(), events))
        self._has_work.set()

    def close(self, deadline_s: float = CLOSE_DEADLINE_S) -> None:
        """End the recording in order, and wait at most so many seconds until all of it is written."""
        self._is_closing.set()
        self._has_work.set()
        self._thread.join(deadline_s)

    # On its own thread.

    def _run(self) -> None:
        try:
            while not self._is_closing.is_set():
                self._has_work.wait()
                # More will come; each write costs a system call.
                self._is_closing.wait(FLUSH_INTERVAL_S)
                self._has_work.clear()
                self._write_waiting()
            self._write_waiting()
            self._write(end_entry(time.time()))
        except Exception as error:
            self._report(f"{self.path} is not recorded to any more: an error in codex-tui: {error!r}")
        finally:
            self._end()

    def _write_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting, self._waiting_events = self._waiting, [], 0
            missing, self._missing_events = self._missing_events, 0
        entries: list[bytes] = []
        size_bytes = 0
        for entry in _entries(waiting):
            entries.append(entry)
            size_bytes += len(entry)
            if size_bytes >= MAX_WRITE_BYTES:
                self._write(b"".join(entries))
                entries, size_bytes = [], 0
        self._write(b"".join(entries))
        if missing:
            reason = f"the disk was too slow, and the recording has a gap of {missing:,} entries here"
            self._write(event_entry(FaultReported(reason), time.time()) or b"")
            self._report(f"{self.path}: {reason}.")

    def _write(self, data: bytes) -> None:
        """Append whole lines; after a failure nothing is written any more, and no half line stays."""
        if self._descriptor is None:
            return
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._written_bytes)
            self._end()
            self._report(f"{self.path} is not recorded to any more: {error.strerror or error}. {ROOM_REMEDY}")
        else:
            self._written_bytes += len(data)

    def _end(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def decision_taken(intent: Decide | Answer, at: float) -> DecisionTaken:
    """What a recording keeps of a decision or an answer, at `at` (Unix seconds): nothing that was typed."""
    key = RequestKey(*intent.key)
    if isinstance(intent, Decide):
        return DecisionTaken(at, key, intent.by, decision=intent.decision)
    return DecisionTaken(at, key, intent.by, answer=_without_texts(intent.answer))


def _without_texts(answer: FormAnswer) -> FormAnswer:
    match answer:
        case InputAnswer():
            return InputAnswer({})
        case ElicitationAnswer():
            return ElicitationAnswer({})
        case _:
            return answer


def check_record_file(path: Path) -> None:
    """Raise OSError where a recording cannot begin in this file; the file is there afterwards, and empty."""
    os.close(_opened(path))


def _opened(path: Path) -> int:
    descriptor = os.open(path, _OPEN, PRIVATE_MODE)
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        if status.st_size == 0:
            narrow(descriptor)
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EEXIST, "it holds something already")
    return descriptor


def _entries(waiting: list[tuple[float, list[StateEvent]]]) -> Iterator[bytes]:
    for at, events in waiting:
        for event in events:
            if type(event) is Received or type(event) is Sent:
                yield message_entry(event.record)
            elif (entry := event_entry(event, at)) is not None:
                yield entry
