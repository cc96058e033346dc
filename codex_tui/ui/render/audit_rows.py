"""The audit trail as rows: aligned columns, of which the last go first as the screen narrows."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.audit import AuditLine, parse_line
from codex_tui.ui.render.figures import format_latency
from codex_tui.ui.render.text import cut, pad, visible
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from codex_tui.ui.render.palette import Palette

GAP = "  "
COLUMNS = (
    ("time", 19),
    ("kind", 14),
    ("decision", 20),
    ("who", 14),
    ("thread", 7),
    ("scope", 8),
    ("item", 12),
    ("after", 7),
    ("shown", 16),
    ("server", 9),
)
"""Names and cells; the most important first."""
WIDEST = MappingProxyType({"decision": 36, "who": 40, "kind": 22})
"""What columns may take of the room that is left."""
DECISION_WORDS = MappingProxyType(
    {
        "acceptWithExecpolicyAmendment": "accept + rule",
        "applyNetworkPolicyAmendment allow": "allow host",
        "applyNetworkPolicyAmendment deny": "deny host",
    }
)
"""For the wire's names that are longer than the column; the file has them as they are."""


def matching_lines(lines: Iterable[bytes], text: str) -> list[bytes]:
    """The lines that hold every word of a text, whatever its case."""
    words = [word.encode() for word in text.lower().split()]
    return [line for line in lines if all(word in line.lower() for word in words)]


def audit_heading(width: int, palette: Palette) -> list[Text]:
    """The names of the columns, to stand over them."""
    names = GAP.join(pad(name, cells, "right" if name == "after" else "left") for name, cells in _fitting(width))
    return [Text(cut(names, width), palette.muted)]


def render_audit(lines: Sequence[bytes], width: int, palette: Palette, tz: tzinfo | None) -> list[Text]:
    """One row for each line; a line that is none of ours is shown as such."""
    if not lines:
        return [Text(cut("Nothing of this is on record.", width), palette.muted)]
    columns = _fitting(width)
    rows = []
    for line in lines:
        parsed = parse_line(line)
        if parsed is None:
            text = visible(line.decode("utf-8", "replace"), keep_newlines=False)
            rows.append(Text(cut(f"unreadable  {text}", width), palette.warning))
        else:
            row = _row(parsed, columns, palette, tz)
            row.truncate(width)
            rows.append(row)
    return rows


def _fitting(width: int) -> list[tuple[str, int]]:
    fitting: list[tuple[str, int]] = []
    left = width
    for name, cells in COLUMNS:
        if fitting and left < cells:
            break
        fitting.append((name, cells))
        left -= cells + len(GAP)
    for index, (name, cells) in enumerate(fitting):
        more = max(0, min(left, WIDEST.get(name, cells) - cells))
        fitting[index] = (name, cells + more)
        left -= more
    return fitting


def _row(line: AuditLine, columns: Sequence[tuple[str, int]], palette: Palette, tz: tzinfo | None) -> Text:
    values = {
        "time": datetime.fromtimestamp(line.at, tz).strftime("%Y-%m-%d %H:%M:%S"),
        "decision": DECISION_WORDS.get(line.decision, line.decision),
        "scope": line.scope,
        "who": line.who,
        "kind": line.kind,
        "after": format_latency(line.latency_ms),
        "thread": short_id(line.thread),
        "item": line.item,
        "shown": line.shown,
        "server": line.server,
    }
    styles = {"decision": palette.strong, "who": palette.text, "kind": palette.text}
    row = Text(no_wrap=True, end="")
    for index, (name, cells) in enumerate(columns):
        value = pad(visible(values[name], keep_newlines=False), cells, "right" if name == "after" else "left")
        row.append((GAP if index else "") + value, styles.get(name, palette.muted))
    return row
