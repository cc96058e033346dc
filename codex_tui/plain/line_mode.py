"""The line mode's loop: lines of standard input become intents, events become what is printed, in one thread.

Whatever happens elsewhere (a line was typed, the worker has events, a signal came, a reader is gone) is posted here as
a call and done in order, so that threads share nothing but queues.

It ends at `:quit`, at the end of the input when nothing is left to wait for, with the server, when standard output
fails, or by a signal; then the server is ended, and what it still says is printed.
"""

from __future__ import annotations

import errno
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from codex_tui.plain.commands import Command, Message, NotUnderstood, parse_line
from codex_tui.plain.conversation import Conversation
from codex_tui.plain.labels import labelled_lines
from codex_tui.plain.printer import STDIN, Printer, Streams
from codex_tui.plain.signals import watch_signals
from codex_tui.plain.typed import InputLine, TypedLines
from codex_tui.plain.words import answer_words, end_words
from codex_tui.protocol.items import parse_item
from codex_tui.protocol.notifications import ItemCompleted, parse_notification
from codex_tui.runtime.process import spoken_lines
from codex_tui.runtime.worker import Worker
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    OutputReceived,
    PolicyAnswered,
    Received,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.intents import ThreadSettings
from codex_tui.wire.connection import NotificationReceived, RequestReceived, ResponseReceived
from codex_tui.wire.envelope import RequestId

EVENTS_AT_ONCE = 500
MAX_ASKED = 256
EXIT_FAILED = 1
FLUSH_DEADLINE_S = 1.0
"""How long a reader may take for the rest, once a signal has come."""
LOOK_UP_S = 0.1
"""How often the wait for a slow reader looks whether a signal came."""


@dataclass(frozen=True, slots=True)
class LineOptions:
    """What the line mode is started with."""

    settings: ThreadSettings
    thread_id: str | None = None
    """The thread to resume; without it one is started."""
    is_final_only: bool = False
    should_wait: bool = True
    """Whether the end of the input, and commands that nobody types, wait for the running turn."""


