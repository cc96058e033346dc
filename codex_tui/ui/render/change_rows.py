"""The files of a patch as a list: what happens to each, how much, and whether it lies outside the thread's folder."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from codex_tui.ui.render.change_counts import count_facts
from codex_tui.ui.render.decisions import revealed
from codex_tui.ui.render.diff_lines import diff_counts
from codex_tui.ui.render.text import cells, cut_path, fold, pad, visible, with_tilde

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codex_tui.protocol.items import FileUpdateChange
    from codex_tui.ui.render.palette import Palette

OUTSIDE = "outside"
ARROW = " → "
MIN_PATH_CELLS = 8

_SIGNS = {"add": "+", "delete": "−", "update": "±"}


class FileRow(NamedTuple):
    """One row of the list; `is_cut` where a path gave way to `…`."""

    text: Text
    is_cut: bool


def file_rows(
    changes: Sequence[FileUpdateChange], width: int, palette: Palette, *, cwd: str, home: str
) -> list[FileRow]:
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
        whole = _whole_path(change, cwd, home)
        is_cut = cells(whole) > room
        path = _fitted_path(change, room, cwd, home) if is_cut else whole
        row.append(pad(path, room), palette.warning if mark else palette.text)
        row.append(mark, palette.warning)
        if has_counts:
            row.append(" ").append_text(count)
        row.truncate(max(0, width))
        rows.append(FileRow(row, is_cut))
    return rows


def whole_file_rows(change: FileUpdateChange, width: int, palette: Palette, *, cwd: str, home: str) -> list[Text]:
    """One file, its path and where it moves to in full, in as many rows as that takes."""
    (count,) = count_facts([diff_counts(change.kind.type, change.diff)], palette)
    row = Text(f"{_SIGNS.get(change.kind.type, '?')} ", palette.muted)
    is_marked = is_outside(change, cwd)
    row.append(_whole_path(change, cwd, home), palette.warning if is_marked else palette.strong)
    row.append(f" {OUTSIDE}" if is_marked else "", palette.warning)
    row.append("  ").append_text(count)
    return fold(row, width)


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


def _paths(change: FileUpdateChange, cwd: str, home: str) -> list[str]:
    """The path, and where it moves to."""
    moved = change.kind.move_path
    paths = [change.path, moved] if moved and moved != change.path else [change.path]
    return [visible(with_tilde(shown_path(path, cwd), home), keep_newlines=False) for path in paths]


def _whole_path(change: FileUpdateChange, cwd: str, home: str) -> str:
    return ARROW.join(_paths(change, cwd, home))


def _fitted_path(change: FileUpdateChange, room: int, cwd: str, home: str) -> str:
    path, *moved = _paths(change, cwd, home)
    if not moved:
        return cut_path(path, room)
    half = (room - len(ARROW)) // 2
    left = cut_path(path, max(half, room - len(ARROW) - cells(moved[0])))
    return f"{left}{ARROW}{cut_path(moved[0], room - len(ARROW) - cells(left))}"
