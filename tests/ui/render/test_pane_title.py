from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.pane_title import render_title
from tests.ui.render.samples import PALETTE, assert_rows_fit, hostile_texts, style_at

FACTS = "turn 4 · 38s · 14.2k tokens"


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (30, "Threads f2 ──────────────── 26"),
        (16, "Threads f2 ── 26"),
        (15, "Threads ──── 26"),
        (13, "Threads ── 26"),
        (9, "Threads ─"),
        (4, "Thr…"),
        (0, ""),
    ],
)
def test_the_rule_then_the_key_then_the_count_give_way(width: int, row: str) -> None:
    assert render_title("Threads", width, PALETTE, count="26", key="f2", is_focused=False).plain == row


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (64, "Fix the flaky parser test f3 ─────── turn 4 · 38s · 14.2k tokens"),
        (48, "Fix the flaky… ───── turn 4 · 38s · 14.2k tokens"),
        (40, "Fix the flaky parser… ───── turn 4 · 38s"),
        (24, "Fix the flaky… ── turn 4"),
    ],
)
def test_facts_leave_from_their_end_before_the_title_gets_short(width: int, row: str) -> None:
    shown = render_title("Fix the flaky parser test", width, PALETTE, facts=FACTS, key="f3", is_focused=False)
    assert shown.plain == row


def test_focus_is_the_accent_and_an_alert_the_warning() -> None:
    focused = render_title("Inbox", 30, PALETTE, count="2 ⚠", is_focused=True, is_alert=True)
    assert style_at(focused, "Inbox") == PALETTE.accent
    assert style_at(focused, "2 ⚠") == PALETTE.warning
    calm = render_title("Inbox", 30, PALETTE, count="0", is_focused=False)
    assert style_at(calm, "Inbox") == PALETTE.strong
    assert style_at(calm, "0") == PALETTE.muted


@given(hostile_texts, hostile_texts, hostile_texts, hostile_texts, st.integers(0, 200))
def test_a_title_fills_exactly_its_width(title: str, count: str, facts: str, key: str, width: int) -> None:
    row = render_title(title, width, PALETTE, count=count, facts=facts, key=key, is_focused=True, is_alert=True)
    assert row.cell_len == width
    assert_rows_fit([row], width)
