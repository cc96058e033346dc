"""A short conversation with the real app-server, without a screen, and what was heard meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.worker import Worker
from codex_tui.state.attestation import ATTESTATION_METHOD
from codex_tui.state.events import (
    IntentFailed,
    LinkChanged,
    LinkState,
    Received,
    Sent,
    ServerIdentified,
    StateEvent,
)
from codex_tui.state.intents import StartThread, ThreadSettings

TURN_DEADLINE_S = 60.0
STOP_DEADLINE_S = 4.0
PROMPT = "scenario:hello"
DRAIN_LIMIT = 1_000


class ConversationFailed(Exception):
    """The server did not start, or a turn did not end; the message says which."""


@dataclass(slots=True)
class Heard:
    """What came of it; `replies` are our answers about attestation as the wire log keeps them."""

    version: str = ""
    replies: list[str] = field(default_factory=list)
    ended_turn_count: int = 0
    failure: str = ""


def converse(options: WorkerOptions, is_enough: Callable[[int], bool]) -> Heard:
    """Have one turn in each of some threads, which have connections to the model of their own.

    `is_enough` is given the number of turns that have ended. Raises ConversationFailed.
    """
    worker = Worker(options)
    conversation = _Conversation(worker)
    worker.start()
    try:
        while not is_enough(conversation.heard.ended_turn_count):
            conversation.have_turn(StartThread(ThreadSettings(cwd=options.cwd), text=PROMPT))
    finally:
        worker.stop(STOP_DEADLINE_S)
    return conversation.heard


class _Conversation:
    """Takes the worker's events on the calling thread."""

    def __init__(self, worker: Worker) -> None:
        self.heard = Heard()
        self._worker = worker
        self._woken = threading.Event()
        worker.set_wake(self._woken.set)

    def have_turn(self, start: StartThread) -> None:
        """Start a thread and wait for the end of its turn; raises ConversationFailed."""
        self._worker.submit(start)
        wanted_count = self.heard.ended_turn_count + 1
        deadline_s = time.monotonic() + TURN_DEADLINE_S
        while self.heard.ended_turn_count < wanted_count:
            self._woken.clear()
            events = self._worker.drain(DRAIN_LIMIT)
            for event in events:
                self._hear(event)
            if not events and not self._woken.wait(max(0.0, deadline_s - time.monotonic())):
                raise ConversationFailed(f"the turn did not end in {TURN_DEADLINE_S:g} seconds")

    def _hear(self, event: StateEvent) -> None:
        match event:
            case ServerIdentified():
                self.heard.version = event.version
            case LinkChanged(state=LinkState.DOWN | LinkState.LOST):
                raise ConversationFailed(event.detail)
            case Received() if event.record.method == "turn/completed":
                self.heard.ended_turn_count += 1
            case Sent() if event.record.method == ATTESTATION_METHOD:
                self.heard.replies.append(event.record.line.decode())
            case IntentFailed():
                raise ConversationFailed(event.reason)
