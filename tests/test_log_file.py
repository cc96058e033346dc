"""The program's own log on a disk that has no room: said once, and nothing on standard error."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from codex_tui.log_file import LogFile, tell_log_failure

RECORD = logging.LogRecord("codex_tui", logging.INFO, "file", 1, "a line", None, None)
REASON = "--log-file /dev/full is not complete: No space left on device. Make room; it goes on by itself."


def test_a_full_disk_is_said_once_and_standard_error_stays_empty(capfd: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    log_file = LogFile(Path("/dev/full"))
    log_file.on_failure = told.append
    for _ in range(3):
        log_file.handle(RECORD)
    log_file.close()

    assert told == [REASON]
    assert capfd.readouterr() == ("", "")


def test_a_failure_that_came_before_anybody_listened_is_said() -> None:
    told: list[str] = []
    log_file = LogFile(Path("/dev/full"))
    logging.getLogger().addHandler(log_file)
    try:
        log_file.handle(RECORD)
        tell_log_failure(told.append)
    finally:
        logging.getLogger().removeHandler(log_file)
        log_file.close()

    assert told == [REASON]
