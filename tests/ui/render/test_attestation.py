"""Attestation in words and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.text import Text

from codex_tui.protocol.requests import AttestationRequest, RequestKind
from codex_tui.state.attestation import (
    ALLOW_ALWAYS,
    ALLOW_FOR_SESSION,
    ATTESTATION_METHOD,
    NEVER,
    POLICY_DECISIONS,
    AttestationPolicy,
    AttestationStatus,
)
from codex_tui.state.inbox import ATTESTATION_KEY, EntryState, InboxEntry
from codex_tui.ui.render.attestation import attestation_detail, policy_grant, policy_label, settled_rows
from codex_tui.ui.render.cards import Card, CardContext, render_card
from tests.ui.render.rows import NASTY, PLAIN, assert_rows

WIDTH = 46
FULL = AttestationStatus(
    policy=AttestationPolicy.ALLOW,
    provider="get-token --now",
    asked=43,
    answered=40,
    refused=2,
    late=1,
    last_latency_ms=6.2,
    p99_latency_ms=9.1,
)
UNDECIDED = AttestationStatus(provider="get-token --now", asked=2, refused=2, is_undecided=True)


def card(status: AttestationStatus, width: int = WIDTH, *, is_armed: bool = False) -> Card:
    state = EntryState.PENDING if status.is_undecided else EntryState.BY_POLICY
    entry = InboxEntry(
        ATTESTATION_KEY, ATTESTATION_METHOD, RequestKind.ATTESTATION, AttestationRequest(), "", 100.0, state
    )
    entry.offered = tuple(POLICY_DECISIONS)
    context = CardContext(attestation=status)
    return render_card(entry, context, width, PLAIN, now=112.0, is_selected=False, is_armed=is_armed)


def plain(rows: tuple[Text, ...] | list[Text]) -> list[str]:
    return [row.plain.replace("\N{NO-BREAK SPACE}", " ").rstrip() for row in rows]


def test_card_that_waits_says_what_each_choice_is() -> None:
    drawn = card(UNDECIDED)

    assert plain(drawn.rows) == [
        "┃ ATTESTATION                              12s",
        "┃ The server wants to attest this program to",
        "┃ ChatGPT. It gets no token until you choose.",
        "┃ token from: get-token --now",
        "┃ asked 2 · refused 2",
        "┃",
        "┃ 1 Allow for this session",
        "┃ 2 Always allow",
        "┃ 3 Never in this session",
        "┃",
    ]
    assert [(drawn.rows[row].plain[2], decision) for row, decision in drawn.buttons] == [
        ("1", ALLOW_FOR_SESSION),
        ("2", ALLOW_ALWAYS),
        ("3", NEVER),
    ]


def test_card_at_work_tells_the_figures() -> None:
    assert plain(card(FULL).rows) == [
        "│ ATTESTATION  allow                       6ms",
        "│ get-token --now",
        "│ asked 43 · answered 40 · refused 2 · late 1",
        "│ last 6ms · p99 9ms",
        "│ forwarded s=0 token 40 · s=1 late 1 ·",
        "│ s=2 refused 2",
    ]
    assert not card(FULL).buttons


def test_card_says_why_there_was_no_token() -> None:
    rows = plain(settled_rows(replace(FULL, problem="the provider gave nothing"), WIDTH, PLAIN))

    assert rows[-1] == "no token: the provider gave nothing"


def test_card_before_the_first_request_and_without_a_provider() -> None:
    fresh = AttestationStatus(provider="get-token")
    without = AttestationStatus(asked=1, refused=1, last_latency_ms=0.2, p99_latency_ms=0.2)

    assert plain(settled_rows(fresh, WIDTH, PLAIN)) == ["ATTESTATION  ask", "get-token", "not asked yet"]
    assert plain(settled_rows(without, WIDTH, PLAIN))[0].startswith("ATTESTATION  no provider")


def test_second_key_is_asked_for_with_all_that_it_allows() -> None:
    session, always = policy_grant(ALLOW_FOR_SESSION, FULL), policy_grant(ALLOW_ALWAYS, FULL)

    assert session[:2] == ("Allow for this session", "The tokens come from: get-token --now")
    assert always[0] == policy_label(ALLOW_ALWAYS)
    assert "config file" in always[-1] and "config file" not in " ".join(session)


def test_detail_has_everything() -> None:
    text = " ".join(plain(attestation_detail(replace(FULL, problem="why"), 100, PLAIN)))

    for part in ("get-token --now", "allow", "asked 43", "p99 9ms", "s=1 late 1", "why", ":attestation allow"):
        assert part in text


@pytest.mark.parametrize("width", [1, 5, 12, 30, 44])
@pytest.mark.parametrize("status", [FULL, UNDECIDED])
def test_hostile_provider_stays_within_its_rows(width: int, status: AttestationStatus) -> None:
    hostile = replace(status, provider=f"get {''.join(NASTY)} {'長' * 50}", problem="".join(NASTY))
    rows = card(hostile, width).rows

    assert_rows(rows, width)
