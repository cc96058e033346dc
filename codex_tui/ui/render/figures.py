"""Numbers as the panes print them: short, of known width, and so right-alignable.

Values come from the wire and may be anything: negative ones count as zero, those without a size are drawn as `–`.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

UNKNOWN = "–"

_BYTE_UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")
_COUNT_UNITS = ("k", "M", "G", "T", "P", "E")


def format_bytes(size_bytes: int) -> str:
    """A size in at most 7 cells: `214 B`, `1.1 kB`, `18.4 kB`, `41 MB` (powers of 1000)."""
    if size_bytes < 1000:
        return f"{max(0, size_bytes)} B"
    scaled, unit = _scaled(size_bytes, _BYTE_UNITS)
    has_decimal = scaled < (99.95 if unit == "kB" else 9.95)
    return f"{scaled:.1f} {unit}" if has_decimal else f"{scaled:.0f} {unit}"


def format_count(count: int, *, is_short: bool = False) -> str:
    """A number of things: `18,204`, or in at most 5 cells `14.2k`."""
    if not is_short or count < 1000:
        return f"{max(0, count):,}"
    scaled, unit = _scaled(count, _COUNT_UNITS)
    return f"{scaled:.1f}{unit}" if scaled < 99.95 else f"{scaled:.0f}{unit}"


def _scaled(value: int, units: tuple[str, ...]) -> tuple[float, str]:
    """Value and unit such that the rounded value has at most three digits before the point."""
    limit = 10 ** (3 * len(units) + 3) - 1
    scaled = min(value, limit) / 1000
    for unit in units:
        if scaled < 999.5:
            return scaled, unit
        scaled /= 1000
    return 999.0, units[-1]


def format_duration(seconds: float) -> str:
    """How long something took or has been running: `1.4s`, `38s`, `2m 04s`, `3h 12m`, `2d 03h`."""
    if not math.isfinite(seconds):
        return UNKNOWN
    seconds = max(0.0, seconds)
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    return f"{whole}s" if whole < 60 else _two_units(whole)


def _two_units(seconds: int) -> str:
    if seconds < 3600:
        return f"{seconds // 60}m {seconds % 60:02}s"
    if seconds < 86_400:
        return f"{seconds // 3600}h {seconds % 3600 // 60:02}m"
    days = seconds // 86_400
    return f"{days}d {seconds % 86_400 // 3600:02}h" if days < 100 else f"{days}d"


def format_latency(milliseconds: float) -> str:
    """The time between a request and its answer: `0.4ms`, `16ms`, `1.4s`, `38s`, `2m 04s`."""
    if not math.isfinite(milliseconds):
        return UNKNOWN
    milliseconds = max(0.0, milliseconds)
    if milliseconds < 0.95:
        return f"{milliseconds:.1f}ms"
    return f"{milliseconds:.0f}ms" if milliseconds < 999.5 else format_duration(milliseconds / 1000)


def format_age(seconds: float) -> str:
    """How long ago, in at most 4 cells: `11s`, `2m`, `3h`, `2d`, `4y`; never rounded up."""
    if not math.isfinite(seconds):
        return UNKNOWN
    whole = max(0, int(seconds))
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if whole >= size:
            count = whole // size
            return f"{count}{unit}" if count < 1000 else f"{min(count // 365, 999)}y"
    return f"{whole}s"


def meter(fraction: float, cells: int) -> str:
    """A bar of exactly `cells` cells: `▓▓▓░░░`; anything above nothing shows one, only all of it shows all."""
    cells = max(0, cells)
    if not math.isfinite(fraction) or fraction <= 0:
        return "░" * cells
    full = cells if fraction >= 1 else min(max(1, round(fraction * cells)), max(cells - 1, 0))
    return "▓" * full + "░" * (cells - full)


def clock(unix_seconds: float, tz: tzinfo | None = None) -> str:
    """Time of day in 12 cells, `12:41:07.412`; the machine's own zone without `tz`. What is no time is dashes."""
    try:
        moment = datetime.fromtimestamp(unix_seconds, tz)
    except (OverflowError, OSError, ValueError):
        return "--:--:--.---"
    return moment.strftime("%H:%M:%S.") + f"{moment.microsecond // 1000:03}"
