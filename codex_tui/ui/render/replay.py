"""The replay bar: whether it plays, where it stands, how fast, and what is wrong with the file.

The least important pieces go first as it narrows.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.figures import clock, format_count
from codex_tui.ui.render.text import cut, visible, wrap

if TYPE_CHECKING:
    from codex_tui.state.replay import ReplayStatus
    from codex_tui.ui.render.palette import Palette

GAP = "  "
MIN_TRACK_CELLS = 8
MAX_TRACK_CELLS = 60
MAX_DAMAGE_CELLS = 60


def render_replay(status: ReplayStatus, width: int, palette: Palette, *, tz: tzinfo | None = None) -> Text:
    """The bar in at most `width` cells."""
    head = Text.assemble(" ", (state_glyph(status), palette.accent), " ", (_times(status, tz), palette.text))
    facts = Text(f"{GAP}{_percent(status)}{GAP}{speed_words(status.speed)}", palette.text)
    count = Text(f"{GAP}#{format_count(status.message_count)}", palette.muted)
    told = _told(status, palette)
    room = width - head.cell_len - facts.cell_len - 2
    shown_told = told if told.cell_len <= room else Text()
    room -= shown_told.cell_len
    shown_count = count if count.cell_len <= room - MIN_TRACK_CELLS else Text()
    room -= shown_count.cell_len
    row = Text(no_wrap=True, end="")
    row.append_text(head)
    if room >= MIN_TRACK_CELLS:
        row.append_text(_track(status.fraction, min(room - 2, MAX_TRACK_CELLS), palette))
    for part in (facts, shown_count, shown_told):
        row.append_text(part)
    row.truncate(max(0, width), overflow="ellipsis" if width > 1 else "crop")
    return row


def replay_words(status: ReplayStatus, tz: tzinfo | None = None) -> str:
    """What the status bar says of it: `replay ▶ 12:41:07 43% 2×`."""
    return f"replay {state_glyph(status)} {clock(status.at, tz)[:8]} {_percent(status)} {speed_words(status.speed)}"


def state_glyph(status: ReplayStatus) -> str:
    """Whether it goes somewhere, is paused, has ended, or plays."""
    if status.going_to:
        return "»"
    if status.is_paused:
        return "‖"
    return "■" if status.is_at_end and not status.is_following else "▶"


def speed_words(speed: float) -> str:
    """`2×`, `0.25×`, or at once."""
    return f"{speed:g}×" if speed else "at once"


def _times(status: ReplayStatus, tz: tzinfo | None) -> str:
    now = clock(status.at, tz)[:8]
    return now if status.ended_at is None or status.is_following else f"{now} / {clock(status.ended_at, tz)[:8]}"


def _percent(status: ReplayStatus) -> str:
    return f"{min(100, int(status.fraction * 100))}%"


def _told(status: ReplayStatus, palette: Palette) -> Text:
    """What is going on, or what is wrong with the file."""
    if status.going_to:
        return Text(
            f"{GAP}going to {cut(visible(status.going_to, keep_newlines=False), 30)} · esc stays", palette.accent
        )
    if status.is_empty:
        return Text(f"{GAP}the file is empty", palette.warning)
    if status.damage_count:
        damage = cut(visible(status.first_damage, keep_newlines=False), MAX_DAMAGE_CELLS)
        more = f" (and {status.damage_count - 1:,} more)" if status.damage_count > 1 else ""
        return Text(f"{GAP}⚠ {damage}{more}", palette.warning)
    if status.is_cut_off and not status.is_following:
        return Text(f"{GAP}it ends here without an end: the program was killed", palette.warning)
    if not status.is_redacted:
        return Text(f"{GAP}has secrets (--no-redact)", palette.error)
    return Text(f"{GAP}following" if status.is_following and status.is_at_end else "", palette.muted)


def _track(fraction: float, cells: int, palette: Palette) -> Text:
    """A line with a knob at the place."""
    at = min(cells - 1, max(0, int(fraction * cells)))
    track = Text(GAP)
    track.append("━" * at, palette.accent).append("●", palette.accent).append("─" * (cells - 1 - at), palette.faint)
    return track


def recording_rows(status: ReplayStatus, width: int, palette: Palette, *, tz: tzinfo | None = None) -> list[Text]:
    """What is known of the recording, row by row."""
    ended = clock(status.ended_at, tz)[:8] if status.ended_at is not None else "not known before it was read"
    facts = [
        ("file", status.name),
        ("began", clock(status.started_at, tz)[:8]),
        ("ended", ended),
        ("here", f"{clock(status.at, tz)}, {_percent(status)} of the file, message {status.message_count:,}"),
        (
            "secrets",
            "taken out when it was recorded" if status.is_redacted else "in it: it was recorded with --no-redact",
        ),
        ("damage", f"{status.damage_count:,} lines so far" if status.damage_count else "none so far"),
        ("first", status.first_damage),
    ]
    if status.is_cut_off:
        facts.append(("end", "it has none: the program that recorded was killed, or it still records"))
    return [
        row
        for name, text in facts
        if text
        for row in wrap(
            Text.assemble((f"{name:<10}", palette.muted), (visible(text, keep_newlines=False), palette.text)), width
        )
    ]
