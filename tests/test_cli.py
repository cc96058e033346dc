"""The program as a process: what it says and how it ends when there is nothing to draw on."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.version import VERSION


def run(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program without a terminal and with a home of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CODEX_TUI_", "XDG_"))}
    return subprocess.run(
        [sys.executable, "-m", "codex_tui", *arguments],
        env={**inherited, "HOME": str(home), "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_the_version(tmp_path: Path) -> None:
    done = run("--version", home=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"codex-tui {VERSION}\n", "")


def test_the_help_names_every_flag(tmp_path: Path) -> None:
    done = run("--help", home=tmp_path)
    flags = (
        "--codex-bin --config --thread-id --approval-policy --auto-approve --final-only --output-file --model "
        "--model-provider --cwd --demo --log-file --version --help"
    )

    assert done.returncode == 0 and done.stderr == ""
    assert [flag for flag in flags.split() if flag not in done.stdout] == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--approval-policy", "sometimes"], "--approval-policy"),
        (["--nonsense"], "--nonsense"),
        (["--mod", "x"], "--mod"),
        (["--cwd", "/does/not/exist"], "--cwd"),
        (["--log-file", "/does/not/exist/tui.log"], "--log-file"),
        (["--plain", "--output-file", "/does/not/exist/lines"], "--output-file"),
    ],
)
def test_a_bad_flag_is_one_line_that_names_it(tmp_path: Path, arguments: list[str], part: str) -> None:
    done = run(*arguments, home=tmp_path)

    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("codex-tui: ") and part in done.stderr and done.stderr.count("\n") == 1


def test_a_broken_config_file_is_one_line_that_names_it(tmp_path: Path) -> None:
    config_file = tmp_path / "mine.toml"
    config_file.write_text("theme = ")
    done = run(home=tmp_path, CODEX_TUI_CONFIG_FILE=str(config_file))

    assert done.returncode == 2 and str(config_file) in done.stderr and "Traceback" not in done.stderr


def test_without_a_terminal_it_is_the_line_mode(tmp_path: Path, codex_bin: str) -> None:
    home = tmp_path / "codex"
    home.mkdir()
    done = run("--codex-bin", codex_bin, home=tmp_path, CODEX_HOME=str(home))

    assert done.returncode == 0 and "The active thread is " in done.stderr
    assert '"method":"thread/started"' in done.stdout.splitlines()[-1]


def test_without_a_terminal_and_without_a_server_the_reason_is_the_servers(tmp_path: Path) -> None:
    server = tmp_path / "server"
    server.write_text("#!/bin/sh\nprintf 'no \\033[31mconfig\\n' >&2\nexit 3\n")
    server.chmod(0o755)
    done = run("--codex-bin", str(server), home=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "exit code 3" in done.stderr and "server: no config\n" in done.stderr and "\x1b" not in done.stderr


def test_nothing_heavy_is_imported_before_the_terminal_is_known(tmp_path: Path) -> None:
    code = (
        "import sys, codex_tui.cli; print(*sorted({'textual', 'rich', 'aiohttp', 'platformdirs'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, cwd=tmp_path)

    assert (done.returncode, done.stdout.split()) == (0, [])


def run_in_terminal(*arguments: str, home: Path, **environment: str) -> tuple[int, str]:
    """Run the program on a terminal of its own; the exit code and all that it wrote there."""
    master, slave = os.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "codex_tui", *arguments],
        env={**os.environ, "HOME": str(home), "TERM": "xterm-256color", **environment},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    written = b""
    # A terminal whose last writer is gone answers with an error, not with an end of file.
    with contextlib.suppress(OSError), open(master, "rb", buffering=0) as terminal:
        while chunk := terminal.read(4096):
            written += chunk
    return program.wait(timeout=30), written.decode()


def sleeping_server(folder: Path) -> str:
    """A server that says nothing."""
    server = folder / "server"
    server.write_text("#!/bin/sh\nexec cat >/dev/null\n")
    server.chmod(0o755)
    return str(server)


@pytest.mark.parametrize(
    ("filters", "parts"),
    [
        ('slow = "latency:soon"', ('[filters] slow = "latency:soon": at 9:', "latency:>100ms")),
        ('"two words" = "dir:in"', ('"two words" is no name for a filter',)),
        ('empty = " "', ("[filters] empty is empty",)),
    ],
)
def test_a_saved_filter_that_cannot_be_read_is_named(tmp_path: Path, filters: str, parts: tuple[str, ...]) -> None:
    config_file = tmp_path / "mine.toml"
    config_file.write_text(f"[filters]\n{filters}\n")
    server = sleeping_server(tmp_path)
    code, written = run_in_terminal("--codex-bin", server, home=tmp_path, CODEX_TUI_CONFIG_FILE=str(config_file))

    assert code == 2 and "Traceback" not in written
    assert [part for part in (*parts, str(config_file)) if part not in written] == [], written


def test_a_theme_that_does_not_exist_is_one_line_that_names_it(tmp_path: Path) -> None:
    code, written = run_in_terminal("--theme", "nope", "--codex-bin", sleeping_server(tmp_path), home=tmp_path)

    assert code == 2
    assert written.startswith('codex-tui: There is no theme "nope". There are: ') and written.count("\n") == 1


def test_a_key_that_does_not_exist_is_one_line_that_names_it(tmp_path: Path) -> None:
    config_file = tmp_path / "mine.toml"
    config_file.write_text('[keys]\n"threads.nwe" = "N"\n')
    code, written = run_in_terminal(
        "--codex-bin", sleeping_server(tmp_path), home=tmp_path, CODEX_TUI_CONFIG_FILE=str(config_file)
    )

    assert code == 2
    assert written.startswith("codex-tui: ") and "threads.nwe" in written and written.count("\n") == 1


def test_the_demo_says_what_it_needs(tmp_path: Path) -> None:
    code = "import sys; sys.modules['aiohttp'] = None; from codex_tui.cli import main; sys.exit(main(['--demo']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr == "codex-tui: --demo: the demo needs aiohttp: install codex-tui[demo]\n"


def test_what_is_quoted_in_a_complaint_cannot_act_on_the_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codex_tui", "--notify", "\x1b[31m\u202e"], capture_output=True, text=True, timeout=30
    )

    assert done.stderr == 'codex-tui: --notify is "?[31m?", but must be one of auto, bell, osc9, osc777, off.\n'
