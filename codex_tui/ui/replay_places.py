"""What a person types to go somewhere in a recording: `12:41:07`, `#1204`, `50%`, `+30s`, `start`, `end`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from codex_tui.runtime.replay_jump import JumpTarget, to_end, to_fraction, to_message, to_start, to_time
from codex_tui.state.replay import ReplayStatus

EXAMPLES = "12:41:07, #1204, 50%, +30s, -5m, start or end"
UNIT_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
_AWAY = re.compile(r"([+-])(\d+(?:\.\d+)?)([smh]?)")
_MESSAGE = re.compile(r"#?(\d{1,15})")
_PART = re.compile(r"(\d{1,3}(?:\.\d+)?)%")


def target_for(text: str, status: ReplayStatus, tz: tzinfo | None) -> JumpTarget:
    """The place that a text names; raises ValueError, saying what can be typed, where it names none."""
    wanted = text.strip().lower()
    if wanted in ("start", "begin", "0"):
        return to_start()
    if wanted == "end":
        return to_end()
    if found := _PART.fullmatch(wanted):
        return to_fraction(min(1.0, float(found[1]) / 100))
    if found := _AWAY.fullmatch(wanted):
        seconds = float(found[2]) * UNIT_SECONDS[found[3]]
        return to_time(status.at + (seconds if found[1] == "+" else -seconds))
    if found := _CLOCK.fullmatch(wanted):
        return to_time(_moment(found, status, tz))
    if found := _MESSAGE.fullmatch(wanted):
        return to_message(int(found[1]))
    raise ValueError(f"{text.strip() or 'nothing'} is no place in a recording. Give {EXAMPLES}.")


def _moment(found: re.Match[str], status: ReplayStatus, tz: tzinfo | None) -> float:
    """The clock time on the recording's first day, or on the next where the recording runs over midnight."""
    hours, minutes, seconds = int(found[1]), int(found[2]), float(found[3] or 0)
    if hours > 23 or minutes > 59 or seconds >= 60:
        raise ValueError(f"{found[0]} is no time of the day.")
    began = datetime.fromtimestamp(status.started_at, tz)
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if moment < began.replace(microsecond=0):
        moment += timedelta(days=1)
    # All of the second that was typed belongs to it.
    return moment.timestamp() + (0.0 if "." in (found[3] or "") else 0.999)
