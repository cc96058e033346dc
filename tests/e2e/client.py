"""A person without a screen: a real Worker, and a Model that the test's own thread folds its events into."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from codex_tui.protocol.items import AgentMessage
from codex_tui.protocol.replies import Decision
from codex_tui.runtime.worker import Worker, WorkerOptions
from codex_tui.state.changes import NoticeRaised
from codex_tui.state.events import IntentDone, IntentFailed, LinkState, RequestKey
from codex_tui.state.fold import fold_all
from codex_tui.state.inbox import EntryState, InboxEntry
from codex_tui.state.intents import Decide, Intent, SendMessage, StartThread, ThreadSettings
from codex_tui.state.model import Model
from codex_tui.state.pending import recount_pending
from codex_tui.state.threads import ThreadRecord
from codex_tui.state.timeline import ItemEntry, TurnEntry
from codex_tui.state.wire_log import Direction

DEADLINE_S = 30.0
EVENTS_PER_FOLD = 1_000

T = TypeVar("T")


class Client:
    """A started worker and what is known; stops the worker at the end of its block."""

    def __init__(self, options: WorkerOptions) -> None:
        self.worker = Worker(options)
        self.model = Model()
        self.outcomes: list[IntentDone | IntentFailed] = []
        self.notices: list[str] = []
        self._woken = threading.Event()
        self.worker.set_wake(self._woken.set)
        self.worker.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.worker.stop()

    @property
    def version(self) -> tuple[int, ...]:
        """Major and minor version of the server, once it is ready."""
        return tuple(int(part) for part in self.model.link.version.split(".")[:2])

    def wait_until(self, wanted: Callable[[Model], T | None], what: str, timeout_s: float = DEADLINE_S) -> T:
        """Fold what comes until `wanted` finds something true, and return that."""
        deadline_s = time.monotonic() + timeout_s
        while not (found := wanted(self.model)):
            if not self._fold_next(deadline_s):
                raise AssertionError(f"waited {timeout_s:g} s for {what}\n{self._summary()}")
        return found

    def wait_ready(self, generation: int = 1) -> None:
        """The server of this generation is there."""
        ends = (LinkState.READY, LinkState.DOWN, LinkState.LOST)
        self.wait_until(lambda model: model.link.generation == generation and model.link.state in ends, "the server")
        assert self.model.link.state is LinkState.READY, self._summary()

    def perform(self, intent: Intent) -> IntentDone | IntentFailed:
        """Submit an intent and wait for its end."""
        self.worker.submit(intent)
        return self.end_of(intent)

    def end_of(self, intent: Intent) -> IntentDone | IntentFailed:
        """The end of this very intent, submitted before."""

        def ended(model: Model) -> list[IntentDone | IntentFailed]:
            return [end for end in self.outcomes if end.intent is intent]

        return self.wait_until(ended, f"the end of {intent}")[0]

    def do(self, intent: Intent) -> str:
        """Have an intent carried out, which must succeed; the thread it made or touched, or nothing."""
        end = self.perform(intent)
        assert isinstance(end, IntentDone), end.reason
        return end.thread_id or ""

    def fail(self, intent: Intent) -> str:
        """Have an intent carried out, which must fail; the reason."""
        end = self.perform(intent)
        assert isinstance(end, IntentFailed), end
        return end.reason

    def start_thread(self, text: str = "", settings: ThreadSettings | None = None) -> str:
        """A new thread with a first message; its id."""
        return self.do(StartThread(settings or ThreadSettings(), text=text))

    def send(self, thread_id: str, text: str) -> None:
        """A message to a thread, which must arrive."""
        self.do(SendMessage(thread_id, text))

    def decide(self, entry: InboxEntry, decision: Decision, message: str = "") -> Decide:
        """Claim the entry and send the decision, as the screen does; the intent, which is still under way."""
        self.model.inbox.claim(entry.key, decision)
        recount_pending(self.model, entry.thread_id)
        intent = Decide(entry.key, decision, message)
        self.worker.submit(intent)
        return intent

    # What is waited for most.

    def pending(self, thread_id: str | None = None, count: int = 1) -> InboxEntry:
        """The oldest undecided request, of this thread where one is named, once there are `count` of them."""

        def find(model: Model) -> InboxEntry | None:
            entries = [entry for entry in model.inbox.pending if thread_id in (None, entry.thread_id)]
            return entries[0] if len(entries) >= count else None

        return self.wait_until(find, f"{count} undecided requests")

    def wait_state(self, key: RequestKey, state: EntryState) -> InboxEntry:
        """The entry, once it is in this state."""
        entry = self.model.inbox.entries[key]
        self.wait_until(lambda model: entry.state is state, f"{key} {state}")
        return entry

    def turn_end(self, thread_id: str, number: int = 1) -> TurnEntry:
        """The header of the thread's turn with this number, once it is over."""

        def find(model: Model) -> TurnEntry | None:
            turns = self.turns(thread_id)
            return turns[number - 1] if len(turns) >= number and turns[number - 1].status != "inProgress" else None

        return self.wait_until(find, f"the end of turn {number} of {thread_id}")

    def item(self, thread_id: str, kind: str, count: int = 1) -> ItemEntry:
        """The thread's `count`th item of this type, once it was started."""

        def find(model: Model) -> ItemEntry | None:
            found = self.items(thread_id, kind)
            return found[count - 1] if len(found) >= count else None

        return self.wait_until(find, f"{kind} number {count} in {thread_id}")

    # What is known.

    def turns(self, thread_id: str) -> list[TurnEntry]:
        """The thread's turn headers, in order."""
        return [entry for entry in self.model.timeline(thread_id).entries if isinstance(entry, TurnEntry)]

    def items(self, thread_id: str, kind: str | None = None) -> list[ItemEntry]:
        """The thread's items, in order, of this type where one is named."""
        entries = self.model.timeline(thread_id).entries
        return [e for e in entries if isinstance(e, ItemEntry) and kind in (None, e.item.type)]

    def agent_texts(self, thread_id: str) -> list[str]:
        """What the agent said in whole messages, in order."""
        said = (entry.item for entry in self.items(thread_id, "agentMessage"))
        return [item.text for item in said if isinstance(item, AgentMessage)]

    def record(self, thread_id: str) -> ThreadRecord:
        """What is known of a thread."""
        record = self.model.threads.get(thread_id)
        assert record is not None, f"{thread_id} was never named"
        return record

    def inbound_lines(self) -> list[bytes]:
        """Every line of the server so far."""
        return [record.line for record in self.model.wire_log.since(0) if record.direction is Direction.INBOUND]

    def _fold_next(self, deadline_s: float) -> bool:
        """Fold what is there, or wait for something; False once the deadline has passed."""
        self._woken.clear()
        events = self.worker.drain(EVENTS_PER_FOLD)
        if not events:
            return self._woken.wait(max(0.0, deadline_s - time.monotonic()))
        self.outcomes += [event for event in events if isinstance(event, IntentDone | IntentFailed)]
        changes = fold_all(self.model, events)
        self.notices += [change.text for change in changes if isinstance(change, NoticeRaised)]
        return True

    def _summary(self) -> str:
        """What a failed test needs to see: the link, the last messages, and the server's last words."""
        link = self.model.link
        records = list(self.model.wire_log.since(self.model.wire_log.next_seq - 20))
        messages = "\n".join(
            f"{r.direction} {r.kind} {r.method} {r.line[:300].decode(errors='replace')}" for r in records
        )
        stderr = "\n".join(list(self.model.stderr)[-5:])
        return f"link {link.state}: {link.detail}\nnotices: {self.notices}\n{messages}\nstderr: {stderr}"
