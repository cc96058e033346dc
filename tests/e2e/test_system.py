"""Faults of the system around the dashboard: full disks, no home, no files left to open, odd locales, a long sleep."""

from __future__ import annotations

import json
import resource
import signal
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.terminal import CTRL_G, CTRL_Q, CTRL_U, F5, F6, Terminal
from tests.e2e.world import DASHBOARD, ROOT, World

pytestmark = pytest.mark.e2e

LOADED = "everything is loaded"
NOTHING_OPEN = 3
"""Not even one file beside the standard streams."""


@contextmanager
def limited(pid: int, what: int, limit: int) -> Iterator[None]:
    """Lower a limit of a running program; what it started before has its own."""
    before = resource.prlimit(pid, what)
    resource.prlimit(pid, what, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, what, before)


def command(dashboard: Terminal, words: str, *told: str) -> None:
    """Type a command, and wait for what is said of it."""
    dashboard.press(F6 + CTRL_U)
    dashboard.send(words)
    dashboard.wait_for(lambda screen: all(says(screen, text) for text in told), f"{told}")


def says(screen: str, text: str, count: int = 1) -> bool:
    """Whether notices, at the right, say this so often; they break lines anywhere."""
    rows = [line[40:].partition("▌ ")[2].rstrip(" │▐") for line in screen.split("\n")]
    return "".join(rows).replace(" ", "").count(text.replace(" ", "")) >= count


def ask_for_approval(dashboard: Terminal, name: str) -> None:
    dashboard.send(f"scenario:exec-approve {name}")
    dashboard.wait_text("1 waiting", "1 Accept")


def refuse_to_send(dashboard: Terminal, reason: str) -> None:
    """Press accept, see that it is refused for this reason, and that the card waits again."""
    dashboard.press(CTRL_G)
    dashboard.repeat(
        lambda: dashboard.press("a"), lambda screen: says(screen, "The decision was not sent"), "the refusal"
    )
    assert says(dashboard.screen.text(), reason) and says(dashboard.screen.text(), "--audit off")
    dashboard.wait_text("1 waiting", "1 Accept")


def decide(dashboard: Terminal) -> None:
    dashboard.press(CTRL_G)
    dashboard.press_until("a", "Finished. Last tool output")


def test_a_full_disk_stops_what_needs_it_and_nothing_else(world: World, tmp_path: Path) -> None:
    record, raw, copy = tmp_path / "record", tmp_path / "raw", tmp_path / "copy"
    dashboard = world.open_dashboard("--record", str(record), "--output-file", str(raw))
    world.audit_file.write_text('{"earlier": true}\n')
    with limited(dashboard.pid, resource.RLIMIT_FSIZE, 0):
        ask_for_approval(dashboard, "proof.txt")
        dashboard.wait_for(lambda screen: says(screen, "to any more: File too large", 2), "both files")
        refuse_to_send(dashboard, "File too large")
        command(dashboard, ":filter save slow dir:in", "codex-tui.toml cannot be written: File too large")
        command(dashboard, f":export {copy}", f"Nothing was exported to {copy}", "Give another file")
        command(dashboard, f":audit export {copy}", "Nothing was exported: ", "Give another file")
    decide(dashboard)
    dashboard.press(CTRL_Q)

    assert dashboard.wait_exit() == 0
    assert not copy.exists() and not world.config_file.exists()
    assert all(json.loads(line) for path in (record, raw) for line in path.read_bytes().splitlines())
    audit = [json.loads(line) for line in world.audit_file.read_text().splitlines()]
    assert [line.get("decision") for line in audit] == [None, "accept"]


