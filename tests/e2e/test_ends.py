"""Every way in which the dashboard ends: the terminal is as it was, and no process or folder is left behind."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from codex_tui.runtime.comeback import DEFAULT_PAUSES_S
from tests.e2e.conftest import MakeWorld
from tests.e2e.processes import Process, left_behind
from tests.e2e.terminal import COMPOSER_ROWS, CTRL_G, CTRL_Q, CTRL_R, CTRL_U, CTRL_Z, Terminal
from tests.e2e.world import DASHBOARD, World
from tests.e2e.wrapper import wrapper_around

pytestmark = pytest.mark.e2e

TERMINAL_MODES = {1049: False, 25: True, 1000: False, 1003: False, 1006: False, 2004: False}
"""Alternate screen, cursor, three kinds of mouse reports, bracketed paste: whether a shell has them on."""
STORY_TITLES = ("Fix the flaky", "Upgrade the", "Rewrite the", "Port the CLI")


def assert_terminal_restored(dashboard: Terminal) -> None:
    for mode, is_normally_on in TERMINAL_MODES.items():
        ons, offs = (dashboard.output.rfind(f"\x1b[?{mode}{end}".encode()) for end in "hl")
        assert (ons > offs) is is_normally_on, f"mode {mode} was left {'on' if ons > offs else 'off'}"
    assert dashboard.mode == dashboard.initial_mode


@pytest.fixture(params=["server", "wrapped server"])
def busy(request: pytest.FixtureRequest, make_world: MakeWorld) -> tuple[World, Terminal]:
    """A dashboard whose server runs a command."""
    world = make_world(sandbox_mode="danger-full-access")
    is_wrapped = request.param == "wrapped server"
    codex_bin = wrapper_around(world.codex_bin, world.workspace) if is_wrapped else world.codex_bin
    dashboard = world.open_dashboard(codex_bin=codex_bin)
    dashboard.send("scenario:sleep-command 300")
    dashboard.wait_text("sleep 300", "running", "Interrupt")
    assert world.running("sleep 300")
    return world, dashboard


def test_quitting_restores_the_terminal_and_leaves_nothing(busy: tuple[World, Terminal]) -> None:
    world, dashboard = busy
    dashboard.press(CTRL_Q)

    assert dashboard.wait_exit() == 0
    assert_terminal_restored(dashboard)
    assert world.left_behind() == []


def test_a_suspended_dashboard_gives_the_terminal_back_and_goes_on(world: World) -> None:
    dashboard = world.open_dashboard()
    # Each part is drawn when it is known.
    dashboard.wait_text(
        "no account", "no threads yet", "nothing waits", "f1      all keys", "to: a new thread", "f6 Compose"
    )
    picture = resting_picture(dashboard)
    dashboard.press(CTRL_Z)
    dashboard.wait_stopped()
    assert_terminal_restored(dashboard)

    dashboard.send_signal(signal.SIGCONT)
    dashboard.wait_for(lambda screen: resting_picture(dashboard) == picture, "the whole picture")
    dashboard.send("scenario:hello")
    dashboard.wait_text("Hello from the scripted model.")


def resting_picture(dashboard: Terminal) -> list[str]:
    """The rows of the screen without what changes by itself: the clock, the wire log, and what is announced over it."""
    rows = dashboard.lines()
    return [rows[0].rpartition(" ")[0], *rows[1:25], *rows[-COMPOSER_ROWS:]]


def test_sigterm_restores_the_terminal_and_leaves_nothing(busy: tuple[World, Terminal]) -> None:
    world, dashboard = busy
    dashboard.send_signal(signal.SIGTERM)

    assert dashboard.wait_exit() == 128 + signal.SIGTERM
    assert_terminal_restored(dashboard)
    assert world.left_behind() == []


def test_a_closed_terminal_leaves_nothing(busy: tuple[World, Terminal]) -> None:
    world, dashboard = busy
    dashboard.hang_up()

    dashboard.wait_exit()
    assert world.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_terminal_that_nobody_reads_cannot_hold_up_a_signal(world: World, number: int) -> None:
    dashboard = world.open_dashboard()
    dashboard.fill()
    dashboard.send_signal(number)

    # Not even the ending may be read, or it would not be held up.
    assert dashboard.wait_death() == 128 + number
    assert world.left_behind() == []


def test_a_stop_in_the_midst_of_drawing_loses_nothing_of_the_picture(world: World) -> None:
    # Standard error is not buffered then, and what a write did not take before the stop is Python's to drop.
    dashboard = world.open_dashboard(program=("env", "PYTHONUNBUFFERED=1", *DASHBOARD))
    for _ in range(3):
        dashboard.fill()
        dashboard.send_signal(signal.SIGSTOP)
        dashboard.wait_stopped()
        dashboard.send_signal(signal.SIGCONT)
        dashboard.press(CTRL_U + "drawn again")
        dashboard.wait_for(lambda screen: "drawn again" in dashboard.lines()[-2], "what was typed")

    assert re.search(rb"\x1b\[[0-9;?]*\x1b", dashboard.output) is None


def test_a_killed_dashboard_leaves_nothing(busy: tuple[World, Terminal]) -> None:
    world, dashboard = busy
    dashboard.send_signal(signal.SIGKILL)

    assert dashboard.wait_exit() == -signal.SIGKILL
    assert world.left_behind() == []


def test_a_dashboard_killed_at_its_start_leaves_nothing(world: World) -> None:
    dashboard = world.start_dashboard()
    dashboard.wait_text("Threads")
    dashboard.send_signal(signal.SIGKILL)

    dashboard.wait_exit()
    assert world.left_behind() == []


def test_ctrl_c_of_the_terminal_does_not_reach_the_server(world: World) -> None:
    dashboard = world.open_dashboard()
    (server,) = [process for process in world.running("app-server") if is_server(process)]
    assert os.getpgid(server.pid) != os.getpgid(dashboard.pid)
    assert os.getsid(server.pid) != os.getsid(dashboard.pid)
    dashboard.press("\x03")
    dashboard.send("scenario:hello")
    dashboard.wait_text("Hello from the scripted model.")


def is_server(process: Process) -> bool:
    """The binary itself, not npm's script around it."""
    return process.arguments[-2:] == ("app-server", "") and not process.arguments[0].endswith("node")


