"""Whatever order, doubling or loss the recorded messages meet, `fold` bears it and the log has every line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from codex_tui.state.events import Received, StateEvent
from codex_tui.state.fold import fold
from codex_tui.state.inbox import OPEN_STATES
from codex_tui.state.model import Model
from codex_tui.state.timeline import ItemEntry, Timeline
from codex_tui.state.wire_log import Direction
from codex_tui.wire.connection import ResponseReceived
from tests.recording import RecordedLine, events_of, kept_line, load, names

LINES = [recorded for name in names() if name != "flood" for recorded in load(name)]


def check(lines: list[RecordedLine]) -> None:
    """What must hold whatever happened."""
    events = list(events_of(lines))
    # In disorder an answer may meet another session's request, and loses the secrets of such an answer.
    kept = [(line.direction, kept_line(line, answer_in(event))) for line, event in zip(lines, events, strict=True)]
    model = folded(events)

    assert [(record.direction, record.line) for record in model.wire_log.since(0)] == kept
    for timeline in model.timelines.values():
        check_timeline(timeline)
    for record in model.threads:
        waiting = [entry for entry in model.inbox.pending if entry.thread_id == record.id]
        assert record.pending_count == len(waiting)


def check_timeline(timeline: Timeline) -> None:
    """Every entry is found by its key, once, below a header of its turn."""
    keys = [entry.key for entry in timeline.entries]
    assert len(keys) == len(set(keys))
    assert all(timeline.get(entry.key) is entry for entry in timeline.entries)
    for entry in timeline.entries:
        if isinstance(entry, ItemEntry):
            header = timeline.turn(entry.turn_id)
            assert header is not None and timeline.position_of(header) < timeline.position_of(entry)


def answer_in(event: StateEvent) -> ResponseReceived | None:
    found = event.event if isinstance(event, Received) else None
    return found if isinstance(found, ResponseReceived) else None


def folded(events: Iterable[StateEvent]) -> Model:
    model = Model()
    for event in events:
        fold(model, event)
    return model


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(LINES) - 1), max_size=120))
def test_any_messages_of_any_sessions_in_any_order(picks: list[int]) -> None:
    lines = [LINES[pick] for pick in picks]

    check(lines)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(names()), st.randoms(use_true_random=False), st.data())
def test_one_session_shuffled_doubled_and_thinned(name: str, random: Any, data: st.DataObject) -> None:
    lines = list(load(name))[:150]
    lines = [line for line in lines if random.random() > 0.1]
    lines += [line for line in lines if random.random() < 0.2]
    if data.draw(st.booleans()):
        random.shuffle(lines)

    check(lines)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(names()), st.integers(0, 150))
def test_a_session_that_breaks_off_anywhere_is_ended_by_the_lost_link(name: str, count: int) -> None:
    from_start = list(load(name))[:count]
    model = folded(events_of(from_start))

    model.inbox.lose_generation(1, 0)
    for timeline in model.timelines.values():
        timeline.interrupt_all(0)

    assert not any(timeline.running_turns() or timeline.running_commands() for timeline in model.timelines.values())
    assert not any(entry.state in OPEN_STATES for entry in model.inbox)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LINES), st.data())
def test_a_message_with_any_value_replaced_does_not_raise(recorded: RecordedLine, data: st.DataObject) -> None:
    message = from_json(recorded.line) if recorded.message is not None else {}
    holders = [message]
    for holder in holders:
        holders += [value for value in holder.values() if isinstance(value, dict)]
    holder = data.draw(st.sampled_from([each for each in holders if each] or [{"x": 1}]))
    key = data.draw(st.sampled_from(sorted(holder)))
    holder[key] = data.draw(st.sampled_from([None, 0, -1.5, True, "", "x", [], [None], {}, {"id": 1}]))
    lines = [*load("handshake"), RecordedLine(recorded.at, Direction.INBOUND, to_json(message))]

    check(lines)
