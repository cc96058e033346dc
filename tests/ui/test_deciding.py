"""Whatever is typed anywhere, nothing is granted unless a person looked at the card: a property over random keys.

The rule is stated here on its own, from what can be seen before each key, and not by asking the inbox: a key grants
what was there for long enough on the one card that was looked at, and a second key what its question was about when it
opened. Each two requests ask the same, so that they share a card.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.protocol.replies import DECLINE
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
    """What a person could have seen: which card has cursor and focus, since when, and what a question lists."""

    stage: Stage
    key: RequestKey | None = None
    since: float = 0.0
    asked_at: list[float] = field(default_factory=list)
    questioned: set[int] | None = None

    def ask(self) -> None:
        """A request comes; every second one is equal to the one before."""
        number = len(self.asked_at)
        self.asked_at.append(self.stage.clock.monotonic)
        offered = OFFERS[number // 2 % len(OFFERS)]
        self.stage.session.ask(
            number, threadId="t1", itemId=f"i{number}", command=command_of(number), availableDecisions=offered
        )

    def look(self) -> None:
        """Note what is selected now, and what a question that has just opened is about."""
        inbox = self.stage.dashboard.inbox
        chosen = inbox.cursor_key if self.stage.is_focused(inbox) else None
        key = chosen if isinstance(chosen, RequestKey) else None
        if key != self.key:
            self.key, self.since = key, self.stage.clock.monotonic

    def may_grant(self) -> set[int]:
        """The requests that the next key may grant by itself."""
        now = self.stage.clock.monotonic
        if self.key is None or now - self.since < ARMING_DELAY_S:
            return set()
        on_card = {int(self.key.id), int(self.key.id) ^ 1}
        return {
            number
            for number in on_card
            if number < len(self.asked_at) and now - self.asked_at[number] >= ARMING_DELAY_S
        }

    def note_question(self, allowed: set[int]) -> None:
        """A question that has just opened is about the card that was looked at, or about all that it lists."""
        if not self.stage.is_at(ConfirmScreen):
            self.questioned = None
        elif self.questioned is None:
            shown = "\n".join(str(row.render()) for row in self.stage.app.screen.query(".question-row"))
            listed = {number for number in range(len(self.asked_at)) if re.search(rf"\$ {command_of(number)}\b", shown)}
            self.questioned = allowed | listed


def command_of(number: int) -> str:
    return f"rm {number // 2}"


async def play(steps: list[tuple[str, str]], size: tuple[int, int]) -> None:
    async with open_app(size=size, open_thread="t1") as stage:
        watch, granted = Watch(stage), 0
        for what, key in [("ask", ""), *steps]:
            if what == "ask":
                watch.ask()
                await stage.settle()
            elif what == "end":
                stage.session.tell("serverRequest/resolved", threadId="t1", requestId=len(watch.asked_at) - 1)
                await stage.settle()
            elif what == "wait":
                stage.clock.monotonic += 0.5
            else:
                is_second_key = stage.is_at(ConfirmScreen) and key == "y"
                allowed = (watch.questioned or set()) if is_second_key else watch.may_grant()
                await stage.press(key)
                grants = [intent for intent in stage.backend.submitted(Decide) if not intent.decision.is_refusal]
                for grant in grants[granted:]:
                    assert grant.key[1] in allowed, f"{key} granted {grant} although {allowed} was looked at"
                    assert is_second_key or not grant.decision.is_lasting
                granted = len(grants)
                watch.note_question(allowed)
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


async def test_the_keys_of_the_property_do_grant_by_marks() -> None:
    async with open_app(open_thread="t1") as stage:
        watch = Watch(stage)
        for _ in range(2):
            watch.ask()
        await stage.settle()
        await stage.press("ctrl+g", "space", "a")
        watch.note_question(set())
        assert watch.questioned == {0, 1}

        await stage.press("y")
        assert [intent.key[1] for intent in stage.backend.submitted(Decide)] == [0, 1]


async def test_a_message_that_was_begun_is_there_when_the_person_comes_back() -> None:
    async with open_app() as stage:
        stage.session.ask(0, threadId="t1", turnId="u", itemId="i0", command="ls", availableDecisions=["accept"])
        await stage.settle()
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press("m", *"not so", "escape")
        assert stage.backend.submitted(Decide) == []

        await stage.arm()
        await stage.press("m", "enter")
        (decided,) = stage.backend.submitted(Decide)
        assert (decided.decision, decided.message) == (DECLINE, "not so")
