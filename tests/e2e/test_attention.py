"""A terminal that nobody looks at, and what is on record afterwards: the whole program with the real server."""

from __future__ import annotations

import json
import re

import pytest

from tests.e2e.terminal import CTRL_G, CTRL_Q, Terminal
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

FOCUS, BLUR = "\x1b[I", "\x1b[O"
NOTIFICATION = re.compile(rb"\x1b\]9;([^\x07]*)\x07")
TITLE = re.compile(rb"\x1b\]2;([^\x07]*)\x07")
TITLE_IS_BACK = b"\x1b[23;2t"
LONG_ENOUGH_S = 3.0
"""The screen looks after its alerts at least once a second."""


def asks(dashboard: Terminal, then: str) -> None:
    """Have the agent ask for leave; `then` is what the terminal reports right after the prompt was sent."""
    prompt = "scenario:exec-approve proof.txt"
    dashboard.press(prompt)
    dashboard.wait_text(prompt)
    dashboard.press(f"\r{then}")
    dashboard.wait_text("1 waiting", "requestApproval")
    dashboard.read_for(LONG_ENOUGH_S)


def told(dashboard: Terminal) -> list[str]:
    return [text.decode() for text in NOTIFICATION.findall(dashboard.output)]


def titles(dashboard: Terminal) -> list[str]:
    return [text.decode() for text in TITLE.findall(dashboard.output)]


def decline(dashboard: Terminal) -> None:
    dashboard.press(FOCUS)
    dashboard.press(CTRL_G)
    dashboard.wait_text("1 Accept")
    dashboard.press_until("d", "Finished. Last tool output", "declined")


def test_who_looks_elsewhere_is_told_once_and_the_title_follows(world: World) -> None:
    dashboard = world.open_dashboard("--notify", "osc9")
    asks(dashboard, BLUR)
    dashboard.wait_for(lambda screen: bool(told(dashboard)), "an alert")
    (notification,) = told(dashboard)
    assert notification.startswith("command · ") and "touch" not in notification
    assert titles(dashboard) == ["(1) codex-tui"]

    decline(dashboard)
    dashboard.read_for(LONG_ENOUGH_S)
    assert titles(dashboard) == ["(1) codex-tui", "codex-tui"]

    dashboard.press(CTRL_Q)
    assert dashboard.wait_exit() == 0
    assert len(told(dashboard)) == 1
    assert dashboard.output.count(TITLE_IS_BACK) == 1

    (line,) = [json.loads(line) for line in world.audit_file.read_text().splitlines()]
    assert (line["kind"], line["decision"], line["scope"], line["who"]) == ("command", "decline", "once", "key")
    assert len(line["shown"]) == 16 and line["thread"] and line["turn"] and line["item"]
    assert "proof.txt" not in json.dumps(line)
    assert world.audit_file.stat().st_mode & 0o777 == 0o600


def test_who_looks_is_not_told(world: World) -> None:
    dashboard = world.open_dashboard("--notify", "osc9")
    asks(dashboard, FOCUS)

    assert (told(dashboard), titles(dashboard)) == ([], ["(1) codex-tui"])


def test_alerts_that_are_off_leave_the_terminal_alone(world: World) -> None:
    dashboard = world.open_dashboard("--notify", "off")
    asks(dashboard, BLUR)

    assert (told(dashboard), titles(dashboard)) == ([], [])


def test_a_decision_without_room_for_its_record_is_not_sent(world: World) -> None:
    dashboard = world.open_dashboard("--audit", "/dev/full")
    asks(dashboard, FOCUS)
    dashboard.press(CTRL_G)
    dashboard.wait_text("1 Accept")
    dashboard.press_until("a", "No space left on device", "1 waiting")
    assert not (world.workspace / "proof.txt").exists()
