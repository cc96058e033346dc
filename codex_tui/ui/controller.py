"""What the person is doing: which thread is open, what is typed for each, and what became of each intent.

It knows no widget. What must be said goes through `tell`, and what must be shown follows from the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codex_tui.protocol.answers import FormAnswer
from codex_tui.protocol.replies import Decision
from codex_tui.state.attestation import POLICY_DECISIONS
from codex_tui.state.events import IntentDone, IntentFailed, RequestKey
from codex_tui.state.inbox import ATTESTATION_KEY, ClaimRefused
from codex_tui.state.intents import (
    Answer,
    Decide,
    DescribeThread,
    ForkThread,
    Intent,
    InterruptTurn,
    ListModels,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
    ResumeThread,
    RunShellCommand,
    SendMessage,
    SetAttestationPolicy,
    StartThread,
    ThreadSettings,
)
from codex_tui.state.pending import recount_pending
from codex_tui.state.threads import ThreadRecord
from codex_tui.ui.backend import Backend
from codex_tui.ui.context import UiContext

Tell = Callable[[str, str], None]
"""Says something to the person: a level (information, warning, error) and a text."""


class Controller:
    """The person's side of the conversation with the worker."""

    def __init__(self, context: UiContext, backend: Backend, settings: ThreadSettings, tell: Tell) -> None:
        self._context = context
        self._backend = backend
        self._tell = tell
        self.settings = settings
        self.open_thread_id: str | None = None
        self.drafts: dict[str | None, str] = {}
        self.history: list[str] = []
        self.overrides: dict[str, ThreadSettings] = {}
        self.on_opened: Callable[[], None] = lambda: None
        self.on_draft: Callable[[], None] = lambda: None
        self.on_inbox_changed: Callable[[RequestKey], None] = lambda key: None
        self.on_done: dict[type[Intent], Callable[[IntentDone], None]] = {}
        self._loading_older: set[str] = set()
        self._described: set[str] = set()
        self._is_listing = False
        self._is_asking_models = False
        self._held: list[str] | None = None
        """Messages for the thread that is being started."""

    @property
    def open_thread(self) -> ThreadRecord | None:
        """The record of the open thread."""
        thread_id = self.open_thread_id
        return None if thread_id is None else self._context.model.threads.get(thread_id)

    @property
    def chosen_settings(self) -> ThreadSettings:
        """What the person has set for the next message: for the open thread's turns, else for new threads."""
        thread_id = self.open_thread_id
        return self.settings if thread_id is None else self.overrides.get(thread_id, ThreadSettings())

    def submit(self, intent: Intent) -> None:
        """Ask the worker."""
        self._backend.submit(intent)

    def show_thread(self, thread_id: str) -> None:
        """Open a thread: read it without resuming it, since another program may hold it."""
        if thread_id == self.open_thread_id:
            return
        self.open_thread_id = thread_id
        timeline = self._context.model.timeline(thread_id)
        if not timeline.is_history_loaded:
            self.submit(OpenThread(thread_id))
        self.on_opened()

    def learn_unknown_threads(self) -> None:
        """Ask once what each thread is that was only seen by its status: sub-agents are never announced."""
        for record in self._context.model.threads:
            if not record.is_listed and record.id not in self._described:
                self._described.add(record.id)
                self.submit(DescribeThread(record.id))

    def learn_models(self) -> None:
        """Ask once which models there are."""
        if not self._context.model.models and not self._is_asking_models:
            self._is_asking_models = True
            self.submit(ListModels())

    def refresh_thread(self) -> None:
        """Read the open thread again."""
        if self.open_thread_id is not None:
            self.submit(OpenThread(self.open_thread_id))

    def new_thread(self, text: str = "") -> None:
        """Start a thread with the settings of the command line; what is typed from now on is for it."""
        self.submit(StartThread(self.settings, text))
        if not text:
            self._held = []
            self.open_thread_id = None
            self.on_opened()

    def resume_thread(self, thread_id: str) -> None:
        """Load a thread in this server and open it."""
        self.submit(ResumeThread(thread_id))

    def fork_thread(self, thread_id: str) -> None:
        """Copy a thread and open the copy."""
        self.submit(ForkThread(thread_id))

    def send(self, text: str) -> None:
        """Send a message to the open thread, or begin one with it; the draft is kept until it has arrived."""
        self.remember(text)
        record = self.open_thread
        if record is None:
            if self._held is None:
                self.new_thread(text)
            else:
                self._held.append(text)
            return
        self.submit(SendMessage(record.id, text, record.active_turn_id, self.chosen_settings))

    def run_shell(self, command: str) -> None:
        """Run a command of the user's own in the open thread."""
        self.remember(f"!{command}")
        if self.open_thread_id is None:
            self._tell("warning", "Open a thread first; a shell command runs in a thread.")
        else:
            self.submit(RunShellCommand(self.open_thread_id, command))

    def override(self, **values: str) -> None:
        """Change settings for the open thread's next turns, or for new threads where none is open."""
        thread_id = self.open_thread_id
        if thread_id is None:
            self.settings = replace(self.settings, **values)
        else:
            self.overrides[thread_id] = replace(self.overrides.get(thread_id, ThreadSettings()), **values)

    def interrupt(self) -> bool:
        """Interrupt the open thread's turn; say whether one runs."""
        record = self.open_thread
        if record is None or record.active_turn_id is None:
            return False
        self.submit(InterruptTurn(record.id, record.active_turn_id))
        return True

    def decide(
        self, key: RequestKey, decision: Decision, message: str = "", *, by: str = "key", shown_hash: str = ""
    ) -> bool:
        """Claim an entry and send the decision; say whether it could still be decided, and tell why not."""
        model = self._context.model
        try:
            entry = model.inbox.claim(key, decision)
        except ClaimRefused as refused:
            self._tell("warning", f"Not decided: {refused}.")
            return False
        if key == ATTESTATION_KEY:
            self.submit(SetAttestationPolicy(*POLICY_DECISIONS[decision], by, shown_hash))
        else:
            recount_pending(model, entry.thread_id)
            self.submit(Decide(key, decision, message, by, shown_hash))
        self.on_inbox_changed(key)
        return True

    def answer(self, key: RequestKey, answer: FormAnswer, *, by: str = "key", shown_hash: str = "") -> bool:
        """Claim an entry and send what was answered; say whether it could still be, and tell why not."""
        if self._context.is_replay:
            self._tell("warning", "Not sent: this is a replay, and there is no server.")
            return False
        model = self._context.model
        try:
            entry = model.inbox.claim_answer(key, answer)
        except ClaimRefused as refused:
            self._tell("warning", f"Not sent: {refused}.")
            return False
        recount_pending(model, entry.thread_id)
        self.submit(Answer(key, answer, by, shown_hash))
        self.on_inbox_changed(key)
        return True

    def load_more_threads(self) -> None:
        """Ask for the next page of threads, once at a time."""
        cursor = self._context.model.threads.next_cursor
        if cursor is not None and not self._is_listing:
            self._is_listing = True
            self.submit(ListThreads(cursor))

    def load_older_turns(self) -> None:
        """Ask for the turns before those that are known, once at a time."""
        thread_id = self.open_thread_id
        if thread_id is None or thread_id in self._loading_older:
            return
        cursor = self._context.model.timeline(thread_id).older_cursor
        if cursor is not None:
            self._loading_older.add(thread_id)
            self.submit(LoadOlderTurns(thread_id, cursor))

    def remember(self, text: str) -> None:
        """Keep a sent text for up and down."""
        if not self.history or self.history[-1] != text:
            self.history.append(text)

    def settle(self, outcome: IntentDone | IntentFailed) -> None:
        """Take the outcome of an intent."""
        self._release(outcome.intent)
        if isinstance(outcome, IntentFailed):
            self._settle_failed(outcome)
            return
        handler = self.on_done.get(type(outcome.intent))
        if handler is not None:
            handler(outcome)
        if isinstance(outcome.intent, StartThread | ForkThread | ResumeThread) and outcome.thread_id is not None:
            self._open_made(outcome.intent, outcome.thread_id)

    def _open_made(self, intent: StartThread | ForkThread | ResumeThread, thread_id: str) -> None:
        if isinstance(intent, StartThread) and intent.is_background:
            return
        self.show_thread(thread_id)
        if isinstance(intent, StartThread) and not intent.text:
            for text in self._take_held():
                self.submit(SendMessage(thread_id, text))

    def _take_held(self) -> list[str]:
        held, self._held = self._held, None
        return held or []

    def _release(self, intent: Intent) -> None:
        if isinstance(intent, ListThreads):
            self._is_listing = False
        elif isinstance(intent, ListModels):
            self._is_asking_models = False
        elif isinstance(intent, LoadOlderTurns):
            self._loading_older.discard(intent.thread_id)

    def _settle_failed(self, failed: IntentFailed) -> None:
        """Say why, and give back what was typed."""
        intent = failed.intent
        # Describing is a courtesy, and what became of a decision the inbox itself says.
        if not isinstance(intent, DescribeThread | Decide | Answer):
            self._tell("error", failed.reason)
        if isinstance(intent, SetAttestationPolicy) and self._context.model.attestation.is_undecided:
            # No policy is in force, so the card that asks for one stays.
            self._context.model.inbox.give_back(ATTESTATION_KEY)
            self.on_inbox_changed(ATTESTATION_KEY)
        if isinstance(intent, SendMessage):
            self.give_back(intent.thread_id, intent.text)
        elif isinstance(intent, StartThread) and not intent.text:
            for text in self._take_held():
                self.give_back(self.open_thread_id, text)
        elif isinstance(intent, StartThread) and not intent.is_background:
            opened = self.open_thread_id
            self.give_back(opened, intent.text if opened is None else f":new {intent.text}")
        elif isinstance(intent, RunShellCommand):
            self.give_back(intent.thread_id, f"!{intent.command}")
        elif isinstance(intent, Decide) and intent.message:
            entry = self._context.model.inbox.entries.get(RequestKey(*intent.key))
            self.give_back(entry.thread_id or None if entry is not None else None, intent.message)

    def give_back(self, thread_id: str | None, text: str) -> None:
        """Put a text that did not arrive back into its draft, before what was typed meanwhile."""
        typed = self.drafts.get(thread_id, "")
        self.drafts[thread_id] = f"{text}\n{typed}" if typed.strip() else text
        self.on_draft()
        if thread_id != self.open_thread_id:
            record = self._context.model.threads.get(thread_id) if thread_id is not None else None
            where = f"“{record.title}”" if record is not None else "a new thread"
            self._tell("information", f"What you typed waits in the composer of {where}.")
