"""Which turns are known to run, whatever order the server's words come in."""

from __future__ import annotations

from typing import Any

from codex_tui.plain.turns import RunningTurns
from codex_tui.wire.connection import NotificationReceived, ResponseReceived
from codex_tui.wire.envelope import ErrorResponse


def answer(turns: RunningTurns, turn_id: str, thread_id: str = "t") -> None:
    result = {"turn": {"id": turn_id}}
    turns.take_answer(ResponseReceived(b"", 1, "turn/start", result, None), {"threadId": thread_id})


def tell(turns: RunningTurns, method: str, turn_id: str = "", thread_id: str = "t") -> bool:
    """Whether it ended a turn."""
    params: dict[str, Any] = {"threadId": thread_id, "turn": {"id": turn_id}} if turn_id else {"threadId": thread_id}
    return turns.take_notification(NotificationReceived(b"", method, params)) is not None


def test_a_turn_runs_from_the_answer_to_its_end() -> None:
    turns = RunningTurns()
    answer(turns, "a")
    assert turns.items() == [("t", "a")] and "t" in turns
    assert not tell(turns, "turn/started", "a")
    assert turns.turn_id("t") == "a"

    assert tell(turns, "turn/completed", "a")
    assert "t" not in turns and turns.turn_id("t") is None


def test_an_answer_after_the_end_starts_nothing() -> None:
    turns = RunningTurns()
    tell(turns, "turn/started", "a")
    tell(turns, "turn/completed", "a")
    answer(turns, "a")

    assert "t" not in turns


def test_a_joined_turn_keeps_its_id() -> None:
    turns = RunningTurns()
    tell(turns, "turn/started", "a")
    answer(turns, "never starts")

    assert turns.turn_id("t") == "a"


def test_threads_have_turns_of_their_own() -> None:
    turns = RunningTurns()
    answer(turns, "a")
    answer(turns, "b", "u")
    assert tell(turns, "turn/completed", "b", "u")

    assert turns.items() == [("t", "a")]


def test_a_thread_that_is_gone_takes_its_turn_along() -> None:
    turns = RunningTurns()
    tell(turns, "turn/started", "a")
    tell(turns, "thread/closed")

    assert turns.items() == []


def test_what_does_not_fit_changes_nothing() -> None:
    turns = RunningTurns()
    refused = ErrorResponse(1, -32600, "no", None)
    turns.take_answer(ResponseReceived(b"", 1, "turn/start", None, refused), {"threadId": "t"})
    turns.take_answer(ResponseReceived(b"", 1, "turn/start", {"turn": 5}, None), {"threadId": "t"})
    turns.take_answer(ResponseReceived(b"", 1, "thread/read", {"turn": {"id": "a"}}, None), {"threadId": "t"})
    turns.take_notification(NotificationReceived(b"", "turn/started", {"threadId": 5}))

    assert turns.items() == []
