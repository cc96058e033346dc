"""The user's own program: run without a shell, told harmless words, never waited for."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from codex_tui.ui.attention import Alert
from codex_tui.ui.notify_command import MAX_RUNNING, NotifyCommand

ALERT = Alert("command", "-t $(touch x) `id`", 2)


def told_of(folder: Path, script: str) -> list[str]:
    """Run a script that writes to the pipe `$1`, and read what it wrote."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    notices: list[str] = []
    NotifyCommand(["sh", "-c", script, "sh", str(pipe)], lambda level, text: notices.append(text)).run(ALERT)
    with pipe.open(encoding="utf-8") as told:
        lines = told.read().splitlines()
    assert notices == []
    return lines


def test_it_is_told_through_arguments_and_the_environment(tmp_path: Path) -> None:
    script = r'printf "%s\n" "$2" "$3" "$CODEX_TUI_KIND" "$CODEX_TUI_THREAD" "$CODEX_TUI_WAITING" >"$1"'

    assert told_of(tmp_path, script) == [
        "codex-tui: command",
        "“-t $(touch x) `id`”",
        "command",
        "-t $(touch x) `id`",
        "2",
    ]


def test_it_has_nothing_to_read_and_no_terminal(tmp_path: Path) -> None:
    assert told_of(tmp_path, '{ cat; [ -t 1 ] || echo "no terminal"; } >"$1"') == ["no terminal"]


def test_a_program_that_is_not_there_is_said_once() -> None:
    notices: list[tuple[str, str]] = []
    command = NotifyCommand(["/no/such/program"], lambda level, text: notices.append((level, text)))
    command.run(ALERT)
    command.run(ALERT)

    ((level, text),) = notices
    assert level == "warning"
    assert text.startswith("/no/such/program cannot be run: No such file")


def notifying() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "codex-tui-notify"]


def have_ended(threads: list[threading.Thread]) -> bool:
    for thread in threads:
        thread.join(30)
    return not any(thread.is_alive() for thread in threads)


def test_programs_that_take_their_time_do_not_pile_up(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    descriptor = os.open(pipe, os.O_RDWR)
    command = NotifyCommand(["sh", "-c", 'read line <"$1"', "sh", str(pipe)], lambda level, text: None)
    for _ in range(MAX_RUNNING * 3):
        command.run(ALERT)
    running = notifying()
    os.write(descriptor, b"\n" * len(running))

    assert len(running) == MAX_RUNNING
    assert have_ended(running)
    os.close(descriptor)


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    script = 'sleep 1000 >"$1" & wait'
    NotifyCommand(["sh", "-c", script, "sh", str(pipe)], lambda level, text: None, deadline_s=0.2).run(ALERT)

    assert have_ended(notifying())
    # The end of the pipe comes when the last one that holds it has gone.
    os.set_blocking(held, True)
    assert os.read(held, 1) == b""
    os.close(held)
