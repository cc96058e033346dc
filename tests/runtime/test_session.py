"""One session: requests with deadlines and repeats, server requests and their replies."""

from __future__ import annotations

import json
from typing import Any

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import (
    IntentDone,
    IntentFailed,
    LinkState,
    PolicyAnswered,
    Received,
    ReplyFailed,
    ReplyWritten,
    RequestKey,
)
from codex_tui.state.intents import CallMethod, Decide, ListThreads, OpenThread, SendMessage, StartThread
from codex_tui.wire.connection import RequestReceived
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

COMMAND = "item/commandExecution/requestApproval"


def ask(driver: Driver, *requests: dict[str, Any]) -> None:
    """Have the peer ask."""
    driver.until_link(LinkState.READY)
    driver.worker.submit(CallMethod("peer/ask", {"requests": list(requests)}))


def got(driver: Driver) -> Any:
    """The next reply that the peer got."""
    return json.loads(driver.until_method("peer/got").event.line)["params"]


def test_overloaded_server_is_asked_again_where_that_is_safe(start: StartDriver) -> None:
    driver = start("overloaded")
    driver.until_link(LinkState.READY)

    assert isinstance(driver.perform(ListThreads()), IntentDone)
    assert driver.sent_methods().count("thread/list") == 3


def test_message_is_never_repeated(start: StartDriver) -> None:
    driver = start("overloaded")
    driver.until_link(LinkState.READY)

    failed = driver.perform(StartThread(text="once"))

    assert isinstance(failed, IntentFailed)
    assert "turn/start: Server overloaded" in failed.reason
    assert driver.sent_methods().count("turn/start") == 1


def test_request_without_an_answer_fails_at_its_deadline_and_nothing_else_does(start: StartDriver) -> None:
    driver = start("overloaded", WorkerOptions(request_deadline_s=2.0))
    driver.until_link(LinkState.READY)

    failed = driver.perform(OpenThread("t"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "thread/read: the server gave no answer in 2 seconds"
    assert isinstance(driver.perform(ListThreads()), IntentDone)


def test_response_carries_what_was_asked(start: StartDriver) -> None:
    driver = start("scripted")
    driver.until_link(LinkState.READY)
    driver.perform(CallMethod("x/y", {"threadId": "t"}))

    answer = next(event for event in driver.events if isinstance(event, Received) and event.record.method == "x/y")
    assert answer.asked == {"threadId": "t"}


def test_requests_for_nobody_are_answered_in_the_order_of_the_log(start: StartDriver) -> None:
    driver = start("asking")
    ask(
        driver,
        {"id": 0, "method": "currentTime/read", "params": {}},
        {"id": "0", "method": "future/ask", "params": {}},
        {"id": 1, "method": "item/tool/requestUserInput", "params": {"threadId": "t", "questions": []}},
    )

    replies = [got(driver) for _ in range(3)]

    assert [reply["id"] for reply in replies] == [0, "0", 1]
    assert "currentTimeAt" in replies[0]["result"]
    assert replies[1]["error"]["code"] == -32601
    assert replies[2]["result"] == {"answers": {}}
    policies = [event for event in driver.events if isinstance(event, PolicyAnswered)]
    assert [event.key for event in policies] == [RequestKey(1, 0), RequestKey(1, "0"), RequestKey(1, 1)]
    for policy in policies:
        asked = next(
            event
            for event in driver.events
            if isinstance(event, Received)
            and isinstance(event.event, RequestReceived)
            and event.event.id == policy.key.id
        )
        assert driver.events.index(asked) < driver.events.index(policy)


def test_auto_approve_accepts_without_a_person(start: StartDriver) -> None:
    driver = start("asking", WorkerOptions(should_auto_approve=True))
    ask(driver, {"id": 0, "method": COMMAND, "params": {"threadId": "t"}})

    assert got(driver) == {"id": 0, "result": {"decision": "accept"}}
    assert any(isinstance(event, PolicyAnswered) and event.by == "auto-approve" for event in driver.events)


def test_request_that_comes_twice_is_answered_once(start: StartDriver) -> None:
    driver = start("asking")
    approval = {"id": 0, "method": COMMAND, "params": {"threadId": "t"}}
    ask(driver, approval, approval)
    driver.until_method("peer/ask")

    assert isinstance(driver.perform(Decide((1, 0), ACCEPT)), IntentDone)
    again = driver.perform(Decide((1, 0), ACCEPT))

    assert isinstance(again, IntentFailed)
    assert sum(isinstance(event, ReplyWritten) for event in driver.events) == 1
    failure = next(event for event in driver.events if isinstance(event, ReplyFailed))
    assert failure.reason == "the request is not open any more"


def test_request_that_was_resolved_elsewhere_is_not_answered(start: StartDriver) -> None:
    driver = start("asking")
    ask(driver, {"id": 0, "method": COMMAND, "params": {"threadId": "t"}})
    resolved = {"method": "serverRequest/resolved", "params": {"threadId": "t", "requestId": 0}}
    driver.worker.submit(CallMethod("peer/tell", resolved))
    driver.until_method("serverRequest/resolved")

    assert isinstance(driver.perform(Decide((1, 0), ACCEPT)), IntentFailed)
    assert not any(isinstance(event, ReplyWritten) for event in driver.events)


def test_message_to_an_unknown_thread_says_what_the_server_said(start: StartDriver) -> None:
    driver = start("scripted")
    driver.until_link(LinkState.READY)

    failed = driver.perform(SendMessage("gone-1", "hello"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "thread/resume: no rollout found for thread id gone-1"
