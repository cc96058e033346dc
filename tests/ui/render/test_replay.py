"""The replay bar: what it says, and what goes first where there is no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from codex_tui.state.replay import ReplayStatus
from codex_tui.ui.render.palette import PLAIN_PALETTE
from codex_tui.ui.render.replay import recording_rows, render_replay, replay_words

PLAYING = ReplayStatus(
    "r.jsonl",
    at=1_795_423_092.0,
    started_at=1_795_423_032.0,
    ended_at=1_795_423_152.0,
    fraction=0.5,
    message_count=1204,
)


def bar(status: ReplayStatus, width: int = 140) -> str:
    return render_replay(status, width, PLAIN_PALETTE, tz=UTC).plain


def test_time_place_speed_and_count() -> None:
    text = bar(PLAYING)

    assert text.startswith(" ▶ 08:38:12 / 08:39:12  ━")
    assert text.endswith("50%  1×  #1,204")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"is_paused": True}, "‖ "),
        ({"is_at_end": True}, "■ "),
        ({"is_at_end": True, "is_following": True}, "following"),
        ({"speed": 0.0}, "at once"),
        ({"speed": 0.25}, "0.25×"),
        ({"going_to": "50%"}, "going to 50% · esc stays"),
        ({"is_empty": True}, "the file is empty"),
        ({"is_cut_off": True}, "the program was killed"),
        ({"is_redacted": False}, "has secrets (--no-redact)"),
        ({"damage_count": 1, "first_damage": "line 7 is damaged"}, "⚠ line 7 is damaged"),
        ({"damage_count": 3, "first_damage": "line 7 is damaged"}, "(and 2 more)"),
    ],
)
def test_what_is_going_on_is_said(change: dict[str, object], part: str) -> None:
    assert part in bar(replace(PLAYING, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", range(0, 141))
def test_it_never_is_wider_than_there_is_room_and_keeps_the_time(width: int) -> None:
    row = render_replay(replace(PLAYING, damage_count=2, first_damage="line 7 " * 9), width, PLAIN_PALETTE, tz=UTC)

    assert row.cell_len <= width
    if width >= 40:
        assert "08:38:12" in row.plain and "50%" in row.plain


def test_hostile_words_are_made_visible() -> None:
    text = bar(replace(PLAYING, damage_count=1, first_damage="line 7\x1b[2J\u202e"))

    assert "\x1b" not in text and "\u202e" not in text


def test_the_status_bar_has_it_in_short() -> None:
    assert replay_words(PLAYING, UTC) == "replay ▶ 08:38:12 50% 1×"


def test_what_is_known_of_the_recording() -> None:
    rows = [row.plain for row in recording_rows(replace(PLAYING, is_cut_off=True), 100, PLAIN_PALETTE, tz=UTC)]

    assert rows[0] == "file      r.jsonl"
    assert any("message 1,204" in row for row in rows)
    assert any("was killed" in row for row in rows)
