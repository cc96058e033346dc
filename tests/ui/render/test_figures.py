from __future__ import annotations

import math
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.figures import (
    clock,
    format_age,
    format_bytes,
    format_count,
    format_duration,
    format_latency,
    meter,
)

ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (-1, "0 B"),
        (0, "0 B"),
        (214, "214 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (1_100, "1.1 kB"),
        (18_400, "18.4 kB"),
        (99_949, "99.9 kB"),
        (99_951, "100 kB"),
        (999_499, "999 kB"),
        (999_501, "1.0 MB"),
        (41_000_000, "41 MB"),
        (9_960_000, "10 MB"),
        (2_100_000_000, "2.1 GB"),
        (10**30, "999 EB"),
    ],
)
def test_bytes_are_short_and_never_show_four_digits(size_bytes: int, shown: str) -> None:
    assert format_bytes(size_bytes) == shown


@pytest.mark.parametrize(
    ("count", "full", "short"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (18_204, "18,204", "18.2k"),
        (14_249, "14,249", "14.2k"),
        (999_600, "999,600", "1.0M"),
    ],
)
def test_counts(count: int, full: str, short: str) -> None:
    assert format_count(count) == full
    assert format_count(count, is_short=True) == short


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3.0, "0.0s"),
        (1.4, "1.4s"),
        (9.94, "9.9s"),
        (9.96, "10s"),
        (38.2, "38s"),
        (59.4, "59s"),
        (59.6, "1m 00s"),
        (124, "2m 04s"),
        (3 * 3600 + 12 * 60 + 59, "3h 12m"),
        (2 * 86_400 + 3 * 3600, "2d 03h"),
        (400 * 86_400, "400d"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    assert format_duration(seconds) == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0.42, "0.4ms"),
        (0.96, "1ms"),
        (16.2, "16ms"),
        (999.6, "1.0s"),
        (1_400, "1.4s"),
        (38_000, "38s"),
        (124_000, "2m 04s"),
    ],
)
def test_latencies(milliseconds: float, shown: str) -> None:
    assert format_latency(milliseconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "0s"), (11.9, "11s"), (60, "1m"), (179, "2m"), (3 * 3600, "3h"), (2 * 86_400, "2d"), (1500 * 86_400, "4y")],
)
def test_ages_round_down(seconds: float, shown: str) -> None:
    assert format_age(seconds) == shown


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (0, "░░░░░░"),
        (0.001, "▓░░░░░"),
        (0.48, "▓▓▓░░░"),
        (0.999, "▓▓▓▓▓░"),
        (1, "▓▓▓▓▓▓"),
        (7, "▓▓▓▓▓▓"),
        (math.nan, "░░░░░░"),
    ],
)
def test_meter_tells_some_from_none_and_nearly_from_all(fraction: float, shown: str) -> None:
    assert meter(fraction, 6) == shown


def test_clock_shows_milliseconds_in_the_given_zone() -> None:
    moment = 1_700_000_000.4129
    assert clock(moment, UTC) == "22:13:20.412"
    assert clock(moment, timezone(timedelta(hours=2))) == "00:13:20.412"
    assert clock(math.nan, UTC) == clock(1e30, UTC) == "--:--:--.---"


@given(st.integers())
def test_bytes_and_short_counts_keep_their_width(value: int) -> None:
    assert len(format_bytes(value)) <= 7
    assert len(format_count(value, is_short=True)) <= 5


@given(ANY_FLOAT)
def test_ages_and_clocks_keep_their_width(value: float) -> None:
    assert len(format_age(value)) <= 4
    assert len(clock(value, UTC)) == 12
    assert format_duration(value) and format_latency(value)


@given(ANY_FLOAT, st.integers(min_value=-2, max_value=50))
def test_meter_is_exactly_as_wide_as_asked(fraction: float, cells: int) -> None:
    assert len(meter(fraction, cells)) == max(0, cells)
