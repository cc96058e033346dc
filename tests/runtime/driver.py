"""Drives a real Worker from a test: submit, wait for an event, look at what came before it."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from codex_tui.runtime.worker import Worker, WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed, LinkChanged, LinkState, Received, Sent, StateEvent
from codex_tui.state.intents import Intent

DEADLINE_S = 15.0

E = TypeVar("E")


class Driver:
    """A started worker and every event that it reported; stops it at the end of its block."""

    def __init__(self, options: WorkerOptions) -> None:
        self.worker = Worker(options)
        self.events: list[StateEvent] = []
        self._returned: set[int] = set()
        self._woken = threading.Event()
        self.worker.set_wake(self._woken.set)
        self.worker.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.worker.stop(2.0)

    def until(self, kind: type[E], is_wanted: Callable[[E], bool] = lambda event: True) -> E:
        """The first event of a kind that is wanted and was not returned before, once it has come."""
        deadline = time.monotonic() + DEADLINE_S
        looked_at = 0
        while True:
            for index in range(looked_at, len(self.events)):
                event = self.events[index]
                if isinstance(event, kind) and index not in self._returned and is_wanted(event):
                    self._returned.add(index)
                    return event
            looked_at = len(self.events)
            self._woken.clear()
            arrived = self.worker.drain(1_000)
            self.events += arrived
            if not arrived and not self._woken.wait(deadline - time.monotonic()):
                raise AssertionError(f"no {kind.__name__} came; the last events: {self.events[-8:]}")

    def until_link(self, state: LinkState) -> LinkChanged:
        """The link's next change to a state."""
        return self.until(LinkChanged, lambda changed: changed.state is state)

    def until_method(self, method: str) -> Received:
        """The next line from the server with this method."""
        return self.until(Received, lambda received: received.record.method == method)

    def perform(self, intent: Intent) -> IntentDone | IntentFailed:
        """Submit an intent and wait for its end."""
        self.worker.submit(intent)
        return self.until_end(intent)

    def until_end(self, intent: Intent) -> IntentDone | IntentFailed:
        """The end of an intent that was submitted before."""
        end = self.until(object, lambda event: isinstance(event, (IntentDone, IntentFailed)) and event.intent is intent)
        assert isinstance(end, (IntentDone, IntentFailed))
        return end

    def sent_methods(self) -> list[str]:
        """The methods of all our requests so far, in order, without the one that asks for the account by itself."""
        sent = (event.record for event in self.events if isinstance(event, Sent) and event.record.kind == "req")
        return [record.method for record in sent if record.method != "account/read"]


def has_ended(pid: int, deadline_s: float = DEADLINE_S) -> bool:
    """Whether a process ends within the deadline."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], deadline_s)[0])
    finally:
        os.close(descriptor)
