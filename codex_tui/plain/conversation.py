"""Which thread the next line is for, and what became of what was asked of the server.

On a terminal a message joins the running turn, as in the dashboard, and a command acts at once. From a file or a pipe
the lines are a script: each acts when the turn before it has ended, a command too unless nothing is to be waited for;
and where a thread cannot be opened, the lines after it have no place to go.
"""

from __future__ import annotations

from collections.abc import Callable

from codex_tui.plain.commands import HELP_ROWS, Command, Message
from codex_tui.plain.turns import RunningTurns
from codex_tui.plain.words import shortened, thread_rows
from codex_tui.runtime.parameters import list_params
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.intents import (
    CallMethod,
    Intent,
    InterruptTurn,
    ResumeThread,
    SendMessage,
    StartThread,
    ThreadSettings,
)

OPENING = (StartThread, ResumeThread)
NO_THREAD = "no thread"


class Conversation:
    """Carries out messages and commands by `submit`; `say` tells one line, `say_rows` several."""

    def __init__(
        self,
        submit: Callable[[Intent], None],
        say: Callable[[str], None],
        say_rows: Callable[[list[str]], None],
        settings: ThreadSettings,
        *,
        is_interactive: bool,
        should_wait: bool = True,
    ) -> None:
        """Without `should_wait` no command waits for a turn."""
        self.turns = RunningTurns()
        self.has_lost_its_thread = False
        self._submit = submit
        self._say = say
        self._say_rows = say_rows
        self._settings = settings
        self._is_interactive = is_interactive
        self._should_wait = should_wait
        self._active_id: str | None = None
        self._known_ids: set[str] = set()
        self._addressed_ids: set[str] = set()
        self._under_way: list[Intent] = []
        self._interrupted_ids: set[str] = set()
        self._must_interrupt = False

    @property
    def name(self) -> str:
        """What the prompt shows: the active thread."""
        return self._active_id if self._active_id is not None else NO_THREAD

    @property
    def is_opening(self) -> bool:
        """Whether it is not settled yet which thread is the active one."""
        return any(isinstance(intent, OPENING) for intent in self._under_way)

    @property
    def is_asking(self) -> bool:
        """Whether the server has something to answer yet."""
        return bool(self._under_way)

    @property
    def is_busy(self) -> bool:
        """Whether something goes on that the end of the input, and a command in a script, should wait for."""
        return self.is_asking or self._is_running

    def open(self, thread_id: str | None) -> None:
        """Resume this thread, or start one."""
        self._ask(StartThread(self._settings) if thread_id is None else ResumeThread(thread_id, self._settings))

    def must_wait(self, line: Message | Command) -> bool:
        """Whether the line must not be acted upon yet."""
        if self.is_opening:
            return True
        if self._is_interactive:
            return False
        if isinstance(line, Command):
            return self._should_wait and self.is_busy
        return self._is_sending or (self._active_id is not None and self._active_id in self.turns)

    def send(self, message: Message) -> None:
        """Send a message to the active thread."""
        thread_id = self._active_id
        if thread_id is None:
            self._say("There is no active thread; use :new, or :resume <thread-id>.")
            return
        self._addressed_ids.add(thread_id)
        self._ask(SendMessage(thread_id, message.text, self.turns.turn_id(thread_id)))

    def run(self, command: Command) -> None:
        """Carry out a command, other than the one that leaves."""
        match command.name:
            case "help":
                self._say_rows(list(HELP_ROWS))
            case "new":
                self.open(None)
            case "resume":
                self.open(command.argument)
            case "use":
                self._use(command.argument)
            case "refresh-thread":
                self._ask(CallMethod("thread/list", list_params(command.argument or None, is_archived=False)))

    def interrupt(self) -> bool:
        """Interrupt the turns that run, or the one that is about to, each once; say whether there was one."""
        if self._interrupt_running():
            return True
        if not self._is_sending or self._is_running or self._must_interrupt:
            return False
        self._must_interrupt = True
        return True

    def follow(self) -> None:
        """Something came from the server: interrupt what had not begun when that was asked for."""
        if self._must_interrupt and (self._interrupt_running() or not self._is_sending):
            self._must_interrupt = False

    def _interrupt_running(self) -> bool:
        running = [
            (thread_id, turn_id)
            for thread_id, turn_id in self.turns.items()
            if thread_id in self._addressed_ids and turn_id not in self._interrupted_ids
        ]
        for thread_id, turn_id in running:
            self._interrupted_ids.add(turn_id)
            self._ask(InterruptTurn(thread_id, turn_id))
        return bool(running)

    def settle(self, outcome: IntentDone | IntentFailed) -> None:
        """Take the outcome of something that was asked."""
        intent = outcome.intent
        if intent not in self._under_way:
            return
        self._under_way.remove(intent)
        if isinstance(outcome, IntentFailed):
            self._settle_failed(intent, outcome.reason)
        elif isinstance(intent, OPENING) and outcome.thread_id is not None:
            hint = " :help lists the commands." if self._is_interactive and not self._known_ids else ""
            self._active_id = outcome.thread_id
            self._known_ids.add(outcome.thread_id)
            self._say(f"The active thread is {outcome.thread_id}.{hint}")
        elif isinstance(intent, CallMethod):
            self._say_rows(list(thread_rows(outcome.result)))

    @property
    def _is_running(self) -> bool:
        return any(thread_id in self.turns for thread_id in self._addressed_ids)

    @property
    def _is_sending(self) -> bool:
        return any(isinstance(intent, SendMessage) for intent in self._under_way)

    def _settle_failed(self, intent: Intent, reason: str) -> None:
        match intent:
            case SendMessage():
                self._say(f"A message was not delivered: {reason.rstrip('.')}. It was: {shortened(intent.text)}")
            case StartThread():
                self._say(f"No thread was started: {reason}")
            case ResumeThread():
                self._say(f"The thread was not resumed: {reason}")
            case _:
                self._say(reason)
        self.has_lost_its_thread |= isinstance(intent, OPENING) and not self._is_interactive

    def _use(self, thread_id: str) -> None:
        self._active_id = thread_id
        is_known = thread_id in self._known_ids
        self._known_ids.add(thread_id)
        self._say(f"The active thread is {thread_id}{'' if is_known else '; it is resumed by your first message'}.")

    def _ask(self, intent: Intent) -> None:
        self._under_way.append(intent)
        self._submit(intent)
