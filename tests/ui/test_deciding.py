"""Whatever is typed anywhere, nothing is granted unless a person looked at the card: a property over random keys.

The rule is stated here on its own, from what can be seen before each key, and not by asking the inbox.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.state.events import RequestKey
from codex_tui.state.intents import Decide
from codex_tui.ui.screens.questions import ConfirmScreen
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from tests.ui.stage import NARROW, WIDE, Stage, open_app

KEYS = [
    *"123459asdcmtyYnqjkgGnrfRADopiewv/:! x",
    *("enter", "escape", "tab", "up", "down", "left", "space", "backspace", "ctrl+j", "ctrl+g", "ctrl+p"),
    *("f1", "f2", "f3", "f4", "f5", "f6", "f9", "f10", "pageup", "pagedown", "home", "end"),
]
OFFERS = (["accept", "acceptForSession", "decline"], ["acceptForSession", "cancel", "accept"], ["accept", {"odd": 1}])
STEPS = st.lists(
    st.one_of(
        st.sampled_from(KEYS).map(lambda key: ("key", key)),
        st.just(("wait", "")),
        st.sampled_from(["ask", "end"]).map(lambda what: (what, "")),
    ),
    min_size=5,
    max_size=25,
)


@dataclass
class Watch:
    """What a person could have seen: which card is selected with the focus on it, and since when."""

    stage: Stage
    key: RequestKey | None = None
    since: float = 0.0
    confirmed_for: RequestKey | None = None

    def look(self) -> None:
        """Note what is selected now."""
        inbox = self.stage.dashboard.inbox
        chosen = inbox.cursor_key if self.stage.is_focused(inbox) else None
        key = chosen if isinstance(chosen, RequestKey) else None
        if key != self.key:
            self.key, self.since = key, self.stage.clock.monotonic

    def may_grant(self) -> RequestKey | None:
        """The request that the next key may grant, if any."""
        waited_s = self.stage.clock.monotonic - self.since
        return self.key if self.key is not None and waited_s >= ARMING_DELAY_S else None


async def play(steps: list[tuple[str, str]], size: tuple[int, int]) -> None:
    async with open_app(size=size, open_thread="t1") as stage:
        watch, asked, granted = Watch(stage), 0, 0
        for what, key in [("ask", ""), *steps]:
            if what == "ask":
                offered = OFFERS[asked % len(OFFERS)]
                stage.session.ask(asked, threadId="t1", command=f"rm {asked}", availableDecisions=offered)
                asked += 1
                await stage.settle()
            elif what == "end":
                stage.session.tell("serverRequest/resolved", threadId="t1", requestId=asked - 1)
                await stage.settle()
            elif what == "wait":
                stage.clock.monotonic += 0.5
            else:
                allowed = watch.may_grant()
                is_second_key = stage.is_at(ConfirmScreen) and key == "y"
                await stage.press(key)
                if stage.is_at(ConfirmScreen) and watch.confirmed_for is None:
                    watch.confirmed_for = allowed
                grants = [intent for intent in stage.backend.submitted(Decide) if not intent.decision.is_refusal]
                for grant in grants[granted:]:
                    wanted = watch.confirmed_for if grant.decision.is_lasting else allowed
                    assert grant.key == wanted, f"{key} granted {grant} although {wanted} was looked at"
                    assert is_second_key or not grant.decision.is_lasting
                granted = len(grants)
                if not stage.is_at(ConfirmScreen):
                    watch.confirmed_for = None
            watch.look()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(steps=STEPS, size=st.sampled_from([WIDE, NARROW]))
def test_no_key_grants_what_was_not_looked_at(steps: list[tuple[str, str]], size: tuple[int, int]) -> None:
    asyncio.run(play(steps, size))


async def test_the_keys_of_the_property_do_grant_when_a_person_looked() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.ask(0, threadId="t1", command="rm 0", availableDecisions=OFFERS[0])
        await stage.settle()
        await stage.press("ctrl+g")
        stage.clock.monotonic += 0.5
        await stage.press("s", "y")

        assert [intent.decision.is_lasting for intent in stage.backend.submitted(Decide)] == [True]
