"""When a card may be decided, by a clock that a test holds."""

from __future__ import annotations

from codex_tui.state.events import RequestKey
from codex_tui.ui.widgets.arming import Arming

A, B = RequestKey(1, 0), RequestKey(1, "b")


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def seen(arming: Arming, places: dict[RequestKey, int]) -> bool:
    arming.note(places)
    return arming.note_painted()


def test_a_card_that_was_laid_out_but_not_painted_is_not_armed() -> None:
    clock = Clock()
    arming = Arming(clock)
    arming.note({A: 0})
    clock.at = 1.0
    assert not arming.is_armed(A) and not arming.is_armed_for_click(A)


def test_a_key_counts_from_when_it_was_pressed() -> None:
    clock = Clock()
    arming = Arming(clock)
    seen(arming, {A: 0})
    clock.at = 1.0
    assert arming.is_armed(A, pressed_ago_s=0.5)
    assert not arming.is_armed(A, pressed_ago_s=0.7)


def test_a_card_is_armed_once_it_was_in_view_for_400_ms() -> None:
    clock = Clock()
    arming = Arming(clock)
    assert seen(arming, {A: 0}) is True
    assert not arming.is_armed(A) and not arming.is_armed_for_click(A)

    clock.at = 0.4
    assert seen(arming, {A: 0}) is False
    assert arming.is_armed(A) and arming.is_armed_for_click(A)
    assert not arming.is_armed(B) and not arming.is_armed_for_click(B)


def test_a_card_that_moved_takes_keys_but_no_clicks() -> None:
    clock = Clock()
    arming = Arming(clock)
    seen(arming, {A: 0, B: 10})
    clock.at = 1.0
    seen(arming, {B: 0})
    assert arming.is_armed(B) and not arming.is_armed_for_click(B)

    clock.at = 1.5
    assert arming.is_armed_for_click(B)


def test_out_of_view_and_back_begins_anew() -> None:
    clock = Clock()
    arming = Arming(clock)
    seen(arming, {A: 0})
    seen(arming, {})
    clock.at = 1.0
    assert not arming.is_armed(A)

    assert seen(arming, {A: 0}) is True
    assert not arming.is_armed(A)


def test_restarting_one_card_leaves_the_others() -> None:
    clock = Clock()
    arming = Arming(clock)
    seen(arming, {A: 0, B: 10})
    clock.at = 1.0
    arming.restart(A)
    seen(arming, {A: 0, B: 10})
    assert not arming.is_armed(A) and arming.is_armed(B)

    arming.clear()
    assert not arming.is_armed(B)