class LineMode:
    """One run, from the first thread to the exit code."""

    def __init__(self, worker: Worker, options: LineOptions, streams: Streams) -> None:
        self._worker = worker
        self._options = options
        self._streams = streams
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._printer = Printer(streams, partial(self._post, self._drain), self._post_output_failure)
        self._conversation = Conversation(
            worker.submit,
            self._printer.say,
            self._printer.say_rows,
            options.settings,
            is_interactive=streams.is_input_terminal,
            should_wait=options.should_wait,
        )
        self._typed = TypedLines(
            STDIN,
            lambda line: self._post(partial(self._take_line, line)),
            partial(self._post, self._end_input),
        )
        self._lines: deque[Message | Command] = deque()
        self._asked: dict[RequestId, RequestReceived] = {}
        self._has_input_ended = False
        self._code: int | None = None
        self._usual_code = 0
        self._is_hurried = False
        self._has_stopped = False

    def run(self) -> int:
        """Run to the end; the result is the exit code."""
        watch_signals(lambda number: self._post(partial(self._take_signal, number)))
        self._conversation.open(self._options.thread_id)
        self._worker.set_wake(partial(self._post, self._drain))
        self._typed.start()
        while self._code is None:
            self._calls.get()()
            self._go_on()
        threading.Thread(target=self._stop_worker, name="codex-tui-stop", daemon=True).start()
        while not self._has_stopped:
            self._calls.get()()
        self._print_rest()
        return self._code

    # What is posted from elsewhere.

    def _post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def _post_output_failure(self, error: OSError) -> None:
        self._post(partial(self._fail_output, error))

    def _stop_worker(self) -> None:
        self._worker.stop()
        self._post(self._note_stopped)

    # Input.

    def _take_line(self, line: InputLine) -> None:
        self._printer.note_enter()
        try:
            meant = parse_line(line)
        except NotUnderstood as error:
            self._printer.say(str(error))
            meant = None
        if meant is None or self._has_input_ended:
            self._typed.release()
        else:
            self._lines.append(meant)

    def _end_input(self) -> None:
        self._has_input_ended = True

    def _go_on(self) -> None:
        """Act on what was typed as far as that is possible now, and end when nothing is left."""
        if self._conversation.has_lost_its_thread:
            self._end(EXIT_FAILED)
        while self._code is None and self._lines and not self._conversation.must_wait(self._lines[0]):
            line = self._lines.popleft()
            self._typed.release()
            if isinstance(line, Message):
                self._conversation.send(line)
            elif line.name == "quit":
                self._end(self._usual_code)
            else:
                self._conversation.run(line)
        if self._code is not None or self._printer.is_waiting_for_room():
            return
        if not self._has_input_ended:
            if self._calls.empty() and not self._conversation.is_opening:
                self._printer.prompt(self._conversation.name)
        elif not self._lines and not self._has_to_wait():
            self._end(self._usual_code)

    def _has_to_wait(self) -> bool:
        return self._conversation.is_busy if self._options.should_wait else self._conversation.is_asking

    # Events.

    def _drain(self) -> None:
        """Take some events; the rest is posted, so that no stream can hold up a signal."""
        if self._printer.is_waiting_for_room():
            return
        events = self._worker.drain(EVENTS_AT_ONCE)
        for event in events:
            self._take_event(event)
        if events:
            self._conversation.follow()
            self._post(self._drain)

    def _take_event(self, event: StateEvent) -> None:
        match event:
            case OutputReceived(chunk):
                self._printer.print_server(chunk)
            case Received():
                self._take_received(event)
            case IntentDone() | IntentFailed() if self._code is None:
                self._conversation.settle(event)
            case PolicyAnswered():
                asked = self._asked.pop(event.key.id, None)
                self._say_any(answer_words(asked, event) if asked is not None else "")
            case LinkChanged(state=LinkState.DOWN | LinkState.LOST) if self._code is None:
                self._say_any(event.detail)
                self._end(EXIT_FAILED)
            case StderrReceived():
                self._printer.say_rows([f"server: {line}" for line in spoken_lines(event.lines)])
            case FaultReported():
                self._printer.say(event.reason)
                self._usual_code = self._usual_code or EXIT_FAILED

    def _take_received(self, received: Received) -> None:
        event = received.event
        if isinstance(event, ResponseReceived):
            self._conversation.turns.take_answer(event, received.asked)
        elif isinstance(event, RequestReceived):
            self._remember_asked(event)
        elif isinstance(event, NotificationReceived):
            ended = self._conversation.turns.take_notification(event)
            if ended is not None:
                self._say_any(end_words(ended))
            elif self._options.is_final_only and event.method == "item/completed":
                self._print_item(event)

    def _remember_asked(self, event: RequestReceived) -> None:
        """What is answered will be said; a request that was withdrawn before is forgotten in time."""
        self._asked[event.id] = event
        if len(self._asked) > MAX_ASKED:
            del self._asked[next(iter(self._asked))]

    def _print_item(self, event: NotificationReceived) -> None:
        completed = parse_notification(event.method, event.params)
        item = parse_item(completed.item) if isinstance(completed, ItemCompleted) else None
        if isinstance(completed, ItemCompleted) and item is not None:
            is_coloured = self._streams.is_output_terminal and not os.environ.get("NO_COLOR")
            self._printer.print_lines(labelled_lines(completed.thread_id, item, is_coloured=is_coloured))

    def _say_any(self, text: str) -> None:
        if text:
            self._printer.say(text)

    # The end.

    def _take_signal(self, number: int) -> None:
        """The first ctrl+c interrupts the turn; the next, and every other signal, ends; one more ends at once."""
        if self._code is not None:
            if self._is_hurried:
                os._exit(128 + number)
            self._code, self._is_hurried = 128 + number, True
        elif number == signal.SIGINT and self._conversation.interrupt():
            self._printer.say("The turn is interrupted; ctrl+c once more ends the program.")
            if not self._streams.is_input_terminal or self._has_input_ended:
                # Who interrupts a list of turns does not want the next one.
                self._has_input_ended, self._usual_code = True, 128 + number
                self._lines.clear()
        else:
            self._is_hurried = True
            self._end(128 + number)

    def _fail_output(self, error: OSError) -> None:
        """Standard output takes no more; one that was closed is no fault, and ends like a program that SIGPIPE ends."""
        if error.errno == errno.EPIPE:
            code = 128 + signal.SIGPIPE
        elif error.errno == errno.EIO and self._streams.is_output_terminal:
            code = 128 + signal.SIGHUP
        else:
            code = EXIT_FAILED
            self._printer.say(f"Standard output cannot be written: {error.strerror}.")
        self._end(code)
        self._code = self._code or code

    def _end(self, code: int) -> None:
        if self._code is None:
            self._code = code

    def _note_stopped(self) -> None:
        self._has_stopped = True

    def _print_rest(self) -> None:
        """Print what has come until the server ended; a reader may take its time for it, unless a signal came."""
        while events := self._worker.drain(EVENTS_AT_ONCE):
            for event in events:
                self._take_event(event)
        self._printer.end()
        waited_s = 0.0
        for lane in self._printer.lanes:
            lane.close()
            while not lane.has_ended_within(LOOK_UP_S):
                waited_s += LOOK_UP_S
                self._take_calls()
                if self._is_hurried and waited_s >= FLUSH_DEADLINE_S:
                    break
            self._take_calls()

    def _take_calls(self) -> None:
        while not self._calls.empty():
            self._calls.get()()
