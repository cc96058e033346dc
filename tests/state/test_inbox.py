"""The life of an inbox entry: every state against everything that can happen to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE
from codex_tui.protocol.requests import CommandApproval, RequestKind, UserInputRequest
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import MAX_ENDED_ENTRIES, ClaimRefused, EntryState, Inbox, InboxEntry

KEY = RequestKey(1, 0)
REQUEST = CommandApproval(thread_id="t", turn_id="u", item_id="i", available_decisions=["accept", "cancel"])
Step: TypeAlias = Callable[[Inbox], object]


def add(inbox: Inbox, key: RequestKey = KEY, request: CommandApproval = REQUEST, at: float = 1) -> InboxEntry:
    return inbox.add(key, "item/commandExecution/requestApproval", RequestKind.COMMAND, request, at)


STEPS: dict[str, Step] = {
    "claim": lambda inbox: inbox.claim(KEY, ACCEPT),
    "by policy": lambda inbox: inbox.answer_by_policy(KEY, "auto-approve", "accepted", 2),
    "answered": lambda inbox: inbox.mark_answered(KEY, 3),
    "failed": lambda inbox: inbox.mark_failed(KEY, "broken pipe", 4),
    "resolved": lambda inbox: inbox.resolve(KEY, 5),
    "turn ended": lambda inbox: inbox.end_turn("t", "u", False, 6),
    "lost": lambda inbox: inbox.lose_generation(1, 7),
    "asked again": add,
}

WAYS: dict[EntryState, tuple[str, ...]] = {
    EntryState.PENDING: (),
    EntryState.ANSWERING: ("claim",),
    EntryState.ANSWERED: ("claim", "answered"),
    EntryState.RESOLVED: ("claim", "answered", "resolved"),
    EntryState.WITHDRAWN: ("resolved",),
    EntryState.LOST: ("lost",),
    EntryState.BY_POLICY: ("by policy",),
}

LIFE = """
              claim      by policy  answered  failed     resolved   turn ended  lost   asked again
    pending   answering  by policy  -         -          withdrawn  withdrawn   lost   -
    answering refused    -          answered  lost       resolved   resolved    lost   -
    answered  refused    -          -         -          resolved   resolved    lost   -
    resolved  refused    -          -         withdrawn  -          -           -      pending
    withdrawn refused    -          -         -          -          -           -      pending
    lost      refused    -          -         -          -          -           -      pending
    by policy refused    -          -         -          -          -           -      pending
