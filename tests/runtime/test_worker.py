"""The worker's thread and its two queues."""

from __future__ import annotations

import threading

from codex_tui.runtime.worker import Worker, WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, Received, ServerIdentified
from codex_tui.state.intents import CallMethod, ListModels
from codex_tui.wire.connection import NotificationReceived
from tests.runtime.conftest import PeerPath, StartDriver
from tests.runtime.driver import has_ended


def test_intent_submitted_before_start_is_carried_out(peer_path: PeerPath) -> None:
    worker = Worker(WorkerOptions(codex_bin=peer_path("scripted")))
    ended = threading.Event()
    worker.submit(ListModels())
    worker.start()
    done: list[IntentDone] = []

    def look() -> None:
        done.extend(event for event in worker.drain(1_000) if isinstance(event, IntentDone))
        if done:
            ended.set()

    worker.set_wake(look)
    assert ended.wait(15)
    worker.stop()

    assert done == [IntentDone(ListModels())]


def test_stop_is_idempotent_and_also_right_before_start() -> None:
    worker = Worker(WorkerOptions(codex_bin="/no/such/codex"))
    worker.stop()
    worker.start()
    worker.stop()
    worker.stop()

    assert "codex-tui-worker" not in [thread.name for thread in threading.enumerate()]


def test_intent_after_stop_fails(start: StartDriver) -> None:
    driver = start("scripted")
    driver.worker.stop()

    refused = driver.perform(ListModels())

    assert isinstance(refused, IntentFailed)
    assert refused.reason == "codex-tui is ending"


def test_server_waits_while_nobody_drains_and_nothing_is_lost(start: StartDriver) -> None:
    count = 30_000
    driver = start("loud", WorkerOptions(max_queued_events=2_000))
    driver.until_link(LinkState.READY)
    server_pid = int(driver.until(ServerIdentified).codex_home)

    driver.worker.submit(CallMethod("peer/stream", {"count": count}))
    # It would end after the last line, if it could write that.
    assert not has_ended(server_pid, 0.5)
    driver.until_link(LinkState.LOST)

    received = [event.event for event in driver.events if isinstance(event, Received)]
    deltas = [event.params["delta"] for event in received if isinstance(event, NotificationReceived)]
    assert deltas == [str(number) for number in range(count)]


def test_full_outbox_does_not_keep_the_server_from_ending(start: StartDriver) -> None:
    driver = start("loud", WorkerOptions(max_queued_events=2_000))
    driver.until_link(LinkState.READY)
    server_pid = int(driver.until(ServerIdentified).codex_home)
    driver.worker.submit(CallMethod("peer/stream", {"count": 30_000}))

    driver.worker.stop()

    assert has_ended(server_pid, 0)
