"""A person's decisions on their way."""

from __future__ import annotations

import pytest

from codex_tui.protocol.replies import ACCEPT, CANCEL, DECLINE, Decision, DecisionKind
from codex_tui.state.events import (
    IntentDone,
    IntentFailed,
    LinkState,
    Received,
    ReplyFailed,
    ReplyWritten,
    RequestKey,
    Sent,
)
from codex_tui.state.intents import Decide, RestartServer, SendMessage
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

COMMAND = "item/commandExecution/requestApproval"


@pytest.fixture
def driver(start: StartDriver) -> Driver:
    """A worker whose server waits for a decision on request 0."""
    driver = start("scripted")
    driver.until_link(LinkState.READY)
    driver.worker.submit(SendMessage("old-1", "ask"))
    driver.until_method(COMMAND)
    return driver


def sent_since(driver: Driver, start: int) -> list[tuple[str, str]]:
    return [(event.record.kind, event.record.method) for event in driver.events[start:] if isinstance(event, Sent)]


def test_accepted_request_is_replied_to_and_reported(driver: Driver) -> None:
    assert isinstance(driver.perform(Decide((1, 0), ACCEPT)), IntentDone)

    written = next(event for event in driver.events if isinstance(event, ReplyWritten))
    reply = next(event.record for event in driver.events if isinstance(event, Sent) and event.record.kind == "ok")
    assert written.key == RequestKey(1, 0)
    assert (reply.line, reply.method) == (b'{"id":0,"result":{"decision":"accept"}}', COMMAND)


def test_reason_follows_the_refusal_into_the_running_turn(driver: Driver) -> None:
    start = len(driver.events)
    driver.perform(Decide((1, 0), DECLINE, "use the other tool"))

    assert sent_since(driver, start) == [("ok", COMMAND), ("req", "turn/steer")]


def test_reason_of_a_cancel_waits_for_the_end_of_the_turn(driver: Driver) -> None:
    start = len(driver.events)
    driver.perform(Decide((1, 0), CANCEL, "do something else"))

    assert sent_since(driver, start) == [("ok", COMMAND), ("req", "turn/start")]
    order = [event.record.method for event in driver.events[start:] if isinstance(event, (Received, Sent))]
    assert order.index("turn/completed") < order.index("turn/start")


def test_words_with_an_accept_stay_here(driver: Driver) -> None:
    start = len(driver.events)
    driver.perform(Decide((1, 0), ACCEPT, "thanks"))

    assert sent_since(driver, start) == [("ok", COMMAND)]


def test_decision_that_was_not_offered_is_not_sent(driver: Driver) -> None:
    start = len(driver.events)

    failed = driver.perform(Decide((1, 0), Decision(DecisionKind.OTHER, "rule the world")))

    assert isinstance(failed, IntentFailed)
    assert "The decision was not sent" in failed.reason
    assert sent_since(driver, start) == []
    assert any(isinstance(event, ReplyFailed) for event in driver.events)
    assert isinstance(driver.perform(Decide((1, 0), DECLINE)), IntentDone)


def test_decision_on_a_request_of_an_earlier_server_is_not_sent(driver: Driver) -> None:
    driver.worker.submit(RestartServer())
    driver.until_link(LinkState.READY)
    driver.worker.submit(SendMessage("old-1", "ask"))
    driver.until_method(COMMAND)

    failed = driver.perform(Decide((1, 0), ACCEPT))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "The decision was not sent: the server that asked is gone"
    assert isinstance(driver.perform(Decide((2, 0), ACCEPT)), IntentDone)
