"""`fold` on whole recorded sessions."""

from __future__ import annotations

import pytest

from codex_tui.protocol.items import AgentMessage, UnknownItem
from codex_tui.protocol.requests import RequestKind
from codex_tui.state.events import (
    LinkChanged,
    LinkState,
    Received,
)
from codex_tui.state.fold import fold, fold_all
from codex_tui.state.inbox import OPEN_STATES
from codex_tui.state.model import Model
from codex_tui.state.timeline import ItemEntry, ItemState, NoticeEntry, TurnEntry
from tests.recording import events, kept_line, load, model_after, names

ENDS_IN_THE_MIDDLE = {"eof-pending", "eof-running", "kill9-running", "sigint-running", "sigterm-running"}
NEVER_RESOLVED = {RequestKind.ATTESTATION, RequestKind.CURRENT_TIME, RequestKind.AUTH_REFRESH}
"""The server says of these neither that they are resolved nor which turn they belong to."""


@pytest.mark.parametrize("name", names())
def test_every_line_of_a_session_is_in_the_log_and_understood(name: str) -> None:
    model = model_after(name)

    assert [(record.at, record.direction, record.line) for record in model.wire_log.since(0)] == [
        (recorded.at, recorded.direction, kept_line(recorded)) for recorded in load(name)
    ]
    assert model.unknown_count == 0
    items = [entry.item for each in model.timelines.values() for entry in each.entries if isinstance(entry, ItemEntry)]
    assert not any(isinstance(item, UnknownItem) for item in items)


@pytest.mark.parametrize("name", sorted(set(names()) - ENDS_IN_THE_MIDDLE))
def test_nothing_stays_open_at_the_end_of_a_session(name: str) -> None:
    model = model_after(name)

    for timeline in model.timelines.values():
        assert timeline.running_turns() == []
        states = [entry.state for entry in timeline.entries if isinstance(entry, ItemEntry)]
        assert ItemState.OPEN not in states
    waiting = {entry.kind for entry in model.inbox if entry.state in OPEN_STATES}
    assert waiting <= NEVER_RESOLVED
    assert all(record.pending_count == 0 and record.active_turn_id is None for record in model.threads)


@pytest.mark.parametrize("name", sorted(ENDS_IN_THE_MIDDLE))
def test_a_lost_server_ends_what_it_left_open(name: str) -> None:
    model = model_after(name)
    assert any(timeline.running_turns() for timeline in model.timelines.values())

    fold(model, LinkChanged(2e9, LinkState.LOST, 1, "the server ended"))

    assert not any(timeline.running_turns() for timeline in model.timelines.values())
    assert not any(entry.state in OPEN_STATES for entry in model.inbox)


def test_an_approved_command_end_to_end() -> None:
    model = model_after("exec-accept", until=lambda model: bool(model.inbox.pending))
    (entry,) = model.inbox.pending
    item_id = entry.request.item_id
    assert item_id is not None
    open_item = model.timelines[entry.thread_id].item(item_id)
    assert open_item is not None and open_item.state is ItemState.OPEN
    assert [record.group for record in model.threads] == ["needs you"]

    model = model_after("exec-accept")
    done_item = model.timelines[entry.thread_id].item(item_id)
    assert done_item is not None and done_item.state is ItemState.DONE
    assert [type(entry) for entry in model.timelines[entry.thread_id].entries] == [TurnEntry] + [ItemEntry] * 3


@pytest.mark.parametrize(
    "name", ["exec-interrupt", "patch-cancel", "interrupt-stream", "fault-drop", "elicit-interrupt"]
)
def test_what_never_completes_is_closed_by_its_turn(name: str) -> None:
    entries = [entry for timeline in model_after(name).timelines.values() for entry in timeline.entries]

    states = [entry.state for entry in entries if isinstance(entry, ItemEntry)]
    assert states.count(ItemState.CLOSED) == 1 and ItemState.DONE in states


def test_a_command_outlives_the_interrupt_of_its_turn_until_it_ends() -> None:
    def is_outlived(model: Model) -> bool:
        return any(timeline.running_commands() for timeline in model.timelines.values())

    (timeline,) = model_after("interrupt-command", until=is_outlived).timelines.values()
    assert timeline.running_turns() == []
    assert not is_outlived(model_after("interrupt-command"))


def test_a_dropped_stream_leaves_a_second_message_and_says_why() -> None:
    (timeline,) = model_after("fault-drop").timelines.values()
    header = next(entry for entry in timeline.entries if isinstance(entry, TurnEntry))

    assert header.status == "failed" and header.error is not None and header.error.message
    assert any(isinstance(entry, NoticeEntry) and entry.level == "error" for entry in timeline.entries)


def test_a_flood_of_deltas_ends_as_one_message() -> None:
    model = model_after("flood")
    (timeline,) = model.timelines.values()
    message = timeline.entries[-1]
    assert isinstance(message, ItemEntry) and isinstance(message.item, AgentMessage)

    deltas = [
        recorded.message["params"]["delta"] for recorded in load("flood") if b"agentMessage/delta" in recorded.line
    ]
    assert len(deltas) > 200
    assert message.item.text == "".join(deltas)


def test_streamed_text_is_what_the_deltas_said_at_every_moment() -> None:
    model, streamed = Model(), ""
    for event in events("flood"):
        fold(model, event)
        if isinstance(event, Received) and event.record.method == "item/agentMessage/delta":
            streamed += load("flood")[event.record.seq].message["params"]["delta"]
            entry = model.timelines[event.record.thread_id].item(event.record.item_id)
            assert entry is not None and entry.streamed("text") == streamed


def test_threads_at_once_do_not_mix() -> None:
    model = model_after("multi-thread")

    assert set(model.timelines) == set(model.threads.records) and len(model.timelines) == 3
    for entry in model.inbox:
        if entry.kind in (RequestKind.COMMAND, RequestKind.FILE_CHANGE):
            item_id = entry.request.item_id
            assert item_id is not None
            holders = [thread_id for thread_id, timeline in model.timelines.items() if timeline.item(item_id)]
            assert holders == [entry.thread_id]


def test_several_requests_wait_at_once() -> None:
    model = model_after("exec-two", until=lambda model: len(model.inbox.pending) > 1)

    assert [entry.key.id for entry in model.inbox.pending] == [0, 1]


def test_a_sub_agent_has_a_thread_and_a_timeline_of_its_own() -> None:
    model = model_after("spawn")
    parent, child = model.threads

    assert not child.is_listed and parent.is_listed
    assert any(isinstance(entry, ItemEntry) for entry in model.timelines[child.id].entries)
    approval = next(iter(model.inbox))
    assert approval.thread_id == child.id


def test_answers_find_what_was_asked() -> None:
    model = model_after("handshake")
    (record,) = model.threads

    assert (record.model, record.approval_policy, record.sandbox) == ("gpt-5.5", "on-request", "read-only")
    paired = [each for each in model.wire_log.since(0) if each.latency_ms is not None]
    assert {"initialize", "thread/start", "turn/start"} <= {each.method for each in paired}


def test_many_events_give_each_change_once() -> None:
    model, single = Model(), Model()
    merged = fold_all(model, events("flood"))
    each = [change for event in events("flood") for change in fold(single, event)]

    assert len(merged) < 20 < len(each)
    assert merged == list(dict.fromkeys(each))
