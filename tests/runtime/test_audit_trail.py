"""What is on record of each request, with real server processes."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION
from codex_tui.runtime.attestation import Attestation, AttestationOptions
from codex_tui.runtime.audit import Audit
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.outbox import Outbox
from codex_tui.runtime.pipes import PipeWriter
from codex_tui.runtime.session import Session
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkState,
    PolicyAnswered,
    ReplyFailed,
    RequestKey,
    Sent,
)
from codex_tui.state.intents import CallMethod, Decide, RestartServer
from codex_tui.wire.errors import LocalProtocolError
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

COMMAND = "item/commandExecution/requestApproval"
SUBJECT = {"threadId": "t", "turnId": "u", "itemId": "i"}
APPROVAL = {"id": 0, "method": COMMAND, "params": {**SUBJECT, "command": "echo secret-text"}}
FULL = Path("/dev/full")


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    return tmp_path / "state" / "audit.jsonl"


def ready(
    start: StartDriver,
    trail: Path,
    *,
    peer: str = "auditor",
    should_auto_approve: bool = False,
    is_unattended: bool = False,
) -> Driver:
    options = WorkerOptions(
        audit_file=trail,
        env={"PEER_AUDIT_FILE": str(trail)},
        should_auto_approve=should_auto_approve,
        is_unattended=is_unattended,
    )
    driver = start(peer, options)
    driver.until_link(LinkState.READY)
    return driver


def ask(driver: Driver, *requests: dict[str, Any]) -> None:
    """Have the server ask; all of it has been read when this returns."""
    driver.worker.submit(CallMethod("peer/ask", {"requests": list(requests)}))
    for request in requests:
        driver.until_method(request["method"])


def tell(driver: Driver, method: str, params: Any) -> None:
    driver.worker.submit(CallMethod("peer/tell", {"method": method, "params": params}))
    driver.until_method(method)


def on_record(driver: Driver, trail: Path) -> list[dict[str, Any]]:
    """The lines, once the worker has ended and with it everything that it still had to write."""
    driver.worker.stop()
    return lines_of(trail)


def lines_of(trail: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in trail.read_text().splitlines()]


def outcomes(lines: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(line["decision"], line["scope"], line["who"]) for line in lines]


def replies(driver: Driver) -> list[bytes]:
    return [event.record.line for event in driver.events if isinstance(event, Sent) and event.record.kind == "ok"]


def test_the_line_of_a_decision_is_on_disk_before_its_reply_leaves(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL)

    driver.perform(Decide((1, 0), ACCEPT, by="click", shown_hash="0123456789abcdef"))

    got = driver.until_method("peer/got").event
    params = getattr(got, "params", {})
    line = json.loads(params["trail"])
    assert params["reply"] == {"id": 0, "result": {"decision": "accept"}}
    assert (line.pop("latency_ms") >= 0, line.pop("time")[:2]) == (True, "20")
    assert line == {
        "server": "0.163.0",
        "thread": "t",
        "turn": "u",
        "item": "i",
        "request": f"{os.getpid()}/1:0",
        "kind": "command",
        "method": COMMAND,
        "shown": "0123456789abcdef",
        "decision": "accept",
        "scope": "once",
        "who": "click",
    }
    assert "secret-text" not in params["trail"]


def test_an_auto_approval_is_on_disk_before_its_reply_leaves(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail, should_auto_approve=True)
    ask(driver, APPROVAL)

    params = getattr(driver.until_method("peer/got").event, "params", {})
    driver.until(PolicyAnswered)

    assert outcomes([json.loads(params["trail"])]) == [("accept", "once", "--auto-approve")]


def test_a_policy_with_a_deadline_is_on_record_afterwards(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail, peer="asking")
    ask(driver, {"id": 0, "method": "currentTime/read", "params": {"threadId": "t"}})
    driver.until_method("peer/got")

    assert outcomes(on_record(driver, trail)) == [("told the time", "once", "policy: the clock")]


def test_a_policy_with_a_deadline_does_not_wait_for_a_disk_that_fails(start: StartDriver) -> None:
    driver = ready(start, FULL, peer="asking")
    ask(driver, {"id": 0, "method": "currentTime/read", "params": {"threadId": "t"}})

    driver.until_method("peer/got")
    fault = driver.until(FaultReported)
    assert "The audit trail is not complete: /dev/full" in fault.reason


def test_a_decision_that_cannot_be_put_on_record_is_not_sent_and_can_be_made_again(
    start: StartDriver, tmp_path: Path
) -> None:
    blocker = tmp_path / "blocker"
    blocker.touch()
    trail = blocker / "audit.jsonl"
    driver = ready(start, trail)
    ask(driver, APPROVAL)

    failed = driver.perform(Decide((1, 0), ACCEPT))

    assert isinstance(failed, IntentFailed)
    assert "could not be put on record" in failed.reason and "--audit off" in failed.reason
    reported = driver.until(ReplyFailed)
    assert (reported.key, reported.may_retry) == (RequestKey(1, 0), True)
    assert replies(driver) == []

    blocker.unlink()
    assert isinstance(driver.perform(Decide((1, 0), ACCEPT)), IntentDone)
    assert replies(driver) == [b'{"id":0,"result":{"decision":"accept"}}']


def test_an_auto_approval_that_cannot_be_put_on_record_waits_for_a_person(start: StartDriver) -> None:
    driver = ready(start, FULL, should_auto_approve=True)
    ask(driver, APPROVAL)

    fault = driver.until(FaultReported)
    failed = driver.perform(Decide((1, 0), ACCEPT))

    assert "was not approved by itself and waits for you" in fault.reason
    assert isinstance(failed, IntentFailed) and "could not be put on record" in failed.reason
    assert replies(driver) == []
    assert not any(isinstance(event, PolicyAnswered) for event in driver.events)


def test_an_auto_approval_that_cannot_be_put_on_record_is_declined_where_nobody_is(start: StartDriver) -> None:
    driver = ready(start, FULL, should_auto_approve=True, is_unattended=True)
    ask(driver, APPROVAL)

    assert "was declined, not approved" in driver.until(FaultReported).reason
    answered = driver.until(PolicyAnswered)
    assert (answered.by, answered.outcome) == ("plain", "declined")
    assert replies(driver) == [b'{"id":0,"result":{"decision":"decline"}}']


def test_without_an_audit_a_decision_needs_no_disk(start: StartDriver) -> None:
    driver = start("asking", WorkerOptions(should_auto_approve=True))
    driver.until_link(LinkState.READY)
    ask(driver, APPROVAL)

    driver.until_method("peer/got")
    assert replies(driver) == [b'{"id":0,"result":{"decision":"accept"}}']


def test_what_another_client_decided_is_on_record(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL)
    tell(driver, "serverRequest/resolved", {"threadId": "t", "requestId": 0})

    assert outcomes(on_record(driver, trail)) == [("resolved elsewhere", "", "other client")]


def test_the_end_of_a_turn_is_on_record_once(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL, {**APPROVAL, "id": 1, "params": {**SUBJECT, "turnId": "another"}})
    tell(driver, "turn/completed", {"threadId": "t", "turn": {"id": "u", "status": "interrupted"}})
    tell(driver, "serverRequest/resolved", {"threadId": "t", "requestId": 0})

    lines = on_record(driver, trail)
    assert [(line["request"], line["decision"], line["who"]) for line in lines] == [
        (f"{os.getpid()}/1:0", "withdrawn", "server cleanup"),
        (f"{os.getpid()}/1:1", "lost", "server cleanup"),
    ]


def test_what_was_answered_has_one_line_whatever_the_server_says_later(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL)
    driver.perform(Decide((1, 0), ACCEPT_FOR_SESSION))
    tell(driver, "serverRequest/resolved", {"threadId": "t", "requestId": 0})
    tell(driver, "turn/completed", {"threadId": "t", "turn": {"id": "u", "status": "completed"}})

    assert outcomes(on_record(driver, trail)) == [("acceptForSession", "session", "key")]


def test_a_replay_is_the_same_request(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL, APPROVAL)
    driver.perform(Decide((1, 0), ACCEPT))

    assert outcomes(on_record(driver, trail)) == [("accept", "once", "key")]


def test_what_a_server_took_with_it_is_on_record_under_its_generation(start: StartDriver, trail: Path) -> None:
    driver = ready(start, trail)
    ask(driver, APPROVAL)
    driver.perform(RestartServer())
    driver.until_link(LinkState.READY)
    ask(driver, {**APPROVAL, "id": "0"})
    driver.perform(Decide((2, "0"), ACCEPT))

    lines = on_record(driver, trail)
    assert [(line["request"], line["decision"]) for line in lines] == [
        (f"{os.getpid()}/1:0", "lost"),
        (f'{os.getpid()}/2:"0"', "accept"),
    ]


class SlowDisk(Audit):
    """An audit whose lines reach the disk when they are let go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, lambda reason: None)
        self.is_asked, self.may_write = asyncio.Event(), asyncio.Event()

    async def write(self, line: str, deadline_s: float) -> None:
        self.is_asked.set()
        await self.may_write.wait()
        await super().write(line, deadline_s)


