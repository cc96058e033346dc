"""Events that cannot be taken in, or shown, cost nothing but themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from codex_tui.state.changes import Change
from codex_tui.state.events import FaultReported, LinkChanged, LinkState, Received, StateEvent
from codex_tui.state.intents import Intent
from codex_tui.state.model import Model
from codex_tui.ui.pump import ChangePump, Outcome

READY = LinkChanged(1.0, LinkState.READY, 2)


class Source:
    """A backend that has some events."""

    def __init__(self, events: list[StateEvent]) -> None:
        self._events = events

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Wakes at once."""
        wake()

    def drain(self, limit: int) -> list[StateEvent]:
        """Everything, once."""
        events, self._events = self._events, []
        return events

    def submit(self, intent: Intent) -> None:
        """Nothing is carried out."""


async def pumped(
    events: list[StateEvent], on_batch: Callable[[list[Change], list[Outcome]], None], errors: list[Exception]
) -> Model:
    model, done = Model(), asyncio.Event()

    def take(changes: list[Change], outcomes: list[Outcome]) -> None:
        done.set()
        on_batch(changes, outcomes)

    pump = ChangePump(Source(events), model, take, errors.append)
    pump.start()
    await done.wait()
    await asyncio.sleep(0)
    pump.stop()
    return model


async def test_what_comes_after_an_event_that_cannot_be_folded_is_folded() -> None:
    errors: list[Exception] = []
    broken = Received(None, None, 1)  # type: ignore[arg-type]

    model = await pumped([broken, READY], lambda changes, outcomes: None, errors)

    assert len(errors) == 1 and model.link.state is LinkState.READY


async def test_a_screen_that_cannot_show_a_batch_says_so() -> None:
    errors: list[Exception] = []

    def fail(changes: list[Change], outcomes: list[Outcome]) -> None:
        raise OSError(24, "Too many open files")

    model = await pumped([FaultReported("x"), READY], fail, errors)

    assert [type(error) for error in errors] == [OSError] and model.link.state is LinkState.READY
