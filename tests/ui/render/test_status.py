from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.protocol.threads import RateLimits, RateLimitWindow, TokenBreakdown, TokenUsage
from codex_tui.state.events import LinkState
from codex_tui.state.model import Model
from codex_tui.ui.render.status import RateLimit, StatusFacts, facts_for, render_banner, render_status
from tests.ui.render.samples import PALETTE, THREAD_ID, assert_rows_fit, hostile_texts, style_at

FACTS = StatusFacts(
    LinkState.READY,
    version="0.163.0",
    model="gpt-5.5",
    approval_policy="on-request",
    sandbox="read-only",
    primary=RateLimit("5h", 48),
    secondary=RateLimit("week", 12),
    context_used=0.31,
    pending_count=2,
    clock="12:41",
)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (
            140,
            " codex-tui  ● ready  codex 0.163.0  gpt-5.5 · on-request · read-only ",
            " 5h ▓▓▓░░░ 48%  week 12%  ctx 69% left  ⚠ 2 waiting  12:41 ",
        ),
        (
            100,
            " ● ready  gpt-5.5 · on-request · read-only ",
            " 5h ▓▓▓░░░ 48%  ctx 69% left  ⚠ 2 waiting  12:41 ",
        ),
        (80, " ● ready  gpt-5.5 · on-request · read-only ", " ctx 69% left  ⚠ 2 waiting  12:41 "),
        (40, " ● ready  gpt-5.5 ", " ⚠ 2 waiting  12:41 "),
        (24, " ● ready ", " ⚠ 2 waiting "),
    ],
)
def test_the_least_important_pieces_leave_first(width: int, left: str, right: str) -> None:
    row = render_status(FACTS, width, PALETTE).plain
    assert len(row) == width
    assert row.startswith(left)
    assert row.endswith(right)
    assert not row[len(left) : width - len(right)].strip()


@pytest.mark.parametrize(
    ("link", "shown", "style"),
    [
        (LinkState.READY, "● ready", PALETTE.success),
        (LinkState.STARTING, "◐ starting", PALETTE.accent),
        (LinkState.RESTARTING, "◐ restarting", PALETTE.accent),
        (LinkState.LOST, "✗ lost", PALETTE.error),
        (LinkState.DOWN, "✗ down", PALETTE.error),
    ],
)
def test_the_link_has_a_sign_and_a_colour(link: LinkState, shown: str, style: object) -> None:
    assert style_at(render_status(StatusFacts(link), 80, PALETTE), shown) == style


def test_a_lost_link_says_why_and_a_ready_one_does_not() -> None:
    detail = "the server ended with exit code 1"
    assert f"✗ lost  {detail}" in render_status(StatusFacts(LinkState.LOST, detail), 80, PALETTE).plain
    assert detail not in render_status(StatusFacts(LinkState.READY, detail), 80, PALETTE).plain


def test_only_a_limit_near_its_end_is_coloured() -> None:
    limited = StatusFacts(LinkState.READY, primary=RateLimit("5h", 48), secondary=RateLimit("week", 95))
    row = render_status(limited, 140, PALETTE)
    assert style_at(row, "5h") == PALETTE.muted
    assert style_at(row, "week 95%") == PALETTE.error


def test_the_facts_are_those_of_the_model_and_the_open_thread() -> None:
    model = Model()
    model.link.state, model.link.version = LinkState.READY, "0.163.0"
    model.account.label = "me · plus"
    model.account.rate_limits = RateLimits(
        primary=RateLimitWindow(used_percent=48, window_duration_mins=300),
        secondary=RateLimitWindow(used_percent=12, window_duration_mins=10_080),
    )
    record = model.threads.seen(THREAD_ID, 0)
    record.model, record.sandbox = "gpt-5.5", "read-only"
    record.tokens = TokenUsage(last=TokenBreakdown(total_tokens=31), model_context_window=100)
    facts = facts_for(model, THREAD_ID, clock="12:41", is_final_only=True)
    assert facts == StatusFacts(
        LinkState.READY,
        version="0.163.0",
        account="me · plus",
        model="gpt-5.5",
        sandbox="read-only",
        primary=RateLimit("5h", 48),
        secondary=RateLimit("week", 12),
        context_used=0.31,
        is_final_only=True,
        clock="12:41",
    )
    assert facts_for(model, None).model == ""


@pytest.mark.parametrize(
    ("minutes", "name"), [(None, "limit"), (90, "90m"), (1440, "day"), (4320, "3d"), (float("inf"), "limit")]
)
def test_a_limit_is_named_after_its_window(minutes: float | None, name: str) -> None:
    model = Model()
    model.account.rate_limits = RateLimits(primary=RateLimitWindow(used_percent=1, window_duration_mins=minutes))
    assert facts_for(model, None).primary == RateLimit(name, 1)


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (90, "⚠ 2 waiting · COMMAND in “Fix the flaky parser test” · f5 inbox · ^g next"),
        (64, "⚠ 2 waiting · COMMAND in “Fix the flaky…” · f5 inbox · ^g next"),
        (50, "⚠ 2 waiting · COMMAND in “Fix the flaky…” · f5"),
        (30, "⚠ 2 waiting · COMMAND · f5"),
        (20, "⚠ 2 waiting · COMMA…"),
    ],
)
def test_the_banner_says_what_waits_and_where_to_go(width: int, row: str) -> None:
    shown = render_banner(2, "Fix the flaky parser test", "command", width, PALETTE, inbox_key="f5", next_key="^g")
    assert shown.cell_len == width
    assert shown.plain.rstrip() == row


@given(hostile_texts, st.integers(0, 200), st.integers(0, 10**9), st.floats(), st.sampled_from(LinkState))
def test_hostile_texts_keep_the_cells(text: str, width: int, count: int, share: float, link: LinkState) -> None:
    limit = RateLimit(text, share)
    facts = StatusFacts(link, text, text, text, text, text, text, limit, limit, share, count, count, True, text)
    rows = [
        render_status(facts, width, PALETTE),
        render_banner(count, text, text, width, PALETTE, inbox_key="f5", next_key="^g"),
    ]
    assert [row.cell_len for row in rows] == [width, width]
    assert_rows_fit(rows, width)


@pytest.mark.parametrize("width", [140, 100, 80, 60])
def test_a_log_that_keeps_secrets_is_said_at_every_width(width: int) -> None:
    kept = replace(FACTS, is_redacting=False, is_final_only=True, link=LinkState.LOST, detail="exit code 1 " * 9)

    row = render_status(kept, width, PALETTE)

    assert "--no-redact" in row.plain and len(row.plain) == width
    assert style_at(row, "--no-redact") == PALETTE.error
    assert "--no-redact" not in render_status(FACTS, width, PALETTE).plain
