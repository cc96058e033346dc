"""Threads as a whole."""

from __future__ import annotations

import json

import pytest

from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, Sent
from codex_tui.state.intents import (
    ArchiveThread,
    DeleteThread,
    ForkThread,
    Intent,
    LoadOlderTurns,
    OpenThread,
    RenameThread,
    ResumeThread,
    SendMessage,
    StartThread,
    ThreadSettings,
)
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver


@pytest.fixture
def driver(start: StartDriver) -> Driver:
    driver = start("scripted")
    driver.until_link(LinkState.READY)
    return driver


def sent_by(driver: Driver, intent: Intent) -> list[str]:
    """The methods that carrying out an intent takes."""
    before = len(driver.sent_methods())
    assert isinstance(driver.perform(intent), IntentDone)
    return driver.sent_methods()[before:]


def test_opening_reads_and_does_not_resume(driver: Driver) -> None:
    assert sent_by(driver, OpenThread("old-1")) == ["thread/read", "thread/turns/list"]


def test_fresh_thread_without_history_opens(driver: Driver) -> None:
    assert isinstance(driver.perform(OpenThread("fresh-1")), IntentDone)


def test_thread_that_is_gone_does_not_open(driver: Driver) -> None:
    failed = driver.perform(OpenThread("gone-1"))

    assert isinstance(failed, IntentFailed)
    assert "thread not loaded: gone-1" in failed.reason


def test_new_thread_is_named_and_gets_its_first_message(driver: Driver) -> None:
    done = driver.perform(StartThread(name="a name", text="hello"))

    assert isinstance(done, IntentDone)
    assert done.thread_id == "thread-1"
    assert driver.sent_methods()[-3:] == ["thread/start", "thread/name/set", "turn/start"]


def test_message_to_a_thread_of_this_server_resumes_nothing(driver: Driver) -> None:
    driver.perform(StartThread())

    assert sent_by(driver, SendMessage("thread-1", "hello")) == ["turn/start"]


def test_fork_reports_the_new_thread(driver: Driver) -> None:
    done = driver.perform(ForkThread("old-1"))

    assert isinstance(done, IntentDone)
    assert done.thread_id == "thread-1"


@pytest.mark.parametrize(
    ("intent", "method"),
    [
        (ResumeThread("old-1"), "thread/resume"),
        (RenameThread("old-1", "new"), "thread/name/set"),
        (ArchiveThread("old-1", True), "thread/archive"),
        (ArchiveThread("old-1", False), "thread/unarchive"),
        (LoadOlderTurns("old-1", "cursor"), "thread/turns/list"),
    ],
)
def test_intent_of_one_request(driver: Driver, intent: Intent, method: str) -> None:
    assert sent_by(driver, intent) == [method]


def test_a_thread_is_resumed_with_settings(driver: Driver) -> None:
    driver.perform(ResumeThread("old-1", ThreadSettings(model="gpt", approval_policy="never")))

    sent = driver.until(Sent, lambda sent: sent.record.method == "thread/resume")
    assert json.loads(sent.record.line)["params"] == {
        "threadId": "old-1",
        "excludeTurns": True,
        "model": "gpt",
        "approvalPolicy": "never",
    }


def test_method_that_the_server_lacks_is_said_in_words(start: StartDriver) -> None:
    old = start("scripted", WorkerOptions(env={"PEER_VERSION": "131"}))
    old.until_link(LinkState.READY)

    failed = old.perform(DeleteThread("old-1"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "thread/delete: this version of codex does not have it"


@pytest.mark.parametrize(
    "intent",
    [
        StartThread(ThreadSettings(approval_policy="on-failure")),
        ResumeThread("some", ThreadSettings(approval_policy="on-failure")),
        SendMessage("some", "hello", settings=ThreadSettings(approval_policy="on-failure")),
    ],
)
def test_a_value_that_the_version_does_not_take_is_refused_before_anything_is_sent(
    driver: Driver, intent: Intent
) -> None:
    end = driver.perform(intent)

    assert isinstance(end, IntentFailed)
    assert end.reason == "codex 0.163.0 does not take on-failure as approval policy; choose another with :approval"
    assert driver.sent_methods() == ["initialize"]
