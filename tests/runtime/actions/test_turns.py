"""Messages, interrupts and what runs on."""

from __future__ import annotations

import pytest

from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, Sent
from codex_tui.state.intents import (
    CompactThread,
    EndBackgroundCommand,
    Intent,
    InterruptTurn,
    RunShellCommand,
    SendMessage,
    StartReview,
    ThreadSettings,
)
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

OLD = WorkerOptions(env={"PEER_VERSION": "131"})


@pytest.fixture
def driver(start: StartDriver) -> Driver:
    driver = start("scripted")
    driver.until_link(LinkState.READY)
    return driver


def test_first_message_to_a_thread_resumes_it_and_the_next_does_not(driver: Driver) -> None:
    first, second = SendMessage("old-1", "one"), SendMessage("old-1", "two")
    driver.worker.submit(first)
    driver.worker.submit(second)
    driver.until_end(first)
    driver.until_end(second)

    assert driver.sent_methods()[-3:] == ["thread/resume", "turn/start", "turn/start"]
    texts = [event.record.line for event in driver.events if isinstance(event, Sent)][-2:]
    assert [b"one" in texts[0], b"two" in texts[1]] == [True, True]


def test_settings_go_with_the_message(driver: Driver) -> None:
    driver.perform(SendMessage("old-1", "hello", settings=ThreadSettings(effort="low")))

    sent = [event.record for event in driver.events if isinstance(event, Sent)]
    assert b'"effort":"low"' in sent[-1].line


def test_message_for_the_running_turn_steers_it(driver: Driver) -> None:
    driver.perform(SendMessage("old-1", "go on"))
    driver.until_method("turn/started")

    assert isinstance(driver.perform(SendMessage("old-1", "faster", "turn-1")), IntentDone)
    assert driver.sent_methods()[-1] == "turn/steer"


def test_message_for_a_turn_that_is_over_starts_another(driver: Driver) -> None:
    driver.perform(SendMessage("old-1", "end"))
    driver.until_method("turn/completed")

    assert isinstance(driver.perform(SendMessage("old-1", "more", "turn-1")), IntentDone)
    assert driver.sent_methods()[-2:] == ["turn/steer", "turn/start"]


@pytest.mark.parametrize("options", [WorkerOptions(), OLD])
def test_interrupt_is_done_with_the_end_of_the_turn_or_its_answer(start: StartDriver, options: WorkerOptions) -> None:
    driver = start("scripted", options)
    driver.until_link(LinkState.READY)
    driver.perform(SendMessage("old-1", "go on"))
    driver.until_method("turn/started")

    assert isinstance(driver.perform(InterruptTurn("old-1", "turn-1")), IntentDone)


def test_interrupt_of_no_turn_says_so(driver: Driver) -> None:
    failed = driver.perform(InterruptTurn("old-1", "turn-9"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "turn/interrupt: no active turn to interrupt"


def test_background_command_is_ended_alone(driver: Driver) -> None:
    assert isinstance(driver.perform(EndBackgroundCommand("old-1", "running")), IntentDone)
    failed = driver.perform(EndBackgroundCommand("old-1", "over"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "that command is not running any more"


def test_old_server_ends_all_background_commands_and_says_so(start: StartDriver) -> None:
    driver = start("scripted", OLD)
    driver.until_link(LinkState.READY)

    done = driver.perform(EndBackgroundCommand("old-1", "running"))

    assert isinstance(done, IntentDone)
    assert done.result == "All background commands of the thread were ended."
    assert driver.sent_methods()[-1] == "thread/backgroundTerminals/clean"


@pytest.mark.parametrize(
    ("intent", "method"),
    [
        (RunShellCommand("old-1", "ls"), "thread/shellCommand"),
        (CompactThread("old-1"), "thread/compact/start"),
        (StartReview("old-1"), "review/start"),
        (StartReview("old-1", "look at the tests"), "review/start"),
    ],
)
def test_intent_that_needs_the_thread_loads_it_first(driver: Driver, intent: Intent, method: str) -> None:
    assert isinstance(driver.perform(intent), IntentDone)
    assert driver.sent_methods()[-2:] == ["thread/resume", method]