def test_a_killed_server_comes_back_by_itself_and_what_was_typed_is_kept(world: World) -> None:
    dashboard = world.open_dashboard()
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.wait_text("1 waiting", "requestApproval")
    dashboard.press("half a thought")
    dashboard.wait_text("half a thought")
    kill_server(world)
    dashboard.wait_text("interrupted")
    dashboard.wait_for(lambda screen: " ready " in screen.partition("\n")[0], "the new server")
    dashboard.wait_text("half a thought")
    dashboard.press(CTRL_U)
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.wait_text("1 waiting")
    dashboard.press(CTRL_G)
    dashboard.wait_text("1 Accept")
    dashboard.press_until("a", "Finished. Last tool output")
    assert (world.workspace / "proof.txt").exists(), dashboard.screen.text()


def test_a_server_that_ends_again_and_again_is_left_to_the_person(world: World) -> None:
    dashboard = world.open_dashboard()
    for _ in range(len(DEFAULT_PAUSES_S) + 1):
        dashboard.wait_for(lambda screen: " ready " in screen.partition("\n")[0], "a server")
        kill_server(world)
        dashboard.wait_for(lambda screen: " ready " not in screen.partition("\n")[0], "the loss")
    dashboard.wait_text("✗ lost", "^r Restart")
    dashboard.press(CTRL_R)
    dashboard.wait_for(lambda screen: " ready " in screen.partition("\n")[0], "the new server")


def kill_server(world: World) -> None:
    (server,) = [process for process in world.running("app-server") if is_server(process)]
    os.kill(server.pid, signal.SIGKILL)


@pytest.mark.parametrize("end", ["ctrl+q", "SIGTERM", "SIGKILL"])
def test_the_demo_tells_its_stories_and_leaves_nothing(codex_bin: Path, tmp_path: Path, end: str) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = {"TMPDIR": str(folder), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with Terminal([*DASHBOARD, "--demo", "--codex-bin", str(codex_bin)], env, tmp_path) as demo:
        demo.wait_text("waiting", *STORY_TITLES)
        assert len(list(folder.glob("codex-demo-*"))) == 1
        if end == "ctrl+q":
            demo.press(CTRL_Q)
        else:
            demo.send_signal(getattr(signal, end))
        code = demo.wait_exit()
        assert code == {"ctrl+q": 0, "SIGTERM": 128 + signal.SIGTERM, "SIGKILL": -signal.SIGKILL}[end]
        if end != "SIGKILL":
            assert_terminal_restored(demo)
        assert left_behind("TMPDIR", str(folder), 10.0) == []
    assert list(folder.glob("codex-demo-*")) == []
    assert not (tmp_path / ".codex").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGUSR1, 1), (signal.SIGINT, 128 + signal.SIGINT)])
def test_a_failure_of_our_own_restores_the_terminal_and_leaves_nothing(world: World, number: int, code: int) -> None:
    dashboard = world.open_dashboard(program=(sys.executable, "-m", "tests.e2e.crashing_dashboard"))
    dashboard.send_signal(number)

    assert dashboard.wait_exit() == code
    assert_terminal_restored(dashboard)
    assert world.left_behind() == []


def test_a_setting_that_is_found_wrong_late_leaves_nothing(world: World) -> None:
    world.config_file.write_text('[keys]\nno_such_key = "x"\n', encoding="utf-8")
    dashboard = world.start_dashboard()

    assert dashboard.wait_exit() == 2
    assert "no_such_key" in dashboard.screen.text() and "\x1b[?1049h" not in dashboard.output.decode()
    assert world.left_behind() == []
