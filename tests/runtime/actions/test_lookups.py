"""Questions whose answer comes back with the intent."""

from __future__ import annotations

import pytest

from codex_tui.state.events import IntentDone, LinkState
from codex_tui.state.intents import CallMethod, FindFiles, Intent, ListModels
from tests.runtime.conftest import StartDriver


@pytest.mark.parametrize(
    ("intent", "result"),
    [
        (FindFiles("pars", "/src"), [{"path": "parser.py"}]),
        (ListModels(), None),
        (CallMethod("any/thing"), {}),
    ],
)
def test_answer_is_the_result(start: StartDriver, intent: Intent, result: object) -> None:
    driver = start("scripted")
    driver.until_link(LinkState.READY)

    done = driver.perform(intent)

    assert isinstance(done, IntentDone)
    assert done.result == result
