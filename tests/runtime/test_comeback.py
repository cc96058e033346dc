"""How often and when a server is started again."""

from __future__ import annotations

from codex_tui.runtime.comeback import STABLE_AFTER_S, Comeback


def test_the_pauses_are_used_up_and_then_a_person_is_asked() -> None:
    comeback = Comeback((0.5, 2.0))

    assert [comeback.next_pause_s(at_s) for at_s in (1.0, 2.0, 5.0)] == [0.5, 2.0, None]


def test_a_short_time_of_readiness_does_not_begin_anew() -> None:
    comeback = Comeback((0.5, 2.0))
    comeback.next_pause_s(0.0)
    comeback.note_ready(1.0)

    assert comeback.next_pause_s(1.0 + STABLE_AFTER_S - 1) == 2.0


def test_a_server_that_worked_for_long_begins_anew() -> None:
    comeback = Comeback((0.5, 2.0))
    comeback.next_pause_s(0.0)
    comeback.note_ready(1.0)

    assert comeback.next_pause_s(1.0 + STABLE_AFTER_S) == 0.5


def test_a_person_who_asks_begins_anew() -> None:
    comeback = Comeback((0.5,))
    comeback.next_pause_s(0.0)
    comeback.reset()

    assert not comeback.is_under_way
    assert comeback.next_pause_s(1.0) == 0.5


def test_a_try_is_under_way_until_its_server_is_ready() -> None:
    comeback = Comeback((0.5, 2.0))
    assert not comeback.is_under_way
    comeback.next_pause_s(0.0)
    assert comeback.is_under_way
    assert comeback.words == "try 1 of 2"
    comeback.note_ready(1.0)
    assert not comeback.is_under_way
