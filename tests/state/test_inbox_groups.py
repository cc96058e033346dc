"""Which requests are equal, and what a lasting grant covers: what differs in anything stands alone."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, DECLINE, Decision, DecisionKind
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import EntryState
from codex_tui.state.inbox_groups import covering_grant, group_equal, lasting_grants
from codex_tui.state.inbox_view import InboxView
from tests.session import STARTED_AT, Session

PATCH = "item/fileChange/requestApproval"
AMENDMENT = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["touch", "a"]}}
TOUCH = Decision(DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT, AMENDMENT, ["touch", "a"])
FACTS: dict[str, Any] = {
    "command": "/bin/bash -lc 'touch a b'",
    "cwd": "/work",
    "availableDecisions": ["accept", "acceptForSession", AMENDMENT, "cancel"],
}


def ask(session: Session, number: int, thread_id: str = "t", **rest: Any) -> RequestKey:
    facts = {"turnId": "u", "itemId": f"i{number}", "startedAtMs": number, **FACTS, **rest}
    return session.ask(number, threadId=thread_id, **facts)


def ask_patch(session: Session, number: int, path: str, diff: str = "+x\n") -> RequestKey:
    change = {"path": path, "kind": {"type": "add"}, "diff": diff}
    session.start_item(f"p{number}", "fileChange", changes=[change])
    return session.ask(number, PATCH, threadId="t", turnId="u", itemId=f"p{number}")


def groups(session: Session) -> list[list[int | str]]:
    return [[entry.key.id for entry in group] for group in group_equal(session.model, session.model.inbox)]


def grant(session: Session, key: RequestKey, decision: Decision) -> None:
    session.model.inbox.claim(key, decision)
    session.model.inbox.mark_answered(key, STARTED_AT)


def covered(session: Session, key: RequestKey) -> Decision | None:
    return covering_grant(session.model, session.model.inbox.entries[key], lasting_grants(session.model.inbox))


def test_requests_that_ask_the_same_are_one_group() -> None:
    session = Session()
    for number in range(3):
        ask(session, number)

    assert groups(session) == [[0, 1, 2]]


@pytest.mark.parametrize(
    "other",
    [
        {"command": "/bin/bash -lc 'touch a c'"},
        {"cwd": "/elsewhere"},
        {"reason": "another one"},
        {"additionalPermissions": {"network": {"enabled": True}}},
        {"availableDecisions": ["accept", "cancel"]},
        {"ofANewerServer": 1},
        {"thread_id": "t2"},
    ],
)
def test_what_differs_in_anything_stands_alone(other: dict[str, Any]) -> None:
    session = Session()
    ask(session, 0)
    ask(session, 1, **other)
    ask(session, 2)

    assert groups(session) == [[0, 2], [1]]


@pytest.mark.parametrize("facts", [{"kind": "writeStdin"}, {"command": None}])
def test_what_is_not_known_is_equal_to_nothing(facts: dict[str, Any]) -> None:
    session = Session()
    ask(session, 0, **facts)
    ask(session, 1, **facts)

    assert groups(session) == [[0], [1]]


def test_patches_are_equal_by_what_they_change() -> None:
    session = Session()
    session.start_turn()
    ask_patch(session, 0, "/work/a")
    ask_patch(session, 1, "/work/a")
    ask_patch(session, 2, "/work/a", "+y\n")
    session.ask(3, PATCH, threadId="t", turnId="u", itemId="unknown")
    session.ask(4, PATCH, threadId="t", turnId="u", itemId="unknown")

    assert groups(session) == [[0, 1], [2], [3], [4]]


def test_what_is_decided_leaves_its_group() -> None:
    session = Session()
    keys = [ask(session, number) for number in range(3)]
    session.model.inbox.claim(keys[0], ACCEPT)

    assert groups(session) == [[1, 2]]


def test_the_way_through_what_waits_passes_over_members() -> None:
    session = Session()
    keys = [ask(session, 0), ask(session, 1), ask(session, 2, "t2")]
    view = InboxView(session.model.inbox)
    entry = view.next_pending(keys[0], {keys[1]})

    assert entry is not None and entry.key == keys[2]


def test_a_session_grant_covers_the_same_command_of_its_thread() -> None:
    session = Session()
    first, same, other, elsewhere = (
        ask(session, 0),
        ask(session, 1, reason="again"),
        ask(session, 2, command="rm a"),
        ask(session, 3, "t2"),
    )
    grant(session, first, ACCEPT_FOR_SESSION)

    assert covered(session, same) == ACCEPT_FOR_SESSION
    assert covered(session, other) is None and covered(session, elsewhere) is None


def test_a_session_grant_covers_the_same_files() -> None:
    session = Session()
    session.start_turn()
    first, same, other = (ask_patch(session, n, path) for n, path in enumerate(("/w/a", "/w/a", "/w/b")))
    grant(session, first, ACCEPT_FOR_SESSION)

    assert covered(session, same) == ACCEPT_FOR_SESSION and covered(session, other) is None


@pytest.mark.parametrize(
    ("command", "is_covered"),
    [
        ("/bin/bash -lc 'touch a z'", True),
        ("touch a", True),
        ("/bin/bash -lc 'touch b'", False),
        ("/bin/bash -lc 'touch a; rm -r /'", False),
        ("/bin/bash -lc 'touch a\nrm -r /'", False),
        ("/bin/bash -lc 'touch a $(rm -r /)'", False),
        ("/bin/bash -lc 'touch", False),
        ("", False),
    ],
)
def test_an_amendment_covers_plain_commands_of_its_prefix_in_every_thread(command: str, is_covered: bool) -> None:
    session = Session()
    first, other = ask(session, 0), ask(session, 1, "t2", command=command)
    grant(session, first, TOUCH)

    assert (covered(session, other) is not None) is is_covered


@pytest.mark.parametrize("decision", [ACCEPT, DECLINE])
def test_what_does_not_last_covers_nothing(decision: Decision) -> None:
    session = Session()
    first, same = ask(session, 0, availableDecisions=["accept", "decline"]), ask(session, 1)
    grant(session, first, decision)

    assert covered(session, same) is None


def test_what_the_server_drops_after_a_grant_says_so() -> None:
    session = Session()
    first, same, other = ask(session, 0), ask(session, 1), ask(session, 2, cwd="/elsewhere")
    grant(session, first, ACCEPT_FOR_SESSION)
    for key in (same, other):
        session.tell("serverRequest/resolved", threadId="t", requestId=key.id)

    entries = session.model.inbox.entries
    assert entries[same].state is EntryState.WITHDRAWN
    assert entries[same].outcome == "resolved by your grant for the session"
    assert entries[other].outcome == "decided elsewhere"


def test_a_grant_of_a_lost_server_covers_nothing_of_the_next() -> None:
    session = Session()
    grant(session, ask(session, 0), ACCEPT_FOR_SESSION)
    session.tell("serverRequest/resolved", threadId="t", requestId=0)
    session.lose()

    assert covered(session, ask(session, 0)) is None
