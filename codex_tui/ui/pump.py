"""The change pump: takes the worker's events into the model, and hands the screen merged batches of changes.

The first event after a pause is shown at once; a stream is shown at most 30 times a second, and folding never takes
the event loop for longer than a key press can wait.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from time import perf_counter

from codex_tui.state.changes import Change
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.fold import fold
from codex_tui.state.model import Model
from codex_tui.ui.backend import Backend

BATCH_INTERVAL_S = 1 / 30
FOLD_BUDGET_S = 0.008
DRAIN_LIMIT = 256

Outcome = IntentDone | IntentFailed


class ChangePump:
    """Drains a backend into a model on the event loop that made it."""

    def __init__(
        self,
        backend: Backend,
        model: Model,
        on_batch: Callable[[list[Change], list[Outcome]], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """`on_error` is told of an error of our own in either; what comes after it is taken in all the same."""
        self._backend = backend
        self._model = model
        self._on_batch = on_batch
        self._on_error = on_error
        self._loop = asyncio.get_running_loop()
        # Timers that the screen starts while it shows a batch look up their app in the context they were made in.
        self._context = contextvars.copy_context()
        self._timer: asyncio.TimerHandle | None = None
        self._last_batch_at = 0.0
        self._is_stopped = False

    def start(self) -> None:
        """Begin to take events."""
        self._backend.set_wake(self._wake_from_worker)

    def stop(self) -> None:
        """Take no more events."""
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()

    def _wake_from_worker(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._schedule, context=self._context)
        except RuntimeError:
            # The screen is gone, and with it everybody who could be told.
            self._is_stopped = True

    def _schedule(self) -> None:
        if self._is_stopped or self._timer is not None:
            return
        due_in = max(0.0, self._last_batch_at + BATCH_INTERVAL_S - self._loop.time())
        self._timer = self._loop.call_later(due_in, self._batch, context=self._context)

    def _batch(self) -> None:
        self._timer = None
        self._last_batch_at = self._loop.time()
        changes: dict[Change, None] = {}
        outcomes: list[Outcome] = []
        deadline = perf_counter() + FOLD_BUDGET_S
        is_empty = False
        while not is_empty and perf_counter() < deadline:
            events = self._backend.drain(DRAIN_LIMIT)
            is_empty = len(events) < DRAIN_LIMIT
            for event in events:
                try:
                    changes.update(dict.fromkeys(fold(self._model, event)))
                except Exception as error:
                    self._on_error(error)
                if isinstance(event, Outcome):
                    outcomes.append(event)
        if changes or outcomes:
            try:
                self._on_batch(list(changes), outcomes)
            except Exception as error:
                self._on_error(error)
        if not is_empty:
            self._schedule()
