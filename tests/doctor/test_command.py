"""The doctor as a process: exit codes, JSON, pipes, a read-only home, a terminal, and signals."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.doctor.conftest import PeerPath
from tests.e2e.terminal import Terminal

DOCTOR = (sys.executable, "-m", "codex_tui", "doctor")
ROOT = Path(__file__).resolve().parents[2]
DROP_FROM_BOUNDING_SET, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2
LAST_QUESTION = b"\x1b[c"


def doctor(
    *arguments: str, home: Path, before: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal, with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CODEX_", "XDG_"))}
    return subprocess.run(
        [*DOCTOR, *arguments],
        env={**kept, "HOME": str(home), "CODEX_HOME": str(home / "codex"), "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=before,
    )


def report_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON report, by check; its exit code must agree with it."""
    report = json.loads(done.stdout)
    statuses = [check["status"] for check in report["checks"]]
    assert done.returncode == int("problem" in statuses) == int(not report["is_well"])
    assert all(check["remedy"] for check in report["checks"] if check["status"] == "problem")
    checks = {check["id"]: check for check in report["checks"]}
    assert len(checks) == len(statuses), "an id stands twice"
    return checks


def problems_of(checks: dict[str, Any]) -> set[str]:
    return {check_id for check_id, check in checks.items() if check["status"] == "problem"}


def test_a_missing_binary_is_a_problem_and_all_else_goes_on(tmp_path: Path) -> None:
    checks = report_of(doctor("--json", "--codex-bin", "/not/there", home=tmp_path))

    assert problems_of(checks) == {"binary", "codex_home"}
    assert "--codex-bin" in checks["binary"]["remedy"]
    assert {"config_file", "app_server", "version", "protocol", "account", "sandbox", "terminal"} <= checks.keys()


@pytest.mark.parametrize(
    ("name", "check_id", "part"),
    [
        ("exits", "app_server", "exit code 3"),
        ("short_lived", "app_server", "exit code 7"),
        ("too_old", "version", "0.98.1 is too old"),
        ("mute", "protocol", "no schema"),
        ("crashing", "sandbox", "no command could be run"),
    ],
)
def test_each_ill_behaved_server_has_its_problem(
    tmp_path: Path, peer_path: PeerPath, name: str, check_id: str, part: str
) -> None:
    checks = report_of(doctor("--json", "--codex-bin", peer_path(name), home=tmp_path))

    assert check_id in problems_of(checks)
    assert part in checks[check_id]["detail"]


def test_a_broken_config_file_is_a_problem_and_all_else_goes_on(tmp_path: Path) -> None:
    config_file = tmp_path / "mine.toml"
    config_file.write_text("theme = ", encoding="utf-8")
    done = doctor("--codex-bin", "/not/there", home=tmp_path, CODEX_TUI_CONFIG_FILE=str(config_file))

    assert done.returncode == 1 and done.stderr == ""
    assert "✗ config file" in done.stdout and f"→ Change it in {config_file}" in done.stdout
    assert "✗ binary" in done.stdout and "! terminal" in done.stdout


def be_held_to_permissions() -> None:
    """In a child: root without the right to overlook a file's mode; others have none to lose."""
    libc = ctypes.CDLL(None)
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        libc.prctl(DROP_FROM_BOUNDING_SET, capability)


def test_a_read_only_home_is_a_problem(tmp_path: Path) -> None:
    home = tmp_path / "codex"
    home.mkdir(mode=0o500)
    done = doctor("--json", "--codex-bin", "/not/there", home=tmp_path, before=be_held_to_permissions)
    check = report_of(done)["codex_home"]

    assert check["status"] == "problem" and "cannot be written to" in check["detail"]
    assert check["facts"]["is_writable"] is False


def test_output_without_utf8_is_ascii(tmp_path: Path) -> None:
    done = doctor("--codex-bin", "/not/there", home=tmp_path, PYTHONIOENCODING="ascii")

    assert done.returncode == 1 and done.stdout.isascii()
    assert "x binary" in done.stdout and "-> Pass another" in done.stdout


def test_a_reader_that_had_enough_is_no_error(tmp_path: Path) -> None:
    script = '"$@" 2>errors | head -n 1; cat errors'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *DOCTOR, "--codex-bin", "/not/there"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.count("\n") == 1 and "Traceback" not in done.stdout


def terminal_env(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "PYTHONUTF8": "1"}


def test_a_terminal_is_asked_and_given_back(tmp_path: Path) -> None:
    command = [*DOCTOR, "--codex-bin", "/not/there"]
    with Terminal(command, terminal_env(tmp_path), tmp_path, columns=100) as terminal:
        assert terminal.wait_exit() == 1
        screen = terminal.screen.text()

        assert terminal.mode == terminal.initial_mode
    for line in ("✓ utf8          the locale and the terminal", "! mouse         the terminal does not report it"):
        assert line in screen
    assert "2 problems" in screen and "… terminal" not in screen


def test_a_signal_while_the_terminal_is_asked_leaves_it_as_it_was(tmp_path: Path) -> None:
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)
    take_terminal = 'terminal=$1; shift; exec "$@" <>"$terminal" >&0 2>&0'
    program = subprocess.Popen(
        ["sh", "-c", take_terminal, "sh", os.ttyname(slave), *DOCTOR, "--codex-bin", "/not/there"],
        env={**os.environ, **terminal_env(tmp_path)},
        start_new_session=True,
    )
    written = b""
    while LAST_QUESTION not in written:
        written += os.read(master, 4096)
    while_asked = termios.tcgetattr(slave)
    program.send_signal(signal.SIGTERM)

    assert program.wait(10) == 128 + signal.SIGTERM
    assert while_asked != before == termios.tcgetattr(slave)
    os.close(master)
    os.close(slave)
