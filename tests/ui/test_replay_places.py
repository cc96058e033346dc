"""Places in a recording, as a person types them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codex_tui.runtime.replay_jump import JumpTarget, to_end, to_fraction, to_message, to_start, to_time
from codex_tui.state.replay import ReplayStatus
from codex_tui.ui.replay_places import target_for

BEGAN = datetime(2026, 11, 23, 23, 50, 10, 500_000, UTC).timestamp()
STATUS = ReplayStatus("r.jsonl", at=BEGAN + 100, started_at=BEGAN)


def moment(day: int, hour: int, minute: int, second: float) -> float:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() + second


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("start", to_start()),
        (" END ", to_end()),
        ("#1204", to_message(1204)),
        ("1204", to_message(1204)),
        ("50%", to_fraction(0.5)),
        ("12.5%", to_fraction(0.125)),
        ("400%", to_fraction(1.0)),
        ("+30s", to_time(BEGAN + 130)),
        ("-30", to_time(BEGAN + 70)),
        ("+1.5m", to_time(BEGAN + 190)),
        ("+2h", to_time(BEGAN + 7300)),
        ("23:55", to_time(moment(23, 23, 55, 0.999))),
        ("23:50:10", to_time(moment(23, 23, 50, 10.999))),
        ("23:55:07.25", to_time(moment(23, 23, 55, 7.25))),
        ("0:10:00", to_time(moment(24, 0, 10, 0.999))),
    ],
)
def test_a_place_has_its_target(text: str, target: JumpTarget) -> None:
    assert target_for(text, STATUS, UTC) == target


@pytest.mark.parametrize("text", ["", "somewhere", "#", "5%%", "24:00", "12:60", "12:00:61", "+s", "-"])
def test_what_is_no_place_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no (place|time)"):
        target_for(text, STATUS, UTC)
