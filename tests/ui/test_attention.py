"""One alert for each request, only to a person who looks elsewhere; the count goes with what waits."""

from __future__ import annotations

import pytest
from textual import events

from codex_tui.state.events import ReplyFailed
from codex_tui.ui.app import AppOptions
from codex_tui.ui.attention import AWAY_AFTER_S, GRACE_S, Alert, Attention
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.alerts import AlertKind
from tests.session import STARTED_AT, Session
from tests.ui.stage import Clock, open_app

SAVE, RESTORE = "\x1b[22;2t", "\x1b[23;2t"


def title(count: int) -> str:
    return f"\x1b]2;{f'({count}) ' if count else ''}codex-tui\x07"


class Desk:
    """A person's terminal: what was written to it, and what was run."""

    def __init__(self, kind: AlertKind = AlertKind.BELL) -> None:
        self.session, self.clock = Session(), Clock(now=STARTED_AT + 100)
        self.written: list[str] = []
        self.run: list[Alert] = []
        context = UiContext(self.session.model, lambda: self.clock.now, lambda: self.clock.monotonic)
        self.attention = Attention(context, kind, self.written.append, run_command=self.run.append)
        self.attention.presence.take_focus(False)

    def ask(self, request_id: int, command: str = "ls") -> None:
        self.session.ask(request_id, threadId="t", turnId="u", command=command)

    def look(self) -> list[str]:
        """What is written for the present state."""
        self.written.clear()
        self.attention.look()
        return list(self.written)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_request_alerts_once(desk: Desk) -> None:
    desk.ask(0)

    assert desk.look() == [SAVE, title(1), "\x07"]
    assert desk.look() == []


def test_a_clock_that_is_set_back_keeps_no_alert_away(desk: Desk) -> None:
    desk.ask(0)
    desk.clock.now -= 3600

    assert desk.look() == [SAVE, title(1), "\x07"]


def test_each_request_has_its_own_alert_and_the_count_follows(desk: Desk) -> None:
    desk.ask(0)
    desk.ask(1)
    assert desk.look() == [SAVE, title(2), "\x07", "\x07"]

    desk.session.tell("serverRequest/resolved", threadId="t", requestId=0)
    assert desk.look() == [title(1)]
    desk.session.tell("serverRequest/resolved", threadId="t", requestId=1)
    assert desk.look() == [title(0)]


def test_a_flood_is_one_alert(desk: Desk) -> None:
    for number in range(50):
        desk.ask(number)

    assert desk.look() == [SAVE, title(50), "\x07"]
    assert [alert.what for alert in desk.run] == ["50 new requests"]


def test_nothing_waits_and_nothing_is_written(desk: Desk) -> None:
    assert desk.look() == []
    desk.attention.close()
    assert desk.written == []


def test_the_terminal_gets_its_title_back(desk: Desk) -> None:
    desk.ask(0)
    desk.look()
    desk.written.clear()

    desk.attention.close()
    assert desk.written == [RESTORE]


def test_who_looks_is_not_alerted_and_not_told_later(desk: Desk) -> None:
    desk.attention.presence.take_focus(True)
    desk.ask(0)
    assert desk.look() == [SAVE, title(1)]

    desk.attention.presence.take_focus(False)
    assert desk.look() == []


def test_who_types_looks(desk: Desk) -> None:
    desk.attention.presence.take_input()
    desk.ask(0)

    assert desk.look() == [SAVE, title(1)]


def test_without_reports_of_focus_who_does_nothing_is_away() -> None:
    desk = Desk()
    fresh = Attention(
        UiContext(desk.session.model, lambda: desk.clock.now, lambda: desk.clock.monotonic),
        AlertKind.BELL,
        desk.written.append,
    )
    assert not fresh.presence.is_away
    desk.clock.monotonic += AWAY_AFTER_S
    assert fresh.presence.is_away
    fresh.presence.take_input()
    assert not fresh.presence.is_away


def test_what_is_answered_at_once_alerts_nobody(desk: Desk) -> None:
    desk.ask(0)
    desk.clock.now = desk.session.at + GRACE_S / 2
    assert "\x07" not in desk.look()

    desk.clock.now = desk.session.at + GRACE_S
    assert desk.look() == ["\x07"]


def test_a_decision_that_comes_back_is_no_new_request(desk: Desk) -> None:
    desk.ask(0)
    desk.look()
    (entry,) = desk.session.model.inbox.pending
    desk.session.model.inbox.claim(entry.key, entry.offered[0])
    assert desk.look() == [title(0)]

    desk.session.fold(ReplyFailed(desk.session.at, entry.key, "no room", may_retry=True))
    assert desk.look() == [title(1)]


def test_a_request_of_the_next_server_with_the_same_id_is_new(desk: Desk) -> None:
    desk.ask(0)
    desk.look()
    desk.session.lose()
    desk.ask(0)

    assert desk.look() == ["\x07"]


def test_off_writes_nothing_at_all() -> None:
    desk = Desk(AlertKind.OFF)
    desk.ask(0)

    assert desk.look() == [] and desk.run == []


def test_an_alert_names_kind_and_thread_and_never_the_command() -> None:
    desk = Desk(AlertKind.OSC9)
    desk.session.tell("thread/started", thread={"id": "t", "name": "Fix\x07 it; now"})
    desk.ask(0, "rm -rf secret")

    assert desk.look()[-1] == "\x1b]9;command · Fix␇ it, now\x07"
    assert desk.run == [Alert("command", "Fix␇ it, now", 1)]


async def test_the_app_hears_of_the_focus() -> None:
    async with open_app(options=AppOptions(notify=AlertKind.BELL)) as stage:
        presence = stage.app.attention.presence
        stage.app.post_message(events.AppBlur())
        await stage.settle()
        assert presence.is_away

        await stage.press("f5")
        assert not presence.is_away

        stage.app.post_message(events.AppBlur())
        await stage.settle()
        stage.app.post_message(events.AppFocus())
        await stage.settle()
        assert not presence.is_away