def test_without_files_to_open_the_dashboard_goes_on_and_decides_once_there_are_some(
    world: World, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    dashboard = world.open_dashboard("--log-file", str(log))
    dashboard.repeat(lambda: None, lambda screen: LOADED in log.read_text(), "the last module")
    with limited(dashboard.pid, resource.RLIMIT_NOFILE, NOTHING_OPEN):
        ask_for_approval(dashboard, "proof.txt")
        refuse_to_send(dashboard, "Too many open files")
        command(dashboard, ":filter save slow dir:in", "cannot be written: Too many open files")
        command(dashboard, f":export {tmp_path / 'copy'}", "Nothing was exported", "Too many open files")
    decide(dashboard)


@pytest.mark.parametrize("option", ["", "--audit=off"])
def test_a_home_that_cannot_be_written_is_said_and_decides_only_without_a_record(
    world: World, tmp_path: Path, option: str
) -> None:
    no_folder = tmp_path / "no-folder"
    no_folder.touch()
    folders = {name: str(no_folder) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    command_line = [*DASHBOARD, "--codex-bin", str(world.codex_bin), *option.split()]
    with Terminal(command_line, {**world.env, **folders, "PYTHONPATH": str(ROOT)}, world.workspace) as dashboard:
        dashboard.wait_text(" ready ")
        if option:
            ask_for_approval(dashboard, "proof.txt")
            decide(dashboard)
        else:
            dashboard.wait_for(lambda screen: says(screen, "No decision can be sent"), "the notice")
            ask_for_approval(dashboard, "proof.txt")
            refuse_to_send(dashboard, "Not a directory")
        command(dashboard, ":filter save slow dir:in", "It counts for this session only")


def test_a_program_that_was_stopped_for_a_while_has_lost_and_decided_nothing(world: World) -> None:
    dashboard = world.open_dashboard()
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.press(F5)
    dashboard.wait_text("enter Open")
    dashboard.send_signal(signal.SIGSTOP)
    dashboard.wait_stopped()
    # Keys of somebody who does not see that it sleeps.
    dashboard.press("aay")
    dashboard.read_for(1.5)
    dashboard.send_signal(signal.SIGCONT)

    dashboard.wait_text("1 waiting", "1 Accept")
    assert not (world.workspace / "proof.txt").exists()
    decide(dashboard)
    assert [json.loads(line)["decision"] for line in world.audit_file.read_text().splitlines()] == ["accept"]


def test_two_dashboards_of_one_home_share_what_they_write(world: World) -> None:
    dashboards = [world.open_dashboard(), world.open_dashboard()]
    for number, dashboard in enumerate(dashboards):
        ask_for_approval(dashboard, f"proof{number}.txt")
    for dashboard in dashboards:
        decide(dashboard)
        command(dashboard, f":filter save by{dashboard.pid} dir:in", f"@by{dashboard.pid} stands for")
    for dashboard in dashboards:
        dashboard.press(CTRL_Q)
        assert dashboard.wait_exit() == 0

    lines = [json.loads(line) for line in world.audit_file.read_text().splitlines()]
    assert [line["decision"] for line in lines] == ["accept", "accept"]
    assert len({line["thread"] for line in lines}) == 2
    kept = tomllib.loads(world.config_file.read_text())["filters"]
    assert kept.keys() == {f"by{dashboard.pid}" for dashboard in dashboards}


def test_what_was_asked_during_a_sleep_is_answered_once(world: World, tmp_path: Path) -> None:
    peer = tmp_path / "codex-stopping"
    peer.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.peers.stopping\n', encoding="utf-8")
    peer.chmod(0o700)
    tokens = ("--attestation", "allow", "--attestation-command", "printf token")
    lines = world.start_lines("--plain", *tokens, codex_bin=peer)
    lines.wait_method("peer/got", count=3)

    lines.finish(":quit")
    got = [message["params"]["id"] for message in lines.messages() if message.get("method") == "peer/got"]
    assert sorted(got) == [0, 1, 2]


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "vt100"},
        {"PYTHONIOENCODING": "ascii", "TERM": "linux", "COLORTERM": ""},
        {"LC_ALL": "POSIX", "TERM": "", "NO_COLOR": "1"},
    ],
    ids=["C", "ascii", "no colour"],
)
def test_a_locale_without_utf8_and_a_poor_terminal_still_get_a_screen(world: World, env: dict[str, str]) -> None:
    set_env = ("env", *(f"{name}={value}" for name, value in env.items()))
    dashboard = world.open_dashboard(program=(*set_env, *DASHBOARD))
    dashboard.send("scenario:markdown ü 中")
    dashboard.wait_text("› scenario:markdown ü 中")
    dashboard.press(CTRL_Q)

    assert dashboard.wait_exit() == 0
    assert b"\\u2500" not in dashboard.output and "──".encode() in dashboard.output


def test_a_dumb_terminal_gets_the_line_mode(world: World) -> None:
    dashboard = world.start_dashboard(program=("env", "TERM=dumb", *DASHBOARD))
    dashboard.wait_text("TERM is dumb, so this is the line mode", "The active thread is")
    dashboard.press(":quit\r")

    assert dashboard.wait_exit() == 0
    assert b"\x1b[?1049h" not in dashboard.output


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2], ids=["in a handler", "in the event loop"])
def test_what_a_crash_says_can_be_read_and_holds_no_values(world: World, number: signal.Signals) -> None:
    dashboard = world.open_dashboard(program=(sys.executable, "-m", "tests.e2e.crashing_dashboard"))
    dashboard.send_signal(number)

    assert dashboard.wait_exit() == 1
    said = dashboard.output[dashboard.output.rindex(b"\x1b[?1049l") :].decode()
    assert "RuntimeError: a deliberate failure" in said and "--log-file FILE" in said
    assert "signal_number = " not in said and len(said) < 10_000
    assert "\x1b[" not in said.partition("Traceback")[2].partition("--log-file")[0]
