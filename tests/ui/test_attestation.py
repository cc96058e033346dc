"""Choosing the attestation policy on its card: by key or click, with the arming of all cards, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.state.attestation import AttestationPolicy, AttestationStatus
from codex_tui.state.events import AttestationChanged
from codex_tui.state.inbox import ATTESTATION_KEY, EntryState
from codex_tui.state.intents import Decide, SetAttestationPolicy
from codex_tui.ui.screens.questions import ConfirmScreen, PromptScreen
from tests.ui.stage import Stage, open_app

ALLOW, DENY, ASK = AttestationPolicy.ALLOW, AttestationPolicy.DENY, AttestationPolicy.ASK
UNDECIDED = AttestationStatus(provider="get-token", asked=1, refused=1, is_undecided=True)


async def learn(stage: Stage, status: AttestationStatus) -> None:
    await stage.show(AttestationChanged(stage.clock.now, status))


def chosen(stage: Stage) -> list[SetAttestationPolicy]:
    assert stage.backend.submitted(Decide) == []
    return [SetAttestationPolicy(i.policy, i.is_kept) for i in stage.backend.submitted(SetAttestationPolicy)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("1", "y"), SetAttestationPolicy(ALLOW)),
        (("s", "y"), SetAttestationPolicy(ALLOW)),
        (("2", "y"), SetAttestationPolicy(ALLOW, is_kept=True)),
        (("3",), SetAttestationPolicy(DENY)),
        (("d",), SetAttestationPolicy(DENY)),
    ],
)
async def test_keys_choose_the_policy_once(keys: tuple[str, ...], expected: SetAttestationPolicy) -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press(*keys, "3")

        assert chosen(stage) == [expected]
        assert not stage.is_at(PromptScreen)
        assert stage.entry(ATTESTATION_KEY).state is EntryState.ANSWERING

        await learn(stage, replace(UNDECIDED, policy=expected.policy, is_undecided=False))
        assert stage.entry(ATTESTATION_KEY).state is EntryState.BY_POLICY
        assert f"ATTESTATION  {expected.policy}" in stage.screen_text()


async def test_an_allowance_says_what_it_allows_and_wants_a_second_key() -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press("2")

        assert stage.is_at(ConfirmScreen) and chosen(stage) == []
        assert "config file of" in stage.screen_text() and "get-token" in stage.screen_text()
        await stage.press("n")
        assert chosen(stage) == [] and stage.entry(ATTESTATION_KEY).is_decidable


async def test_a_key_counts_only_on_an_armed_card_with_the_focus() -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.press("3")
        await stage.press("f5", "3", "d")
        await stage.press("ctrl+g", "3")

        assert chosen(stage) == []
        await stage.arm()
        await stage.press("3")
        assert chosen(stage) == [SetAttestationPolicy(DENY)]


async def test_a_click_chooses() -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.arm()
        await stage.click_text(stage.dashboard.inbox, "3 Never")

        assert chosen(stage) == [SetAttestationPolicy(DENY)]


async def test_the_banner_and_the_count_tell_that_it_waits() -> None:
    async with open_app(size=(80, 24)) as stage:
        await learn(stage, UNDECIDED)

        assert "ATTESTATION" in stage.rows(stage.dashboard.banner)[0]
        assert stage.dashboard.inbox.view.pending_count == 1


async def test_details_of_the_card() -> None:
    async with open_app() as stage:
        await learn(stage, replace(UNDECIDED, is_undecided=False))
        await stage.press("f5", "down", "enter")

        assert "change it" in stage.screen_text() and "s=2\N{NO-BREAK SPACE}refused" in stage.screen_text()


async def test_the_command_sets_the_policy_and_shows_how_it_stands() -> None:
    async with open_app() as stage:
        for line in (":attestation allow", ":attestation deny always", ":attestation ask"):
            await stage.write(line)
            await stage.press("enter")
        assert chosen(stage) == [
            SetAttestationPolicy(ALLOW),
            SetAttestationPolicy(DENY, is_kept=True),
            SetAttestationPolicy(ASK),
        ]

        await stage.write(":attestation perhaps")
        await stage.press("enter")
        assert len(chosen(stage)) == 3
        assert stage.notices()[-1].startswith("Give one of: ask, allow, deny")

        await stage.write(":attestation")
        await stage.press("enter", "enter")
        assert "no provider" in stage.screen_text()


async def test_a_choice_that_was_not_written_is_told() -> None:
    async with open_app() as stage:
        await stage.fail(SetAttestationPolicy(ALLOW, is_kept=True), "It counts for this session only: no room")

        assert stage.notices() == ["It counts for this session only: no room"]


@pytest.mark.parametrize("by", ["key", "click"])
async def test_a_choice_says_who_made_it_and_what_was_seen(by: str) -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.press("ctrl+g")
        await stage.arm()
        if by == "key":
            await stage.press("3")
        else:
            await stage.click_text(stage.dashboard.inbox, "3 Never")

        (choice,) = stage.backend.submitted(SetAttestationPolicy)
        assert choice.by == by and len(choice.shown_hash) == 16


async def test_a_choice_that_could_not_be_put_on_record_leaves_the_card_to_be_decided() -> None:
    async with open_app() as stage:
        await learn(stage, UNDECIDED)
        await stage.press("ctrl+g")
        await stage.arm()
        await stage.press("1", "y")
        assert not stage.entry(ATTESTATION_KEY).is_decidable

        await stage.fail(stage.backend.submitted(SetAttestationPolicy)[0], "Nothing is allowed: no room")
        assert stage.entry(ATTESTATION_KEY).is_decidable and stage.notices() == ["Nothing is allowed: no room"]
        assert any("1 Allow for this session" in row for row in stage.rows(stage.dashboard.inbox))


async def test_the_footer_offers_no_message_where_nobody_reads_it() -> None:
    async with open_app(size=(160, 40)) as stage:
        await learn(stage, UNDECIDED)
        await stage.press("ctrl+g")
        await stage.arm()

        footer = stage.screen_text().splitlines()[-1]
        assert "d Decline" in footer and "m Decline" not in footer
        await stage.press("m")
        assert chosen(stage) == [] and not stage.is_at(PromptScreen)
