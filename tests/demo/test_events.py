"""The events of one step: their order, their pauses, and how a response ends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.demo.events import Hangup, Pause, beats_for, words_of
from codex_tui.demo.parts import Call, Cut, Fail, Patch, Say, Spend, Step, step_at


def events_of(step: Step) -> list[dict[str, Any]]:
    return [beat for beat in beats_for(step, 400) if isinstance(beat, dict)]


@given(st.text())
def test_words_join_to_the_text_again(text: str) -> None:
    assert "".join(words_of(text)) == text


def test_a_message_is_added_streamed_and_done_with_its_whole_text() -> None:
    kinds = [event["type"] for event in events_of((Say(("Hel", "lo")),))]
    assert kinds == [
        "response.created",
        "response.output_item.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_item.done",
        "response.completed",
    ]
    done = events_of((Say(("Hel", "lo")),))[4]
    assert done["item"]["content"] == [{"type": "output_text", "text": "Hello"}]


def test_a_rate_puts_a_pause_between_deltas_and_none_around_them() -> None:
    beats = list(beats_for((Say(("a", "b", "c"), deltas_per_s=4.0),), 0))
    assert [beat.seconds for beat in beats if isinstance(beat, Pause)] == [0.25, 0.25]
    assert isinstance(beats[3], Pause)


def test_a_cut_ends_the_stream_without_a_closing_event() -> None:
    beats = list(beats_for((Say(("half",), is_finished=False), Cut(), Say(("never",))), 0))
    assert isinstance(beats[-1], Hangup)
    assert not any(isinstance(beat, dict) and beat["type"] == "response.completed" for beat in beats)


@pytest.mark.parametrize(
    ("part", "kind"),
    [(Fail("insufficient_quota"), "response.failed"), (Fail("x", is_incomplete=True), "response.incomplete")],
)
def test_a_failure_is_the_last_event(part: Fail, kind: str) -> None:
    assert events_of((part,))[-1]["type"] == kind


def test_usage_comes_from_the_request_unless_the_step_names_it() -> None:
    assert events_of(())[-1]["response"]["usage"]["input_tokens"] == 100
    usage = events_of((Spend(84_200), Say(("four",) * 8)))[-1]["response"]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"]) == (84_200, 8, 84_208)


def test_a_step_follows_once_all_calls_before_it_are_answered() -> None:
    first, second, last = (Call("a"), Patch("b")), (Say(("x",)), Call("c")), (Say(("end",)),)
    script = (first, second, last)
    assert [step_at(script, count) for count in range(5)] == [first, second, second, last, ()]
