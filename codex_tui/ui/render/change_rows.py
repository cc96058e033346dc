"""The files of a patch as a list: what happens to each, how much, and whether it lies outside the thread's folder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.change_counts import count_facts
from codex_tui.ui.render.decisions import revealed
from codex_tui.ui.render.diff_lines import diff_counts
from codex_tui.ui.render.text import cells, cut_path, pad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.protocol.items import FileUpdateChange
    from codex_tui.ui.render.palette import Palette

OUTSIDE = "outside"
MIN_PATH_CELLS = 8

_SIGNS = {"add": "+", "delete": "−", "update": "±"}


def render_files(
    changes: Sequence[FileUpdateChange], width: int, palette: Palette, *, cwd: str, home: str
) -> list[Text]:
    """`± tests/test_parser.py   +4 −2`, one row a file, the counts aligned; a file outside `cwd` is marked as such."""
    counted = [diff_counts(change.kind.type, change.diff) for change in changes]
    counts = count_facts(counted, palette)
    rows = []
    for change, count in zip(changes, counts, strict=True):
        mark = f" {OUTSIDE}" if is_outside(change, cwd) else ""
        room = width - 2 - len(mark) - (1 + len(count) if count else 0)
        has_counts = bool(count) and room >= MIN_PATH_CELLS
        if not has_counts:
            room = max(0, width - 2 - len(mark))
        row = Text(no_wrap=True, end="").append(f"{_SIGNS.get(change.kind.type, '?')} ", palette.muted)
        row.append(_fitted_path(change, room, cwd, home), palette.warning if mark else palette.text)
        row.append(mark, palette.warning)
        if has_counts:
            row.append(" ").append_text(count)
        row.truncate(max(0, width))
        rows.append(row)
    return rows


def is_outside(change: FileUpdateChange, cwd: str) -> bool:
    """Whether a file, or where it moves to, lies outside the folder; unknown folders have no outside."""
    if not cwd:
        return False
    root = posixpath.normpath(cwd).rstrip("/") + "/"
    paths = [change.path, change.kind.move_path or change.path]
    return any(not (posixpath.normpath(posixpath.join(root, path)) + "/").startswith(root) for path in paths)


def shown_path(path: str, cwd: str) -> str:
    """A path below the folder relative to it, with everything that could deceive made visible."""
    root = cwd.rstrip("/") + "/"
    return revealed(path[len(root) :] if cwd and path.startswith(root) else path)


def _fitted_path(change: FileUpdateChange, room: int, cwd: str, home: str) -> str:
    path = shown_path(change.path, cwd)
    if change.kind.move_path and change.kind.move_path != change.path:
        target = shown_path(change.kind.move_path, cwd)
        half = (room - 3) // 2
        left = cut_path(path, max(half, room - 3 - cells(target)), home)
        return pad(f"{left} → {cut_path(target, room - 3 - cells(left), home)}", room)
    return pad(cut_path(path, room, home), room)