"""


def life_table() -> list[tuple[EntryState, str, str]]:
    """The table above as rows of state, step and outcome; columns are two spaces apart."""
    header, *rows = (line for line in LIFE.splitlines() if line.strip())
    steps = [cell.strip() for cell in header.split("  ") if cell.strip()]
    table = []
    for row in rows:
        state = EntryState(row[4:14].strip())
        outcomes = [cell.strip() for cell in row[14:].split("  ") if cell.strip()]
        table += [(state, step, outcome) for step, outcome in zip(steps, outcomes, strict=True)]
    return table


def inbox_in(state: EntryState) -> Inbox:
    """An inbox whose one entry has come to this state."""
    inbox = Inbox()
    add(inbox)
    for step in WAYS[state]:
        STEPS[step](inbox)
    assert inbox.entries[KEY].state is state
    return inbox


def test_the_table_is_complete() -> None:
    assert {(state, step) for state, step, _ in life_table()} == {
        (state, step) for state in EntryState for step in STEPS
    }


@pytest.mark.parametrize(("state", "step", "outcome"), life_table())
def test_each_state_bears_each_step(state: EntryState, step: str, outcome: str) -> None:
    inbox = inbox_in(state)
    before = inbox.entries[KEY]
    revision = before.revision

    if outcome == "refused":
        with pytest.raises(ClaimRefused, match="nothing was sent"):
            STEPS[step](inbox)
        assert (before.state, before.revision) == (state, revision)
        return
    STEPS[step](inbox)

    after = inbox.entries[KEY]
    assert after.state is (state if outcome == "-" else EntryState(outcome))
    if outcome == "pending":
        assert after is not before and after.decision is None and after.ended_at is None
    elif outcome != "-":
        assert after is before and after.revision > revision


def test_a_replay_keeps_what_is_known_and_the_place() -> None:
    inbox = Inbox()
    first = add(inbox)
    add(inbox, RequestKey(1, 1))
    inbox.claim(KEY, ACCEPT)

    again = add(inbox, at=9)

    assert again is first and again.received_at == 1 and again.decision == ACCEPT
    assert list(inbox.entries) == [KEY, RequestKey(1, 1)]


def test_a_refused_claim_names_the_state() -> None:
    inbox = inbox_in(EntryState.WITHDRAWN)

    with pytest.raises(ClaimRefused, match="already withdrawn"):
        inbox.claim(KEY, ACCEPT)


def test_a_request_that_is_not_known_cannot_be_claimed() -> None:
    with pytest.raises(ClaimRefused, match="not known"):
        inbox_in(EntryState.PENDING).claim(RequestKey(2, 0), ACCEPT)


def test_only_what_was_offered_can_be_claimed() -> None:
    inbox = inbox_in(EntryState.PENDING)

    with pytest.raises(ClaimRefused, match="not offered"):
        inbox.claim(KEY, ACCEPT_FOR_SESSION)

    assert inbox.entries[KEY].is_decidable
    assert inbox.claim(KEY, DECLINE).decision == DECLINE


def test_a_claim_keeps_the_decision() -> None:
    entry = inbox_in(EntryState.PENDING).claim(KEY, CANCEL)

    assert entry.decision == CANCEL and not entry.is_decidable


def test_ids_of_another_type_or_generation_are_other_requests() -> None:
    inbox = Inbox()
    for key in (RequestKey(1, 0), RequestKey(1, "0"), RequestKey(2, 0)):
        add(inbox, key)

    inbox.lose_generation(1, 5)
    inbox.claim(RequestKey(2, 0), ACCEPT)

    assert [entry.state for entry in inbox] == [EntryState.LOST, EntryState.LOST, EntryState.ANSWERING]


@pytest.mark.parametrize(("is_interrupted", "word"), [(True, "interrupted"), (False, "ended")])
def test_the_end_of_a_turn_withdraws_only_its_own(is_interrupted: bool, word: str) -> None:
    inbox = Inbox()
    add(inbox)
    add(inbox, RequestKey(1, 1), REQUEST.model_copy(update={"turn_id": "other"}))
    add(inbox, RequestKey(1, 2), REQUEST.model_copy(update={"thread_id": "other"}))

    ended = inbox.end_turn("t", "u", is_interrupted, 5)

    assert [entry.key for entry in ended] == [KEY]
    assert word in ended[0].outcome and ended[0].ended_at == 5
    assert [entry.key for entry in inbox.pending] == [RequestKey(1, 1), RequestKey(1, 2)]


def test_what_was_decided_elsewhere_says_so() -> None:
    assert "elsewhere" in inbox_in(EntryState.WITHDRAWN).entries[KEY].outcome


def test_a_decision_that_was_not_audited_can_be_made_again() -> None:
    inbox = inbox_in(EntryState.ANSWERING)
    revision = inbox.entries[KEY].revision

    inbox.give_back(KEY)
    inbox.mark_failed(KEY, "no room on the disk", 6)

    entry = inbox.entries[KEY]
    assert entry.is_decidable and entry.decision is None and entry.ended_at is None
    assert entry.revision > revision
    assert inbox.claim(KEY, DECLINE).state is EntryState.ANSWERING


def test_a_decision_that_was_not_audited_and_not_needed_was_made_elsewhere() -> None:
    inbox = inbox_in(EntryState.ANSWERING)
    inbox.resolve(KEY, 5)

    inbox.give_back(KEY)
    inbox.mark_failed(KEY, "no room on the disk", 6)

    assert inbox.entries[KEY].state is EntryState.WITHDRAWN


def test_a_reply_that_was_overtaken_and_did_not_leave_was_decided_elsewhere() -> None:
    inbox = inbox_in(EntryState.ANSWERING)
    inbox.resolve(KEY, 5)

    inbox.mark_failed(KEY, "not open", 6)

    entry = inbox.entries[KEY]
    assert entry.state is EntryState.WITHDRAWN
    assert "elsewhere" in entry.outcome and "not open" in entry.outcome


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EntryState.PENDING, "nothing was sent"),
        (EntryState.ANSWERING, "may not have reached"),
        (EntryState.ANSWERED, "sent, but"),
    ],
)
def test_a_lost_server_says_how_far_the_answer_came(state: EntryState, words: str) -> None:
    inbox = inbox_in(state)

    (lost,) = inbox.lose_generation(1, 7)

    assert words in lost.outcome and lost.ended_at == 7


def test_a_policy_is_named() -> None:
    entry = inbox_in(EntryState.BY_POLICY).entries[KEY]

    assert entry.outcome == "accepted · by policy: auto-approve" and entry.ended_at == 2


def test_steps_on_unknown_keys_do_nothing() -> None:
    inbox = Inbox()

    for step in ("by policy", "answered", "failed", "resolved", "turn ended", "lost"):
        STEPS[step](inbox)

    assert inbox.entries == {}


def test_what_nobody_can_decide_does_not_wait_for_a_person() -> None:
    inbox = Inbox()
    request = UserInputRequest(thread_id="t")
    entry = inbox.add(KEY, "item/tool/requestUserInput", RequestKind.USER_INPUT, request, 1)

    assert entry.state is EntryState.PENDING
    assert not entry.is_decidable and inbox.pending == []


def test_old_ended_entries_are_forgotten_and_open_ones_never() -> None:
    inbox = Inbox()
    add(inbox)
    for number in range(1, MAX_ENDED_ENTRIES + 50):
        add(inbox, RequestKey(1, number))
        inbox.resolve(RequestKey(1, number), number)

    assert len(inbox.entries) <= MAX_ENDED_ENTRIES + 1
    assert inbox.entries[KEY].is_decidable
    assert RequestKey(1, 1) not in inbox.entries


def test_any_number_of_open_entries_is_kept() -> None:
    inbox = Inbox()
    for number in range(MAX_ENDED_ENTRIES * 2):
        add(inbox, RequestKey(1, number))

    assert len(inbox.pending) == MAX_ENDED_ENTRIES * 2


def test_a_decision_that_was_made_elsewhere_takes_a_pending_entry_once() -> None:
    inbox = Inbox()
    entry = add(inbox)

    assert inbox.take_decision(KEY, ACCEPT, None)
    assert (entry.state, entry.decision) == (EntryState.ANSWERING, ACCEPT)
    assert not inbox.take_decision(KEY, DECLINE, None)
    assert not inbox.take_decision(RequestKey(2, 0), ACCEPT, None)
    assert entry.decision is ACCEPT
