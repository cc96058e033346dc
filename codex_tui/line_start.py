"""From settings to the line mode: a worker that asks nobody, and no screen."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.private_file import open_private
from codex_tui.runtime.worker import Worker
from codex_tui.settings import Settings, SettingsError
from codex_tui.worker_options import worker_options

MAX_QUEUED_EVENTS = 20_000
MAX_QUEUED_BYTES = 8 * 1024 * 1024


def run_lines(settings: Settings, base: WorkerOptions) -> int:
    """Run the line mode, and let nothing pile up that it prints; the result is the exit code. Raises SettingsError."""
    _check_output_file(settings.output_file)
    options = replace(
        worker_options(settings, base, ()),
        is_unattended=True,
        is_output_wanted=settings.output_file is None and not settings.final_only,
        max_queued_events=MAX_QUEUED_EVENTS,
        max_queued_bytes=MAX_QUEUED_BYTES,
    )
    gc.enable()
    worker = Worker(options)
    worker.start()
    try:
        # Behind the start of the worker, so that the server boots meanwhile.
        from codex_tui.plain.line_mode import LineMode, LineOptions
        from codex_tui.plain.printer import Streams

        chosen = LineOptions(options.settings, settings.thread_id, settings.final_only, not settings.no_wait)
        return LineMode(worker, chosen, Streams.of_process()).run()
    finally:
        worker.stop()


def _check_output_file(path: Path | None) -> None:
    """Without a screen the file is all that a session leaves, so one that cannot be written is said at once."""
    try:
        if path is not None:
            os.close(open_private(path, os.O_WRONLY | os.O_CREAT))
    except OSError as error:
        raise SettingsError(f"--output-file {path}: {error.strerror}. Name another file.") from error
