"""Attestation in the model: one card for all requests, decidable while nobody has chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.state.attestation import NEVER, AttestationPolicy, AttestationStatus
from codex_tui.state.changes import Change, InboxChanged
from codex_tui.state.events import AttestationChanged
from codex_tui.state.inbox import ATTESTATION_KEY, MAX_ENDED_ENTRIES, ClaimRefused, EntryState
from tests.session import Session

UNDECIDED = AttestationStatus(provider="get-token", asked=1, refused=1, is_undecided=True)
DECIDED = replace(UNDECIDED, policy=AttestationPolicy.ALLOW, is_undecided=False)


def learn(session: Session, status: AttestationStatus) -> list[Change]:
    session.at += 1
    return session.fold(AttestationChanged(session.at, status))


def test_requests_make_no_entries_of_their_own() -> None:
    session = Session()
    session.ask(0, "attestation/generate")

    assert not list(session.model.inbox)


def test_without_a_provider_and_a_request_there_is_no_card() -> None:
    session = Session()

    assert learn(session, AttestationStatus()) == []
    assert not list(session.model.inbox)


@pytest.mark.parametrize("status", [AttestationStatus(provider="get-token"), AttestationStatus(asked=1, refused=1)])
def test_card_stands_once_there_is_a_provider_or_something_was_asked(status: AttestationStatus) -> None:
    session = Session()

    assert learn(session, status) == [InboxChanged(ATTESTATION_KEY)]
    assert session.model.attestation == status
    (entry,) = session.model.inbox
    assert (entry.state, entry.is_decidable) == (EntryState.BY_POLICY, False)


def test_card_is_decided_once_and_waits_again_when_asked_again() -> None:
    session = Session()
    learn(session, UNDECIDED)
    inbox = session.model.inbox
    assert [entry.key for entry in inbox.pending] == [ATTESTATION_KEY]

    inbox.claim(ATTESTATION_KEY, NEVER)
    # Another request was refused before the choice reached the worker.
    learn(session, replace(UNDECIDED, asked=2, refused=2))
    with pytest.raises(ClaimRefused):
        inbox.claim(ATTESTATION_KEY, NEVER)

    learn(session, DECIDED)
    assert inbox.entries[ATTESTATION_KEY].state is EntryState.BY_POLICY
    learn(session, replace(UNDECIDED, asked=3))
    assert inbox.entries[ATTESTATION_KEY].received_at == session.at
    assert inbox.pending


def test_card_outlives_servers_and_many_requests() -> None:
    session = Session()
    learn(session, DECIDED)
    session.lose("gone")
    for request_id in range(MAX_ENDED_ENTRIES + 5):
        session.ask(request_id)
    session.lose("gone again")
    session.ask(0)

    assert ATTESTATION_KEY in session.model.inbox.entries
