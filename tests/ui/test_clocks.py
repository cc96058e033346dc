"""A wall clock that is set back or forward while something waits and something runs: no nonsense, and nothing stops."""

from __future__ import annotations

import re

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.state.intents import Decide
from tests.ui.stage import WIDE, open_app, thread

YEAR_S = 365 * 86_400.0
NEGATIVE = re.compile(r"-\d+(\.\d+)?\s?(s|m|h|d|y|ms)\b")


@pytest.mark.parametrize("step_s", [-YEAR_S, -3600.0, -1.0, 3600.0, 10 * YEAR_S])
async def test_ages_are_never_negative_and_a_decision_is_still_a_decision(step_s: float) -> None:
    async with open_app(size=WIDE) as stage:
        stage.session.connect()
        stage.session.list_threads(thread(1))
        stage.session.start_turn("u1", "t1")
        stage.session.start_item("c", "commandExecution", "u1", "t1", command="make", status="inProgress")
        stage.session.ask(0, threadId="t1", turnId="u1", itemId="c", command="make")
        await stage.settle()
        stage.clock.now += step_s
        stage.session.at += step_s
        stage.session.say("m", "later")
        stage.dashboard.tick()
        await stage.press("ctrl+g")
        await stage.arm()

        shown = stage.screen_text()
        assert NEGATIVE.search(shown) is None, shown
        await stage.press("a")
        (decided,) = stage.backend.submitted(Decide)
        assert decided.decision == ACCEPT
