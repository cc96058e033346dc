"""Requests that a person wrote, over a server that answers, refuses, or says nothing."""

from __future__ import annotations

from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, Received, Sent
from codex_tui.state.intents import SendRequest
from codex_tui.state.wire_log import MessageKind
from tests.runtime.conftest import StartDriver


def test_the_outcome_is_the_id_that_was_sent_and_answered(start: StartDriver) -> None:
    driver = start("scripted")
    driver.until_link(LinkState.READY)
    done = driver.perform(SendRequest("x/y", {"a": 1}))

    assert isinstance(done, IntentDone)
    sent = [event.record for event in driver.events if isinstance(event, Sent) and event.record.method == "x/y"]
    got = [event.record for event in driver.events if isinstance(event, Received) and event.record.method == "x/y"]
    assert [record.id for record in sent] == [record.id for record in got] == [done.result]


def test_a_refusal_is_an_outcome_too(start: StartDriver) -> None:
    driver = start("overloaded")
    driver.until_link(LinkState.READY)
    done = driver.perform(SendRequest("turn/start", {"threadId": "t", "input": []}))

    assert isinstance(done, IntentDone)
    got = [event.record for event in driver.events if isinstance(event, Received)]
    assert [record.kind for record in got if record.id == done.result] == [MessageKind.ERROR]


def test_no_answer_is_told(start: StartDriver) -> None:
    driver = start("overloaded", WorkerOptions(request_deadline_s=2.0))
    driver.until_link(LinkState.READY)
    failed = driver.perform(SendRequest("thread/read", {"threadId": "t"}))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "thread/read: the server gave no answer in 2 seconds"
