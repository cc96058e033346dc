"""Pages of history: in front of what is known, and into turns that live events already began."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.state.changes import NoticeRaised
from codex_tui.state.timeline import ItemEntry, ItemState, TurnEntry
from tests.session import Session


@pytest.fixture
def session() -> Session:
    return Session()


def user(item_id: str, text: str) -> dict[str, Any]:
    return {"type": "userMessage", "id": item_id, "content": [{"type": "text", "text": text}]}


def agent(item_id: str, text: str) -> dict[str, Any]:
    return {"type": "agentMessage", "id": item_id, "text": text}


def turn(turn_id: str, *items: dict[str, Any], status: str = "completed", **rest: Any) -> dict[str, Any]:
    return {"id": turn_id, "status": status, "items": list(items), **rest}


def page(session: Session, *turns: Any, cursor: str | None = None) -> None:
    """A page of `thread/turns/list`, newest turn first."""
    session.answer("thread/turns/list", {"data": list(turns), "nextCursor": cursor}, threadId="t")


def outline(session: Session) -> list[str]:
    """Turn ids, and item ids with their state, top to bottom."""
    return [
        f"{entry.item.id} {entry.state}" if isinstance(entry, ItemEntry) else entry.turn_id
        for entry in session.timeline().entries
    ]


def test_pages_go_in_front_oldest_on_top(session: Session) -> None:
    page(session, turn("d", user("4", "x")), turn("c", user("3", "x")), cursor="older")
    assert session.timeline().older_cursor == "older" and session.timeline().is_history_loaded

    page(session, turn("b", user("2", "x")), turn("a", user("1", "x")))
    assert outline(session) == ["a", "1 done", "b", "2 done", "c", "3 done", "d", "4 done"]
    assert session.timeline().older_cursor is None
    headers = [entry for entry in session.timeline().entries if isinstance(entry, TurnEntry)]
    assert [header.number for header in headers] == [1, 2, 3, 4]


def test_live_turns_stay_below_history(session: Session) -> None:
    session.start_turn("live")
    session.start_item("i", "agentMessage", turn_id="live")

    page(session, turn("b", user("2", "x")), turn("a", user("1", "x")))

    assert outline(session) == ["a", "1 done", "b", "2 done", "live", "i open"]


def test_turns_that_another_program_added_go_below_what_is_known(session: Session) -> None:
    page(session, turn("b", user("2", "x")), turn("a", user("1", "x")))

    page(session, turn("d", user("4", "x")), turn("c", user("3", "x")), turn("b", user("2", "x")), turn("a"))

    assert outline(session) == ["a", "1 done", "b", "2 done", "c", "3 done", "d", "4 done"]


def test_a_page_that_comes_twice_changes_nothing(session: Session) -> None:
    turns = [turn("b", user("2", "x"), agent("3", "y")), turn("a", user("1", "x"))]
    page(session, *turns)
    before = outline(session)

    page(session, *turns)

    assert outline(session) == before


def test_a_turn_twice_in_one_page_counts_once(session: Session) -> None:
    page(session, turn("a", user("1", "x")), turn("a", user("1", "x"), agent("2", "y")))

    assert outline(session) == ["a", "1 done", "2 done"]


def test_a_running_turn_gets_what_was_missed_in_its_place(session: Session) -> None:
    session.start_turn("live")
    session.start_item("i", "commandExecution", turn_id="live", command="ls")

    page(session, turn("live", user("1", "do it"), agent("2", "I will"), status="inProgress"))

    assert outline(session) == ["live", "1 done", "2 done", "i open"]


def test_what_is_live_and_open_stays_open(session: Session) -> None:
    session.start_turn("live")
    session.start_item("2", "agentMessage", turn_id="live")
    session.tell("item/agentMessage/delta", threadId="t", turnId="live", itemId="2", delta="half")

    page(session, turn("live", user("1", "x"), agent("2", "hal"), status="inProgress"))

    entry = session.timeline().item("2")
    assert outline(session) == ["live", "1 done", "2 open"]
    assert entry is not None and entry.streamed("text") == "half"


def test_an_ended_turn_completes_what_live_events_left_open(session: Session) -> None:
    session.start_turn("live")
    session.start_item("2", "agentMessage", turn_id="live")

    page(session, turn("live", user("1", "x"), agent("2", "whole"), durationMs=5))

    header = session.timeline().turn("live")
    assert outline(session) == ["live", "1 done", "2 done"]
    assert header is not None and (header.status, header.duration_ms) == ("completed", 5)


def test_history_under_new_numbers_is_not_doubled(session: Session) -> None:
    session.start_turn("live")
    changes = [{"path": "a", "kind": {"type": "add"}, "diff": "x"}]
    session.end_item("u-1", "userMessage", turn_id="live", content=[{"type": "text", "text": "do it", "elements": []}])
    session.end_item("r-1", "reasoning", turn_id="live", summary=["hm"])
    session.end_item("a-1", "agentMessage", turn_id="live", text="done", phase="final")
    session.end_item("c-1", turn_id="live", item_type="commandExecution", command="ls")
    session.end_item("p-1", turn_id="live", item_type="fileChange", changes=changes)
    before = outline(session)

    command = {"type": "commandExecution", "id": "item-3", "command": "ls", "status": "completed"}
    patch = {"type": "fileChange", "id": "item-4", "changes": changes}
    thought = {"type": "reasoning", "id": "item-5", "summary": ["hm"]}
    page(session, turn("live", user("item-1", "do it"), thought, agent("item-2", "done"), command, patch))

    assert outline(session) == before


def test_ids_that_begin_again_in_another_turn_are_other_items(session: Session) -> None:
    page(session, turn("b", user("item-1", "second"), status="inProgress"), turn("a", user("item-1", "first")))

    assert outline(session) == ["a", "item-1 done", "b", "item-1 done"]
    assert len({entry.key for entry in session.timeline().entries}) == 4


@pytest.mark.parametrize(("status", "state"), [("inProgress", ItemState.OPEN), ("interrupted", ItemState.CLOSED)])
def test_an_item_that_history_says_runs_is_open_only_in_a_running_turn(
    session: Session, status: str, state: ItemState
) -> None:
    command = {"type": "commandExecution", "id": "c", "status": "inProgress"}
    page(session, turn("a", user("1", "x"), command, status=status))

    assert outline(session) == ["a", "1 done", f"c {state}"]


def test_a_turn_or_item_that_does_not_fit_hides_no_other(session: Session) -> None:
    page(session, turn("b", {"type": "agentMessage"}, user("2", "x")), {"status": 5}, "nonsense", turn("a"))

    assert outline(session) == ["a", "b", "2 done"]
    assert session.model.unknown_count == 2


def test_a_page_for_no_thread_makes_none(session: Session) -> None:
    session.answer("thread/turns/list", {"data": [turn("a")]})

    assert session.model.timelines == {}


def test_a_page_of_another_shape_is_a_notice(session: Session) -> None:
    changes = session.answer("thread/turns/list", {"data": 5}, threadId="t")

    assert [change.level for change in changes if isinstance(change, NoticeRaised)] == ["warning"]


@pytest.mark.parametrize("method", ["thread/resume", "thread/fork"])
def test_an_opened_thread_brings_its_turns_oldest_first(session: Session, method: str) -> None:
    thread = {"id": "t", "turns": [turn("a", user("1", "x")), turn("b", user("2", "y"))]}
    session.answer(method, {"thread": thread})

    assert outline(session) == ["a", "1 done", "b", "2 done"]
    assert session.timeline().is_history_loaded


def test_a_thread_opened_without_turns_has_no_history_yet(session: Session) -> None:
    session.answer("thread/resume", {"thread": {"id": "t"}}, threadId="t")

    assert not session.timeline().is_history_loaded


def test_an_answer_that_is_older_than_the_turn_does_not_end_it() -> None:
    session = Session()
    session.tell("thread/started", thread={"id": "t", "status": {"type": "idle"}})
    session.tell("thread/status/changed", threadId="t", status={"type": "active"})
    session.start_turn()
    session.start_item("i", "agentMessage", text="")
    session.answer("thread/read", {"thread": {"id": "t", "status": {"type": "idle"}}}, threadId="t")
    history = [{"id": "u", "status": "interrupted", "items": []}]
    session.answer("thread/turns/list", {"data": history, "nextCursor": None}, threadId="t")

    record, item = session.model.threads.get("t"), session.timeline().item("i")
    assert record is not None and item is not None
    assert (record.status, record.active_turn_id) == ("active", "u")
    assert (session.timeline().running_turns()[0].turn_id, item.state) == ("u", ItemState.OPEN)


def test_a_turn_that_history_had_called_interrupted_begins_all_the_same() -> None:
    session = Session()
    session.tell("thread/started", thread={"id": "t", "status": {"type": "idle"}})
    history: list[Any] = [{"id": "u", "status": "interrupted", "completedAt": None, "items": []}]
    session.answer("thread/turns/list", {"data": history, "nextCursor": None}, threadId="t")
    session.start_turn()

    record = session.model.threads.get("t")
    assert record is not None and record.active_turn_id == "u"
    assert session.timeline().running_turns()[0].turn_id == "u"
