"""From settings to the worker and the screen.

The worker is started before Textual is even imported, so that the server boots on the other core meanwhile.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from codex_tui.runtime.comeback import DEFAULT_PAUSES_S
from codex_tui.runtime.dynamic_tools import commands_of
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.worker import Worker
from codex_tui.settings import Settings, SettingsError, config_path
from codex_tui.state.intents import Intent, ListThreads, ResumeThread
from codex_tui.worker_options import checked_tools, thread_settings, worker_options

if TYPE_CHECKING:
    from codex_tui.state.wire_archive import WireArchive
    from codex_tui.ui.app import AppOptions, CodexTuiApp

LEAVE_DEADLINE_S = 3.0
"""How long the screen may take to go after a signal."""
HANG_UP_DEADLINE_S = 1.0
"""The same where the terminal has gone, so that nothing is left to restore."""
EXIT_CRASHED = 1
REPAINTS_PER_S = 240
SETTLING_DELAY_S = 2.0
"""The first screen stands by then, the server is ready, and the person reads."""


def launch(settings: Settings) -> int:
    """Run the dashboard; the result is the exit code. Raises SettingsError where a setting turns out to be wrong."""
    _check_record_file(settings.record)
    if not settings.is_demo:
        return _run(settings, WorkerOptions(), ())
    from codex_tui.demo_start import demo_start

    with demo_start() as (base, stories):
        return _run(settings, base, stories)


def _check_record_file(path: Path | None) -> None:
    """A recording that cannot begin is said before anything starts, and none is ever written over."""
    if path is None:
        return
    from codex_tui.runtime.recorder import check_record_file

    try:
        check_record_file(path)
    except OSError as error:
        raise SettingsError(f"--record {path}: {error.strerror or error}. Name another file.") from error


def _run(settings: Settings, base: WorkerOptions, first_intents: tuple[Intent, ...]) -> int:
    """The dashboard, or the line mode, with a worker of its own."""
    if settings.plain or not _is_screen_possible():
        from codex_tui.line_start import run_lines

        return run_lines(settings, base)
    options = worker_options(settings, base, (ListThreads(), *_resuming(settings), *first_intents))
    worker = Worker(replace(options, restart_pauses_s=DEFAULT_PAUSES_S))
    worker.start()
    try:
        return _run_screen(settings, worker, options.audit_file)
    finally:
        worker.stop()


def _is_screen_possible() -> bool:
    """Whether there is a terminal that can do more than print lines."""
    if not (os.isatty(0) and os.isatty(1)):
        return False
    if os.environ.get("TERM") == "dumb":
        words = "TERM is dumb, so this is the line mode. For the dashboard set TERM to your terminal's name."
        print(f"codex-tui: {words}", file=sys.stderr)  # noqa: T201
        return False
    return True


def _run_screen(settings: Settings, worker: Worker, audit_file: Path | None) -> int:
    from textual import constants

    # A key right behind a repaint is painted after a 240th of a second, not a 60th; TEXTUAL_FPS would be inherited.
    vars(constants)["MAX_FPS"] = REPAINTS_PER_S
    from codex_tui.ui.app import CodexTuiApp

    def abandon(code: int) -> None:
        """End the server and then this process, whatever the screen is waiting for."""
        worker.stop()
        os._exit(code)

    app = CodexTuiApp(worker, replace(screen_options(settings, audit_file), is_log_wanted=settings.keep_spool))
    if settings.log_file is not None:
        from codex_tui.log_file import tell_log_failure

        def tell(text: str) -> None:
            """Tell the person, from whichever thread."""
            app.call_later(app.host.tell, "warning", text)

        tell_log_failure(tell)
    code = run_app(app, abandon)
    if settings.keep_spool:
        from codex_tui.runtime.kept_log import keep_log

        worker.stop()
        told = keep_log(app.model.wire_log, is_redacted=not settings.no_redact)
        # The terminal may have gone, and with it the one who could be told.
        with contextlib.suppress(OSError):
            print(told, file=sys.stderr)  # noqa: T201
    return code


def screen_options(settings: Settings, audit_file: Path | None = None) -> AppOptions:
    """What the settings say about the screen; raises SettingsError."""
    from codex_tui.ui.app import AppOptions
    from codex_tui.ui.keymap import check_keymap
    from codex_tui.ui.render.alerts import AlertKind

    try:
        keys = check_keymap(settings.keys)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return AppOptions(
        settings=thread_settings(settings),
        theme=settings.theme,
        keys=keys,
        saved_filters=_checked_filters(settings.filters),
        is_final_only=settings.final_only,
        is_redacting=not settings.no_redact,
        audit_file=audit_file,
        notify=AlertKind(settings.notify),
        notify_command=settings.notify_command,
        tool_commands=commands_of(checked_tools(settings)),
        open_archive=_open_spool,
    )


def run_app(app: CodexTuiApp, abandon: Callable[[int], None]) -> int:
    """Run the screen until it is left; `abandon` ends the process where the screen cannot go. Raises SettingsError."""
    if not app.has_wanted_theme:
        known = ", ".join(sorted(app.available_themes))
        raise SettingsError(f'There is no theme "{app.wanted_theme}". There are: {known}.')

    last_resorts: list[threading.Timer] = []

    def leave(signal_number: int, frame: FrameType | None) -> None:
        # Leaving through the app restores the terminal and stops the worker in order.
        app.call_later(app.exit, 128 + signal_number)
        # A terminal that has gone, or that nobody reads, can block the screen's own way out for ever.
        deadline_s = HANG_UP_DEADLINE_S if signal_number == signal.SIGHUP else LEAVE_DEADLINE_S
        last_resort = threading.Timer(deadline_s, abandon, (128 + signal_number,))
        last_resort.daemon = True
        last_resort.start()
        last_resorts.append(last_resort)

    # Textual draws there, and takes it from here when it starts.
    vars(sys)["__stderr__"] = _screen_stream()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)
    # What start-up made lives as long as the program, so that collecting garbage need not look at it again.
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)
    settling = threading.Timer(SETTLING_DELAY_S, _settle)
    settling.daemon = True
    settling.start()
    try:
        code = app.run()
    except Exception:
        # It happened between the app's handlers, where only the event loop runs; the terminal is restored by now.
        from codex_tui.ui.crash import crash_report

        print(crash_report(), file=sys.stderr)  # noqa: T201
        code = EXIT_CRASHED
    finally:
        settling.cancel()
        for last_resort in last_resorts:
            last_resort.cancel()
    return code if code is not None else app.return_code or 0


def _screen_stream() -> TextIO:
    """Standard error as the screen needs it.

    UTF-8 whatever the locale says, since a terminal that is not has become rare; and buffered even where
    PYTHONUNBUFFERED is set: without a buffer Python drops what a write does not take, as when the program is stopped.
    """
    return open(sys.stderr.fileno(), "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def _settle() -> None:
    """Load what the person may need later."""
    from codex_tui.ui.settling import load_everything

    load_everything()


def _open_spool(report: Callable[[str], None]) -> WireArchive | None:
    """Most sessions never have as many messages as need one."""
    from codex_tui.runtime.spool import open_spool

    return open_spool(report)


def _checked_filters(filters: Mapping[str, str]) -> Mapping[str, str]:
    """The saved filters, each of which can be read; most people have none."""
    if filters:
        from codex_tui.state.wire_query import check_saved

        try:
            check_saved(filters)
        except ValueError as error:
            raise SettingsError(f"{error}. Mend it in {config_path(os.environ)} or take it out.") from error
    return filters


def _resuming(settings: Settings) -> tuple[Intent, ...]:
    return (ResumeThread(settings.thread_id),) if settings.thread_id is not None else ()
