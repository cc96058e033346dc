"""The dashboard on a stage: a backend that only listens and tells, clocks that stand still, and what is on the screen.

Everything a test does goes through keys, clicks and events of the worker; nothing waits for time to pass.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, TypeVar

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.state.changes import Change
from codex_tui.state.events import (
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    RequestKey,
    ServerIdentified,
    StateEvent,
)
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.intents import Intent
from codex_tui.ui.app import AppOptions, CodexTuiApp
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.screens.questions import ConfirmScreen
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from codex_tui.ui.widgets.line_list import LineList
from tests.recording import STARTED_AT
from tests.session import Session

T = TypeVar("T", bound=Intent)

HOME = "/home/dev"
WIDE, MEDIUM, NARROW = (140, 40), (100, 30), (80, 24)
NOW = STARTED_AT + 120.0
SETTLE_ROUNDS = 8


class RecordedBackend:
    """Fits `codex_tui.ui.backend.Backend`: gives the events it is handed, and keeps the intents it is asked for."""

    def __init__(self, events: Iterable[StateEvent] = ()) -> None:
        self.intents: list[Intent] = []
        self._events = deque(events)
        self._wake: Callable[[], None] | None = None
        self._is_taken = asyncio.Event()

    def submit(self, intent: Intent) -> None:
        """Remember what was asked for."""
        self.intents.append(intent)

    def drain(self, limit: int) -> list[StateEvent]:
        """The next events; all being taken is what `taken` waits for."""
        count = min(limit, len(self._events))
        events = [self._events.popleft() for _ in range(count)]
        if not self._events:
            self._is_taken.set()
        return events

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Events may have come before the screen did."""
        self._wake = wake
        if self._events:
            wake()

    def add(self, event: StateEvent) -> None:
        """Give an event to the screen."""
        self._events.append(event)
        self._is_taken.clear()
        if self._wake is not None:
            self._wake()

    async def taken(self) -> None:
        """Until the screen has taken everything."""
        if self._events:
            await self._is_taken.wait()

    def submitted(self, kind: type[T]) -> list[T]:
        """The intents of one kind, in order."""
        return [intent for intent in self.intents if isinstance(intent, kind)]


class StagedSession(Session):
    """A server in memory whose messages go to the screen."""

    def __init__(self, backend: RecordedBackend) -> None:
        super().__init__()
        self.at = STARTED_AT
        self._backend = backend

    def fold(self, event: StateEvent) -> list[Change]:
        """The screen's own model takes the event."""
        self._backend.add(event)
        return []

    def connect(self) -> None:
        """The server is there."""
        self.fold(LinkChanged(self.at, LinkState.READY, self.generation))
        self.fold(ServerIdentified(self.generation, "codex/0.163.0", "0.163.0", "/codex-home", "codex"))

    def list_threads(self, *threads: dict[str, Any], cursor: str | None = None) -> None:
        """A page of threads."""
        self.answer("thread/list", {"data": list(threads), "nextCursor": cursor})

    def status(self, thread_id: str, kind: str, *flags: str) -> None:
        """A thread's live status."""
        value: dict[str, Any] = {"type": kind}
        if kind == "active":
            value["activeFlags"] = list(flags)
        self.tell("thread/status/changed", threadId=thread_id, status=value)

    def answered_by_policy(self, key: RequestKey, by: str, outcome: str) -> None:
        """The worker answered by itself."""
        self.fold(PolicyAnswered(self.at, key, by, outcome))

    def say(self, item_id: str, text: str, thread_id: str = "t1") -> None:
        """A whole agent message."""
        self.end_item(item_id, "agentMessage", thread_id=thread_id, text=text)


def thread(number: int, **rest: Any) -> dict[str, Any]:
    """A thread as `thread/list` gives it; higher numbers are newer."""
    return {
        "id": f"t{number}",
        "preview": f"Job number {number}",
        "cwd": f"{HOME}/src/job{number}",
        "createdAt": STARTED_AT - 1000 + number,
        "updatedAt": STARTED_AT - 1000 + number,
        "status": {"type": "notLoaded"},
        **rest,
    }


def key_event(key: str) -> events.Key:
    """A key by its character or its Textual name."""
    return events.Key(_character_to_key(key), key) if len(key) == 1 else events.Key(key, None)


@dataclass(slots=True)
class Clock:
    """Both clocks of the screen; they move when a test moves them."""

    now: float = NOW
    monotonic: float = 0.0


