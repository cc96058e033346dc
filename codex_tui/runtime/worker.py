"""The background worker: a thread with its own event loop that owns the app-server, and two queues to it and from it.

No repaint of the screen can hold up an answer here, and nothing here touches the model: what happens is handed over as
events, in order, and the thread that owns the model folds them.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

from codex_tui.runtime.link import Link
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.outbox import Outbox
from codex_tui.state.events import IntentFailed, LinkChanged, LinkState, StateEvent
from codex_tui.state.intents import Intent

__all__ = ["Worker", "WorkerOptions"]

JOIN_MARGIN_S = 2.0


class Worker:
    """Starts, drives and stops the app-server; every method may be called from any thread, and none raises."""

    def __init__(self, options: WorkerOptions) -> None:
        self._options = options
        self._outbox = Outbox(options.max_queued_events, options.max_queued_bytes)
        self._mail: deque[Intent] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._link: Link | None = None
        self._is_asked_to_stop = asyncio.Event()
        self._is_stopping = threading.Event()
        self._stop_deadline_s = options.stop_deadline_s
        # A daemon, so that a screen that died without `stop` does not leave the program hanging.
        self._thread = threading.Thread(target=self._run, name="codex-tui-worker", daemon=True)

    def start(self) -> None:
        """Start the thread, which starts the server at once; every failure comes as `LinkChanged`."""
        self._thread.start()

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Have `wake` called, from the worker's thread, when events come after none were left; at once if some wait."""
        self._outbox.set_wake(wake)

    def submit(self, intent: Intent) -> None:
        """Have an intent carried out; before the server is ready it waits. Ends in `IntentDone` or `IntentFailed`."""
        if self._is_stopping.is_set():
            self._outbox.put([IntentFailed(intent, "codex-tui is ending")])
            return
        self._mail.append(intent)
        self._call(self._take_mail)

    def drain(self, limit: int) -> list[StateEvent]:
        """The next events in order, at most `limit`; not draining makes the server wait, past a mark."""
        return self._outbox.drain(limit)

    def stop(self, deadline_s: float | None = None) -> None:
        """End the server in steps and then the thread; waits, a little longer than `deadline_s` seconds at most."""
        if deadline_s is not None:
            self._stop_deadline_s = deadline_s
        self._is_stopping.set()
        self._call(self._is_asked_to_stop.set)
        if self._thread.ident is not None:
            self._thread.join(self._stop_deadline_s * 2 + JOIN_MARGIN_S)

    # On the worker's thread.

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception as error:
            self._outbox.put([LinkChanged(time.time(), LinkState.DOWN, 0, f"an error in codex-tui: {error!r}")])

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        link = self._link = Link(self._options, self._outbox)
        loop.set_exception_handler(lambda _, context: link.report_fault(context.get("exception", context["message"])))
        link.start()
        self._loop = loop
        # What came before the loop was there to be called is looked at now.
        self._take_mail()
        if not self._is_stopping.is_set():
            await self._is_asked_to_stop.wait()
        await link.stop(self._stop_deadline_s)

    def _take_mail(self) -> None:
        while self._mail and self._link is not None:
            self._link.submit(self._mail.popleft())

    def _call(self, callback: Callable[[], None]) -> None:
        loop = self._loop
        if loop is not None:
            # A closed loop has ended with everything that could be asked of it.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(callback)