def start_task(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=name)


class Talk:
    """A session whose server is this test: what it reads is what the test gives, what it writes is in a pipe."""

    def __init__(self, audit: Audit) -> None:
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        self.stdin = PipeWriter(open(writer, "wb", buffering=0))
        outbox = Outbox(1_000, 1_000_000)
        attestation = Attestation(AttestationOptions(), None, lambda event: outbox.put([event]), start_task)
        self.session = Session(1, WorkerOptions(), self.stdin, outbox, attestation, audit)

    def receive(self, message: dict[str, Any]) -> None:
        self.session.receive(json.dumps(message).encode() + b"\n")

    def close(self) -> bytes:
        """What was written."""
        self.stdin.close()
        with open(self._reader, "rb") as written:
            return written.read()


async def test_a_decision_that_was_overtaken_while_the_disk_was_at_work_is_not_sent(trail: Path) -> None:
    audit = SlowDisk(trail)
    talk = Talk(audit)
    talk.receive(APPROVAL)

    deciding = asyncio.create_task(talk.session.decide(0, ACCEPT))
    await audit.is_asked.wait()
    talk.receive({"method": "serverRequest/resolved", "params": {"threadId": "t", "requestId": 0}})
    audit.may_write.set()
    with pytest.raises(LocalProtocolError, match="not open any more"):
        await deciding

    audit.close(30)
    assert talk.close() == b""
    assert outcomes(lines_of(trail)) == [
        ("resolved elsewhere", "", "other client"),
        ("accept", "once", "key"),
        ("not sent", "once", "key"),
    ]
