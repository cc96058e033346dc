"""The files that a session leaves where the person asked for them: the server's raw lines, and a recording to replay.

One that cannot be written is said, and harms nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.outbox import Outbox
from codex_tui.runtime.recording import ROOM_REMEDY, Recording
from codex_tui.state.events import FaultReported, StateEvent
from codex_tui.state.intents import Answer, Decide, Intent

if TYPE_CHECKING:
    from codex_tui.runtime.recorder import Recorder


class KeptSession:
    """`--output-file` and `--record`, each of which may be missing; belongs to one event loop."""

    def __init__(self, options: WorkerOptions, outbox: Outbox, emit: Callable[[StateEvent], None]) -> None:
        self._options = options
        self._outbox = outbox
        self._emit = emit
        self._recording = self._open_recording()
        self._recorder = self._start_recorder()

    def take_output(self, chunk: bytes) -> None:
        """Keep what the server wrote."""
        if self._recording is not None:
            self._report_recording(self._recording.write(chunk))

    def end_output(self) -> None:
        """The server ended; the next one begins a line of its own."""
        if self._recording is not None:
            self._report_recording(self._recording.end_line())

    def note_decision(self, intent: Intent) -> None:
        """The screen knows what it decided; the recording must be told."""
        if self._recorder is not None and isinstance(intent, Decide | Answer):
            from codex_tui.runtime.recorder import decision_taken

            self._emit(decision_taken(intent, time.time()))

    async def end_replay(self) -> None:
        """Finish the recording: what a replay ends with is what was on the screen when it was left."""
        if self._recorder is not None:
            self._outbox.set_tap(None)
            await asyncio.to_thread(self._recorder.close)

    def close(self) -> None:
        """Close the file of raw lines, which the server's last ones still went to."""
        if self._recording is not None:
            self._recording.close()

    def _open_recording(self) -> Recording | None:
        path = self._options.output_file
        if path is None:
            return None
        try:
            return Recording(path)
        except OSError as error:
            self._report_recording(error.strerror or str(error))
            return None

    def _start_recorder(self) -> Recorder | None:
        path = self._options.record_file
        if path is None:
            return None
        # Few sessions are recorded, and the others need not wait for the import.
        from codex_tui.runtime.recorder import Recorder

        try:
            recorder = Recorder(path, self._report_fault, is_redacted=self._options.is_redacting)
        except OSError as error:
            self._report_fault(f"{path} is not recorded to: {error.strerror or error}. {ROOM_REMEDY}")
            return None
        self._outbox.set_tap(recorder.take)
        return recorder

    def _report_fault(self, reason: str) -> None:
        self._emit(FaultReported(reason))

    def _report_recording(self, failure: str | None) -> None:
        if failure is not None:
            self._report_fault(f"{self._options.output_file} is not written to any more: {failure}. {ROOM_REMEDY}")
