"""The rows of the threads pane: group headers, one row a thread, and the details of the selected one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.threads import ThreadGroup
from codex_tui.ui.render.figures import format_age, format_count, format_duration
from codex_tui.ui.render.text import ELLIPSIS, cells, cut, cut_path, pad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style

    from codex_tui.state.threads import ThreadRecord
    from codex_tui.ui.render.palette import Palette

OPEN_MARK = "▌"
SPINNER = "◐◓◑◒"
BRANCH = "└ "
MAX_DEPTH = 4
MAX_DETAIL_ROWS = 3
MIN_TITLE_CELLS = 6
LONG_AGE_WIDTH = 30
"""From this width on a thread that waits shows its seconds, too."""

_GLYPHS: Mapping[ThreadGroup, str] = MappingProxyType(
    {ThreadGroup.NEEDS_YOU: "⚠", ThreadGroup.READY: "○", ThreadGroup.INACTIVE: "·"}
)


def render_group(group: ThreadGroup, count: int, width: int, palette: Palette) -> Text:
    """`NEEDS YOU                2`; calm when nobody needs anything."""
    style = palette.warning if group is ThreadGroup.NEEDS_YOU and count else palette.muted
    number = format_count(count)
    room = width - len(number) - 1
    text = pad(group.upper(), room) + " " + number if room >= MIN_TITLE_CELLS else pad(group.upper(), width)
    return Text(text, style, no_wrap=True, end="")


def render_thread(
    record: ThreadRecord,
    depth: int,
    width: int,
    palette: Palette,
    *,
    now: float,
    spinner_frame: int,
    home: str,
    is_open: bool,
) -> Text:
    """`▌⚠ Fix the flaky parser…   2m 04s` in exactly `width` cells; a sub-agent hangs below its parent."""
    age = _age(record, now, is_long=width >= LONG_AGE_WIDTH)
    branch = "  " * (min(depth, MAX_DEPTH) - 1) + BRANCH if depth > 0 else ""
    age = f" {age}" if age else ""
    room = width - 3 - len(branch) - len(age)
    if room < MIN_TITLE_CELLS:
        age = ""
        room = width - 3 - len(branch)
    row = Text(no_wrap=True, end="")
    row.append(OPEN_MARK if is_open else " ", palette.accent)
    row.append(*_glyph(record, spinner_frame, palette))
    row.append(" " + branch, palette.faint)
    row.append(pad(_title(record, home), room), _title_style(record, palette, is_open=is_open))
    if age:
        is_waiting = record.group is ThreadGroup.NEEDS_YOU
        row.append(age, palette.warning if is_waiting else palette.muted)
    row.truncate(max(0, width))
    return row


def thread_details(record: ThreadRecord, width: int, palette: Palette, now: float, home: str) -> list[Text]:
    """At most three muted rows: where it works, how it is set, where it comes from; what is not known is left out."""
    indent = min(3, max(0, width - 8))
    room = max(0, width - indent)
    facts = [
        "archived" if record.is_archived else "",
        record.model,
        record.approval_policy,
        record.sandbox,
        record.effort,
        record.source,
        f"sub-agent of {short_id(record.parent_id)}" if record.parent_id else "",
        f"fork of {short_id(record.forked_from_id)}" if record.forked_from_id else "",
        short_id(record.id),
        f"{format_age(now - record.created_at)} old" if record.created_at else "",
    ]
    rows = [cut_path(record.cwd, room, home)] if record.cwd else []
    rows += _packed([cut(fact, room) for fact in facts], room)
    return [Text(" " * indent + row, palette.muted, no_wrap=True, end="") for row in rows[:MAX_DETAIL_ROWS]]


def _packed(facts: list[str], room: int) -> list[str]:
    """Facts in as few rows as they fit into, each of them whole."""
    rows: list[str] = []
    for fact in filter(None, facts):
        longer = f"{rows[-1]} · {fact}" if rows else fact
        if rows and cells(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(fact)
    return rows


def short_id(identifier: str, head_cells: int = 2, tail_cells: int = 4) -> str:
    """An id in few cells, such as `01…91d7`; thread ids begin with the time, so that only their ends differ."""
    room = head_cells + 1 + tail_cells
    if len(identifier) <= room or not identifier.isascii():
        return cut(identifier, room)
    return cut(identifier[:head_cells], head_cells) + ELLIPSIS + cut(identifier[-tail_cells:], tail_cells)


def _glyph(record: ThreadRecord, spinner_frame: int, palette: Palette) -> tuple[str, Style]:
    if record.status == "systemError" and record.group is not ThreadGroup.NEEDS_YOU:
        return "✗", palette.error
    match record.group:
        case ThreadGroup.WORKING:
            return SPINNER[spinner_frame % len(SPINNER)], palette.accent
        case ThreadGroup.NEEDS_YOU as group:
            return _GLYPHS[group], palette.warning
        case group:
            return _GLYPHS[group], palette.muted


def _title(record: ThreadRecord, home: str) -> str:
    """The title; what has none yet is told apart by its folder."""
    is_named = record.name or record.preview or record.nickname
    return record.title if is_named or not record.cwd else f"{record.title} in {cut_path(record.cwd, 40, home)}"


def _title_style(record: ThreadRecord, palette: Palette, *, is_open: bool) -> Style:
    if is_open:
        return palette.strong
    return palette.muted if record.group is ThreadGroup.INACTIVE else palette.text


def _age(record: ThreadRecord, now: float, *, is_long: bool) -> str:
    """How long it has waited or worked, else how long ago it was last touched."""
    is_busy = record.group in (ThreadGroup.NEEDS_YOU, ThreadGroup.WORKING)
    since = record.status_at if is_busy else record.updated_at
    if not since:
        return ""
    seconds = now - since
    if is_long and record.group is ThreadGroup.NEEDS_YOU and seconds >= 60:
        return format_duration(seconds)
    return format_age(seconds)
