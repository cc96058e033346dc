"""The entry point: settings first, with what is wrong in them in one line; all else is imported after that."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence

from codex_tui.settings import Settings, SettingsError, current_settings

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
"""128 + SIGINT, for a ctrl+c that comes before anybody can take it."""
DOCTOR = "doctor"
REPLAY = "replay"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    # Start-up makes much and drops nothing: looking for garbage in it is a tenth of the time to the first picture.
    gc.disable()
    _fill_standard_streams()
    try:
        if given[:1] == [DOCTOR]:
            from codex_tui.doctor.command import run_doctor

            gc.enable()
            return run_doctor(given[1:])
        if given[:1] == [REPLAY]:
            from codex_tui.replaying import run_replay

            return run_replay(given[1:])
        settings = current_settings(given)
        _set_up_log(settings)
        from codex_tui.launch import launch

        return launch(settings)
    except SettingsError as error:
        # It may quote what could act on the terminal.
        plain = "".join(letter if letter.isprintable() else "?" for letter in str(error))
        print(f"codex-tui: {plain}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _fill_standard_streams() -> None:
    """A standard stream that is closed must not become the number of the next file that is opened."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # Writing to what is only read fails, as it would to what is closed.
            os.open(os.devnull, os.O_RDONLY)


def _set_up_log(settings: Settings) -> None:
    """Log to the file that was named, or nowhere: the screen belongs to the dashboard."""
    handler: logging.Handler = logging.NullHandler()
    if settings.log_file is not None:
        try:
            # Few sessions have one, and the others need not wait for the import.
            from codex_tui.log_file import LogFile

            handler = LogFile(settings.log_file)
        except OSError as error:
            raise SettingsError(f"--log-file {settings.log_file}: {error.strerror}. Name another file.") from error
    logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s %(message)s")
