"""The whole program at a terminal: keys and clicks in, a screen out, and files as the proof of decisions."""

from __future__ import annotations

import pytest

from tests.e2e.terminal import CTRL_C, CTRL_G, F8, Terminal
from tests.e2e.world import World

pytestmark = pytest.mark.e2e


@pytest.fixture
def dashboard(world: World) -> Terminal:
    terminal = world.open_dashboard()
    terminal.wait_for(is_ready, "the dashboard")
    return terminal


def is_ready(screen: str) -> bool:
    return " ready " in screen.partition("\n")[0] and all(name in screen for name in ("Threads", "Inbox", "Wire log"))


def test_a_command_is_accepted_by_two_keys(world: World, dashboard: Terminal) -> None:
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.wait_text("1 waiting", "$ touch proof.txt")
    print(dashboard.screen.text())
    dashboard.press(CTRL_G)
    dashboard.read_for(0.6)
    print(dashboard.screen.text())
    dashboard.press("a")
    dashboard.wait_text("Finished. Last tool output")
    assert (world.workspace / "proof.txt").exists()
    print(dashboard.screen.text())
    assert 0
