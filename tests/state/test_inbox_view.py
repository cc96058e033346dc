"""The order of the inbox pane, and the walk from one pending decision to the next."""

from __future__ import annotations

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.protocol.requests import CommandApproval, RequestKind, UserInputRequest
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import Inbox
from codex_tui.state.inbox_view import InboxView


def key(number: int) -> RequestKey:
    return RequestKey(1, number)


@pytest.fixture
def inbox() -> Inbox:
    """Five approvals, numbered from 0, on two threads in turn."""
    inbox = Inbox()
    for number in range(5):
        request = CommandApproval(thread_id="ab"[number % 2])
        inbox.add(key(number), "m", RequestKind.COMMAND, request, at=number)
    return inbox


def numbers(view: InboxView) -> list[int | str]:
    return [entry.key.id for entry in view.entries()]


def test_what_waits_is_on_top_oldest_first_then_what_ended_newest_first(inbox: Inbox) -> None:
    view = InboxView(inbox)
    inbox.resolve(key(3), 10)
    inbox.resolve(key(0), 11)
    inbox.claim(key(1), ACCEPT)

    assert numbers(view) == [2, 4, 1, 0, 3]
    assert view.pending_count == 2


def test_what_nobody_can_decide_is_below_what_waits(inbox: Inbox) -> None:
    inbox.add(key(9), "m", RequestKind.USER_INPUT, UserInputRequest(thread_id="a"), at=0)

    assert numbers(InboxView(inbox)) == [0, 1, 2, 3, 4, 9]


def test_only_the_latest_ended_entries_are_shown(inbox: Inbox) -> None:
    for number in range(5, 100):
        inbox.add(key(number), "m", RequestKind.COMMAND, CommandApproval(thread_id="a"), at=number)
        inbox.resolve(key(number), number)

    assert numbers(InboxView(inbox)) == [0, 1, 2, 3, 4, *range(99, 49, -1)]
    assert numbers(InboxView(inbox, max_recent_entries=2)) == [0, 1, 2, 3, 4, 99, 98]


def test_the_walk_goes_round_oldest_first(inbox: Inbox) -> None:
    view = InboxView(inbox)
    walked, after = [], None
    for _ in range(7):
        entry = view.next_pending(after)
        assert entry is not None
        after = entry.key
        walked.append(entry.key.id)

    assert walked == [0, 1, 2, 3, 4, 0, 1]


@pytest.mark.parametrize(("after", "expected"), [(1, 3), (2, 3), (4, 0), (99, 0)])
def test_the_walk_goes_on_from_what_was_decided_meanwhile(inbox: Inbox, after: int, expected: int) -> None:
    inbox.claim(key(1), ACCEPT)
    inbox.resolve(key(2), 10)

    entry = InboxView(inbox).next_pending(key(after))

    assert entry is not None and entry.key == key(expected)


def test_the_walk_stays_on_the_only_one_and_ends_with_none(inbox: Inbox) -> None:
    view = InboxView(inbox)
    for number in range(4):
        inbox.resolve(key(number), 10)
    entry = view.next_pending(key(4))
    assert entry is not None and entry.key == key(4)

    inbox.resolve(key(4), 11)
    assert view.next_pending(key(4)) is None and view.next_pending(None) is None


def test_what_waits_is_known_by_thread(inbox: Inbox) -> None:
    inbox.resolve(key(2), 10)

    waiting = InboxView(inbox).waiting_by_thread()

    assert {thread_id: [entry.key.id for entry in entries] for thread_id, entries in waiting.items()} == {
        "a": [0, 4],
        "b": [1, 3],
    }