@dataclass(slots=True)
class Stage:
    """A running app and the hands of a person on it."""

    app: CodexTuiApp
    pilot: Pilot[int]
    backend: RecordedBackend
    session: StagedSession
    clock: Clock = field(default_factory=Clock)
    is_reading_questions: bool = True
    """Whether the person takes the time to read a question before the next key."""

    @property
    def dashboard(self) -> DashboardScreen:
        """The dashboard, whatever lies over it."""
        return self.app.dashboard

    async def settle(self) -> None:
        """Until all events are taken and all that follows from them is done.

        A key leads to a message, a message to a new screen, a screen to a focus: one round of all queues is not enough.
        """
        await self.backend.taken()
        for _ in range(SETTLE_ROUNDS):
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()

    async def press(self, *keys: str) -> None:
        """Type keys, each a character or a Textual name; the pilot's own `press` waits 80 ms for each."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()
            if self.is_reading_questions and self.is_at(ConfirmScreen):
                self.clock.monotonic += ARMING_DELAY_S + 5.0

    async def write(self, text: str) -> None:
        """Type text into what has the focus, which no letter of it takes away, as fast as a terminal can."""
        for character in text:
            self.app.post_message(key_event(character))
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste text, as a terminal reports it."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    async def click(self, widget: Widget, x: int, y: int, times: int = 1) -> None:
        """Click on a cell of a widget."""
        await self.pilot.click(widget, offset=(x, y), times=times)
        await self.settle()

    async def wheel(self, widget: Widget, step: int) -> None:
        """Turn the wheel over a widget, one notch down (1) or up (-1)."""
        kind = events.MouseScrollDown if step > 0 else events.MouseScrollUp
        x, y = widget.region.x + 1, widget.region.y + 1
        self.app.post_message(kind(None, x, y, 0, step, 0, False, False, False, x, y))
        await self.settle()

    async def click_text(self, widget: Widget, text: str, times: int = 1) -> None:
        """Click on the first row of a widget that shows the text."""
        rows = self.rows(widget)
        y = next((y for y, row in enumerate(rows) if text in row), None)
        assert y is not None, f"{text!r} is not shown in {rows}"
        await self.click(widget, rows[y].index(text), y, times)

    async def back_to_dashboard(self) -> None:
        """Close whatever lies over the dashboard."""
        while self.app.screen is not self.dashboard:
            await self.press("escape")

    async def arm(self) -> None:
        """Let the cards be in view for long enough to be decided."""
        await self.settle()
        self.clock.monotonic += ARMING_DELAY_S + 5.0
        self.dashboard.inbox.forget_rows()
        await self.settle()

    async def show(self, *events: StateEvent) -> None:
        """Events of the worker."""
        for event in events:
            self.backend.add(event)
        await self.settle()

    async def done(self, intent: Intent, thread_id: str | None = None, result: Any = None) -> None:
        """What was asked for has happened."""
        await self.show(IntentDone(intent, thread_id, result))

    async def fail(self, intent: Intent, reason: str = "it is not possible") -> None:
        """What was asked for has not happened."""
        await self.show(IntentFailed(intent, reason))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until something holds that other tasks bring about in their own time; the test's own limit ends the wait."""
        while not condition():
            await self.pilot.pause()

    def strips(self) -> list[Strip]:
        """The screen as it is painted."""
        return self.app.screen._compositor.render_strips()

    def screen_rows(self) -> list[str]:
        """The text on the screen, row by row."""
        return [strip.text for strip in self.strips()]

    def screen_text(self) -> str:
        """The text on the screen."""
        return "\n".join(self.screen_rows())

    def rows(self, widget: Widget) -> list[str]:
        """The text of a widget's rows as the screen shows them, without the scroll thumb of a list."""
        region = widget.region
        right = region.right - 1 if isinstance(widget, LineList) else region.right
        return [strip.crop(region.x, right).text.rstrip() for strip in self.strips()[region.y : region.bottom]]

    def notices(self) -> list[str]:
        """What the program said in the corner."""
        return [notice.message for notice in self.app._notifications]

    def is_focused(self, widget: Widget) -> bool:
        """Whether this widget has the keys."""
        return self.app.focused is widget

    def is_at(self, kind: type[Screen[Any]]) -> bool:
        """Whether a screen of this kind is on top."""
        return isinstance(self.app.screen, kind)

    def entry(self, key: RequestKey) -> InboxEntry:
        """An inbox entry; raises KeyError where it is not known."""
        return self.app.model.inbox.entries[key]

    def is_shown(self, pane: str) -> bool:
        """Whether a pane has room on the screen."""
        return self.dashboard.panes[pane].region.area > 0 and self.dashboard.panes[pane].display


def make_app(backend: RecordedBackend, clock: Clock, options: AppOptions | None = None) -> CodexTuiApp:
    """The app, with nothing in it that depends on the moment or on the machine."""
    chosen = replace(options or AppOptions(), now=lambda: clock.now, monotonic=lambda: clock.monotonic)
    app = CodexTuiApp(backend, chosen)
    app.ui_context.tz = UTC
    app.ui_context.home = HOME
    app.animation_level = "none"
    return app


@asynccontextmanager
async def open_app(
    events: Iterable[StateEvent] = (),
    *,
    size: tuple[int, int] = WIDE,
    options: AppOptions | None = None,
    thread_count: int = 3,
    open_thread: str | None = None,
) -> AsyncIterator[Stage]:
    """Run the app; without events it is connected to a server with some threads, `t1` the oldest."""
    backend, clock = RecordedBackend(events), Clock()
    session = StagedSession(backend)
    app = make_app(backend, clock, options)
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(app, pilot, backend, session, clock)
        if not events:
            session.connect()
            session.list_threads(*(thread(number) for number in range(1, thread_count + 1)))
        await stage.settle()
        if open_thread is not None:
            app.controller.show_thread(open_thread)
            session.answer("thread/turns/list", {"data": [], "nextCursor": None}, threadId=open_thread)
            await stage.settle()
            backend.intents.clear()
        yield stage
