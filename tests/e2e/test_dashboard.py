"""The whole program at a terminal: keys and clicks in, a screen out, and files as the proof of decisions."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.terminal import CTRL_C, CTRL_G, F8, READING_S, Terminal
from tests.e2e.world import World

pytestmark = pytest.mark.e2e


@pytest.fixture
def dashboard(world: World) -> Terminal:
    return world.open_dashboard()


def asks(dashboard: Terminal) -> None:
    """Provoke a command approval."""
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.wait_text("1 waiting", "$ touch proof.txt", "requestApproval")


def test_a_prompt_is_answered_and_its_messages_are_in_the_wire_log(dashboard: Terminal) -> None:
    dashboard.send("scenario:hello")
    dashboard.wait_text("Hello from the scripted model.", "turn/completed", "READY")
    assert "\x1b[?1049h" in dashboard.output.decode(errors="replace")


def test_enter_does_not_overtake_the_text_before_it(dashboard: Terminal) -> None:
    dashboard.press("scenario:hello\r")
    dashboard.wait_text("› scenario:hello", "Hello from the scripted model.")


@pytest.mark.parametrize(("key", "outcome", "is_made"), [("a", "accepted", True), ("d", "declined", False)])
def test_a_request_is_decided_with_two_keys(
    world: World, dashboard: Terminal, key: str, outcome: str, is_made: bool
) -> None:
    asks(dashboard)
    dashboard.press(CTRL_G)
    dashboard.wait_text("1 Accept")
    assert not (world.workspace / "proof.txt").exists()
    dashboard.press_until(key, "Finished. Last tool output", outcome)
    assert (world.workspace / "proof.txt").exists() is is_made


def test_keys_that_come_too_soon_or_elsewhere_decide_nothing(world: World, dashboard: Terminal) -> None:
    asks(dashboard)
    # The composer has the focus: this is text.
    dashboard.press("a1y")
    dashboard.wait_text("› a1y")
    # The inbox gets the focus with this very burst: nobody has read the card.
    dashboard.press(f"{CTRL_G}a1y")
    dashboard.read_for(READING_S * 2)
    assert "1 waiting" in dashboard.lines()[0] and not (world.workspace / "proof.txt").exists()
    dashboard.press_until("d", "Finished. Last tool output")
    assert not (world.workspace / "proof.txt").exists()


def test_a_click_on_a_decision_decides(world: World, dashboard: Terminal) -> None:
    asks(dashboard)
    dashboard.press(CTRL_G)
    dashboard.wait_text("1 Accept ")
    dashboard.repeat(
        lambda: dashboard.click("1 Accept "),
        lambda screen: "1 Accept " not in screen,
        "the decision",
    )
    dashboard.wait_text("Finished. Last tool output", "accepted")
    assert (world.workspace / "proof.txt").exists()


def test_a_lasting_grant_wants_a_second_key(world: World, dashboard: Terminal) -> None:
    dashboard.send("scenario:exec-prefix proof.txt")
    dashboard.wait_text("1 waiting")
    dashboard.press(CTRL_G)
    dashboard.wait_text("2 Accept")
    dashboard.press_until("2", "Allow more than this once?")
    assert not (world.workspace / "proof.txt").exists()
    dashboard.press_until("y", "Finished. Last tool output")
    assert '"touch"' in (world.home / "rules" / "default.rules").read_text(encoding="utf-8")


def test_a_file_change_is_shown_and_accepted(world: World, dashboard: Terminal) -> None:
    dashboard.send("scenario:patch proof.txt")
    dashboard.wait_text("1 waiting", "proof.txt")
    dashboard.press(CTRL_G)
    dashboard.wait_text("FILE CHANGE", "1 Accept")
    dashboard.press_until("a", "Finished. Last tool output")
    assert (world.workspace / "proof.txt").read_text(encoding="utf-8") == "one\ntwo\n"


def test_f8_interrupts_and_ctrl_c_only_says_how_to_leave(dashboard: Terminal) -> None:
    dashboard.send("scenario:slow 60")
    dashboard.wait_text("A first half,", "Interrupt")
    dashboard.press(CTRL_C)
    dashboard.press(F8)
    dashboard.wait_text("interrupted")
    dashboard.send("scenario:hello")
    dashboard.wait_text("Hello from the scripted model.")


def test_f8_offers_to_end_the_command_that_runs_on(make_world: MakeWorld) -> None:
    world = make_world(sandbox_mode="danger-full-access")
    dashboard = world.open_dashboard()
    dashboard.send("scenario:sleep-command 300")
    dashboard.wait_text("sleep 300", "running", "Interrupt")
    dashboard.press(F8)
    dashboard.wait_text("End it as well?")
    assert world.running("sleep 300")
    dashboard.repeat(lambda: dashboard.press("y"), lambda screen: not world.running("sleep 300"), "the command's end")
    dashboard.wait_for(lambda screen: "Interrupt" not in dashboard.lines()[-1], "a footer without the key")


def test_a_thread_is_resumed_by_flag_and_settings_reach_the_next(world: World) -> None:
    with world.start() as client:
        thread_id = client.start_thread("scenario:hello")
        client.turn_end(thread_id)
    path = world.workspace / "lines.jsonl"
    dashboard = world.open_dashboard("--thread-id", thread_id, "--output-file", str(path), "--auto-approve")
    dashboard.wait_text("Hello from the scripted model.")
    dashboard.send("scenario:exec-approve proof.txt")
    dashboard.wait_text("Finished. Last tool output", "by policy")
    assert (world.workspace / "proof.txt").exists()
    assert b'"method":"turn/completed"' in path.read_bytes()
