"""Loaded threads and running turns, as notifications tell of them."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.runtime.activity import ThreadActivity

STARTED = {"threadId": "t", "turn": {"id": "u"}}


def test_thread_is_loaded_by_an_answer_or_a_notification() -> None:
    activity = ThreadActivity()
    activity.take_opened({"thread": {"id": "a"}})
    activity.take_notification("thread/started", {"thread": {"id": "b"}})
    activity.take_notification("turn/started", {"threadId": "c", "turn": {"id": "u"}})

    assert [activity.is_loaded(thread_id) for thread_id in "abcd"] == [True, True, True, False]


@pytest.mark.parametrize("method", ["thread/closed", "thread/archived", "thread/deleted"])
def test_thread_that_went_is_not_loaded(method: str) -> None:
    activity = ThreadActivity()
    activity.take_notification("turn/started", STARTED)
    activity.take_notification(method, {"threadId": "t"})

    assert not activity.is_loaded("t")
    assert activity.active_turn_id("t") is None


async def test_turn_end_is_done_with_that_turn_only() -> None:
    activity = ThreadActivity()
    activity.take_notification("turn/started", STARTED)
    end = activity.turn_end("t", "u")

    activity.take_notification("turn/completed", {"threadId": "t", "turn": {"id": "another"}})
    assert not end.done()
    assert activity.active_turn_id("t") == "u"
    activity.take_notification("turn/completed", STARTED)
    assert end.done()
    assert activity.active_turn_id("t") is None


async def test_end_of_a_turn_that_does_not_run_is_now() -> None:
    assert ThreadActivity().turn_end("t", "u").done()


@pytest.mark.parametrize("params", [None, [], {}, {"threadId": 1}, {"threadId": "t", "turn": "u"}, {"thread": []}])
def test_shapes_that_do_not_fit_are_ignored(params: Any) -> None:
    activity = ThreadActivity()
    activity.take_notification("turn/started", params)
    activity.take_opened(params)

    assert activity.active_turn_id("t") is None
