"""Order, limits, waking and the mark of the outbox."""

from __future__ import annotations

import pytest

from codex_tui.runtime.outbox import Outbox
from codex_tui.state.events import StateEvent, StderrReceived


def events(*names: str) -> list[StateEvent]:
    return [StderrReceived((name,)) for name in names]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_drain_keeps_order_across_batches_and_limits(limit: int) -> None:
    outbox = Outbox(100, 1_000)
    outbox.put(events("a", "b", "c"))
    outbox.put(events("d"))
    outbox.put(events("e", "f"))

    drained: list[StateEvent] = []
    while batch := outbox.drain(limit):
        assert len(batch) <= limit
        drained += batch

    assert drained == events("a", "b", "c", "d", "e", "f")


def test_wake_comes_only_when_events_follow_none() -> None:
    outbox, wakes = Outbox(100, 1_000), []
    outbox.set_wake(lambda: wakes.append("woken"))

    outbox.put([])
    assert wakes == []
    outbox.put(events("a"))
    outbox.put(events("b"))
    assert wakes == ["woken"]
    outbox.drain(1)
    outbox.put(events("c"))
    assert wakes == ["woken"]
    outbox.drain(10)
    outbox.put(events("d"))
    assert wakes == ["woken", "woken"]


def test_wake_that_comes_late_is_called_for_what_waits() -> None:
    outbox, wakes = Outbox(100, 1_000), []
    outbox.put(events("a"))

    outbox.set_wake(lambda: wakes.append("woken"))

    assert wakes == ["woken"]


def test_closed_screen_does_not_harm_the_worker() -> None:
    def wake() -> None:
        raise RuntimeError("Event loop is closed")

    outbox = Outbox(100, 1_000)
    outbox.set_wake(wake)
    outbox.put(events("a"))

    assert outbox.drain(10) == events("a")


@pytest.mark.parametrize(("max_events", "max_bytes"), [(4, 1_000), (1_000, 400)])
def test_room_is_announced_once_at_half_of_the_mark(max_events: int, max_bytes: int) -> None:
    outbox, announced = Outbox(max_events, max_bytes), []

    def on_room() -> None:
        announced.append("room")

    for name in ("a", "b", "c"):
        outbox.put(events(name), 100)
    assert not outbox.is_waiting_for_room(on_room)
    outbox.put(events("d"), 100)
    assert outbox.is_waiting_for_room(on_room)

    outbox.drain(1)
    assert announced == []
    outbox.drain(1)
    assert announced == ["room"]
    outbox.drain(10)
    assert announced == ["room"]
