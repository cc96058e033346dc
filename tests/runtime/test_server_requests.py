"""What leaves for each kind of request that a peer program sends, byte for byte; the real server sends some no more."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from codex_tui.protocol.answers import InputAnswer
from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision
from codex_tui.runtime.dynamic_tools import DynamicTool
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, PolicyAnswered, Received, ReplyFailed, Sent
from codex_tui.state.intents import Answer, CallMethod, Decide
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

COMMAND = {"conversationId": "c", "callId": "1", "approvalId": None, "command": ["ls"], "cwd": "/", "parsedCmd": []}
PATCH = {"conversationId": "c", "callId": "2", "fileChanges": {"a.txt": {"type": "add", "content": "one\n"}}}
REFRESH = "account/chatgptAuthTokens/refresh"
INPUT = "item/tool/requestUserInput"
TOKENS = {"accessToken": "s3cret-token", "chatgptAccountId": "acc", "chatgptPlanType": "pro"}


def ask(driver: Driver, method: str, params: Any) -> None:
    """Have the peer ask, and wait until it has."""
    driver.until_link(LinkState.READY)
    driver.worker.submit(CallMethod("peer/ask", {"requests": [{"id": 0, "method": method, "params": params}]}))
    driver.until_method(method)


def got(driver: Driver) -> Any:
    """What the peer got for an answer."""
    return json.loads(driver.until_method("peer/got").event.line)["params"]


def python(script: str) -> tuple[str, ...]:
    return (sys.executable, "-c", script)


@pytest.mark.parametrize(
    ("decision", "wire"),
    [
        (ACCEPT, "approved"),
        (ACCEPT_FOR_SESSION, "approved_for_session"),
        (DECLINE, {"denied": {"rejection": "The user declined it."}}),
        (CANCEL, "abort"),
    ],
)
@pytest.mark.parametrize(("method", "params"), [("execCommandApproval", COMMAND), ("applyPatchApproval", PATCH)])
def test_legacy_approvals_get_the_words_of_the_first_protocol(
    start: StartDriver, method: str, params: Any, decision: Decision, wire: Any
) -> None:
    driver = start("asking")
    ask(driver, method, params)

    assert isinstance(driver.perform(Decide((1, 0), decision)), IntentDone)
    assert got(driver) == {"id": 0, "result": {"decision": wire}}


def test_a_secret_answer_reaches_the_server_and_nothing_else(start: StartDriver) -> None:
    driver = start("asking")
    question = {"id": "q", "header": "Key", "question": "Which?", "isSecret": True, "options": None}
    ask(driver, INPUT, {"threadId": "t", "turnId": "u", "itemId": "i", "questions": [question]})

    assert isinstance(driver.perform(Answer((1, 0), InputAnswer({"q": ("hunter2",)}))), IntentDone)
    reply = driver.until(Sent, lambda sent: sent.record.method == INPUT)
    assert json.loads(reply.record.line)["result"] == {"answers": {"q": {"answers": ["<secret>"]}}}
    # The peer tells what it got; a real server keeps that to itself.
    assert got(driver)["result"] == {"answers": {"q": {"answers": ["hunter2"]}}}
    ours = [event for event in driver.events if not isinstance(event, Received)]
    assert not [event for event in ours if "hunter2" in repr(event)]


def test_an_answer_that_does_not_fit_is_not_sent(start: StartDriver) -> None:
    driver = start("asking")
    question = {"id": "q", "question": "Which?", "options": None}
    ask(driver, INPUT, {"threadId": "t", "turnId": "u", "itemId": "i", "questions": [question]})

    assert isinstance(driver.perform(Answer((1, 0), InputAnswer({}))), IntentFailed)
    assert any(isinstance(event, ReplyFailed) for event in driver.events)
    assert isinstance(driver.perform(Answer((1, 0), InputAnswer({"q": ("this",)}))), IntentDone)


def tool_options(script: str) -> WorkerOptions:
    return WorkerOptions(dynamic_tools=(DynamicTool("lookup", python(script)),))


def call(**rest: Any) -> dict[str, Any]:
    return {"threadId": "t", "turnId": "u", "callId": "c", "namespace": None, "tool": "lookup", "arguments": {}, **rest}


def test_a_tool_runs_once_it_is_allowed(start: StartDriver, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    script = f"import sys, pathlib; pathlib.Path({str(trace)!r}).touch(); print(sys.stdin.read().strip())"
    driver = start("asking", tool_options(script))
    ask(driver, "item/tool/call", call(arguments={"id": 7}))
    assert not trace.exists()

    assert isinstance(driver.perform(Decide((1, 0), ACCEPT)), IntentDone)
    items = [{"type": "inputText", "text": '{"id": 7}'}]
    assert got(driver) == {"id": 0, "result": {"contentItems": items, "success": True}}


def test_a_tool_that_was_declined_does_not_run(start: StartDriver, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    driver = start("asking", tool_options(f"import pathlib; pathlib.Path({str(trace)!r}).touch()"))
    ask(driver, "item/tool/call", call())
    driver.perform(Decide((1, 0), DECLINE))

    assert got(driver)["result"]["success"] is False
    assert not trace.exists()


@pytest.mark.parametrize("rest", [{"tool": "other"}, {"namespace": "theirs"}])
def test_a_tool_that_is_not_ours_is_refused_at_once(start: StartDriver, rest: dict[str, Any]) -> None:
    driver = start("asking", tool_options("pass"))
    ask(driver, "item/tool/call", call(**rest))

    assert got(driver)["result"]["success"] is False


def test_a_tool_ends_with_its_turn(start: StartDriver) -> None:
    driver = start("asking", tool_options("import time; time.sleep(600)"))
    driver.until_link(LinkState.READY)
    turn = {"threadId": "t", "turn": {"id": "u", "status": "inProgress"}}
    driver.worker.submit(CallMethod("peer/tell", {"method": "turn/started", "params": turn}))
    driver.until_method("turn/started")
    ask_tool = {"requests": [{"id": 0, "method": "item/tool/call", "params": call()}]}
    driver.perform(CallMethod("peer/ask", ask_tool))
    running = Decide((1, 0), ACCEPT)
    driver.worker.submit(running)
    driver.worker.submit(CallMethod("peer/tell", {"method": "turn/completed", "params": turn}))

    ended = driver.until_end(running)
    assert isinstance(ended, IntentFailed) and "its turn ended" in ended.reason


def test_fresh_tokens_are_sent_at_once_and_shown_nowhere(start: StartDriver) -> None:
    script = f"print({json.dumps(TOKENS)!r})"
    driver = start("asking", WorkerOptions(auth_refresh_command=python(script)))
    ask(driver, REFRESH, {"reason": "unauthorized", "previousAccountId": "acc"})

    assert got(driver) == {"id": 0, "result": TOKENS}
    answered = driver.until(PolicyAnswered)
    assert (answered.by, answered.outcome) == ("auth-refresh command", "fresh tokens were sent")
    ours = [event for event in driver.events if not isinstance(event, Received)]
    assert not [event for event in ours if "s3cret" in repr(event)]


def test_without_a_command_a_refresh_is_refused_at_once(start: StartDriver) -> None:
    driver = start("asking")
    ask(driver, REFRESH, {"reason": "unauthorized"})

    assert "error" in got(driver)
