"""Commands: what was run, how it ended, and the end of its output."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.items import CommandAction, CommandExecution
from codex_tui.ui.render.ansi import render_output
from codex_tui.ui.render.items.frame import (
    Canvas,
    Fact,
    Look,
    Looks,
    Rows,
    always,
    body,
    earlier_row,
    head_row,
    limited,
    one_row,
    title_of,
)
from codex_tui.ui.render.items.growth import grown_text, last_lines
from codex_tui.ui.render.items.status import FAILED, OK, duration_fact, status_fact
from codex_tui.ui.render.text import fold, reveal

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.state.timeline import ItemEntry

GLYPH = "$"
WRITTEN = "‹"
USUAL_OUTPUT_ROWS = 8
MAX_OUTPUT_ROWS = 2000
MAX_UNWRAPPED_CHARS = 8_000
"""`shlex` takes a microsecond a character; a longer command keeps its wrapper."""
_OUTPUT = ("output", 0)
_WRAPPER = re.compile(r"(?:/\S*/)?(?:ba|z|da|k|fi)?sh +-l?i?c +")


def unwrapped(command: str) -> str:
    """The command inside `/bin/bash -lc '…'`; as it stands where it is wrapped in nothing, or in something else."""
    if len(command) > MAX_UNWRAPPED_CHARS or not _WRAPPER.match(command):
        return command
    try:
        words = shlex.split(command)
    except ValueError:
        return command
    return words[2] if len(words) == 3 else command


def _rows(canvas: Canvas, entry: ItemEntry, item: CommandExecution) -> Rows:
    palette = canvas.palette
    glyph_style = palette.accent if _is_persons(item) else palette.muted
    head = head_row(canvas, GLYPH, glyph_style, _title(canvas, item), _facts(canvas, entry, item))
    if canvas.is_folded:
        return [head]
    rows = [head]
    if canvas.is_expanded:
        rows += _details(canvas, item)
    rows += _written_rows(canvas, entry)
    return rows + _output_rows(canvas, entry, item)


def _facts(canvas: Canvas, entry: ItemEntry, item: CommandExecution) -> list[Fact]:
    palette = canvas.palette
    status = status_fact(palette, entry, item.status)
    if item.exit_code is not None:
        code = item.exit_code
        status = Text(f"{OK} 0", palette.success) if code == 0 else Text(f"{FAILED} {code}", palette.error)
    return [status, duration_fact(palette, item.duration_ms)]


def _title(canvas: Canvas, item: CommandExecution) -> Text:
    """What a reading command does, in words; else the command's first line, the person's own in the accent."""
    palette = canvas.palette
    if _only_looks(item):
        return _looks_title(canvas, item.command_actions)
    first, *others = unwrapped(item.command).strip().split("\n")
    noun = "line" if len(others) == 1 else "lines"
    style = palette.accent if _is_persons(item) else palette.text
    return title_of((first, style), (f"  +{len(others)} {noun}" if others else "", palette.muted))


def _is_persons(item: CommandExecution) -> bool:
    """Whether the person ran the command, and so wants to see it and what it says."""
    return item.source == "userShell"


def _only_looks(item: CommandExecution) -> bool:
    """Whether the server is sure that all the command does is to read, list or search, and the agent ran it."""
    if _is_persons(item):
        return False
    return bool(item.command_actions) and all(a.type in ("read", "listFiles", "search") for a in item.command_actions)


def _looks_title(canvas: Canvas, actions: list[CommandAction]) -> Text:
    """`read parser.py, lexer.py · searched for “parse”`: a word is said once for all that it holds for."""
    text, muted = canvas.palette.text, canvas.palette.muted
    pieces: list[tuple[str, Style]] = []
    last_word = ""
    for action in actions:
        word, what, where = _look(canvas, action)
        joint = ", " if word == last_word else " · " if pieces else ""
        pieces += [(joint, muted), ("" if word == last_word else f"{word} ", muted), (what, text)]
        pieces += [(" in ", muted), (where, text)] if where else []
        last_word = word
    return title_of(*pieces)


def _look(canvas: Canvas, action: CommandAction) -> tuple[str, str, str]:
    """What was done, to what, and where if that is another thing."""
    where = canvas.folders.short(action.path, 60) if action.path else ""
    match action.type:
        case "read":
            return "read", action.name or where, ""
        case "listFiles":
            return "listed", where or "the folder", ""
        case _:
            return "searched for", f"“{action.query or ''}”", where


def _details(canvas: Canvas, item: CommandExecution) -> list[Text]:
    """The whole command as the server runs it, wrapper included, with what could deceive marked; where it runs."""
    palette = canvas.palette
    command = fold(reveal(item.command, palette), canvas.body_width)
    rows = limited(canvas, body(command), canvas.limit(USUAL_OUTPUT_ROWS, 200))
    where = f"in {canvas.folders.short(item.cwd, max(8, canvas.body_width - 20))}" if item.cwd else ""
    process = f"process {item.process_id}" if item.process_id else ""
    facts = " · ".join(filter(None, (where, process)))
    return [*rows, one_row(canvas, facts, palette.muted)] if facts else rows


def _written_rows(canvas: Canvas, entry: ItemEntry) -> list[Text]:
    """What was written to the command while it ran."""
    shown = entry.progress if canvas.is_expanded else entry.progress[-2:]
    return [one_row(canvas, f"{WRITTEN} {line.rstrip()}", canvas.palette.muted) for line in shown]


def _output_rows(canvas: Canvas, entry: ItemEntry, item: CommandExecution) -> list[Text]:
    """The end of the output; nothing usually where a command that only looks found what it looked for."""
    if not canvas.is_expanded and _only_looks(item) and item.exit_code in (None, 0):
        return []
    said = item.aggregated_output or ""
    limit = canvas.limit(USUAL_OUTPUT_ROWS, MAX_OUTPUT_ROWS)
    palette = replace(canvas.palette, text=canvas.palette.muted)
    if limit is None:
        return body(render_output(grown_text(entry, _OUTPUT, said), canvas.body_width, palette))
    # A running command is drawn thirty times a second, so that only the end of its output may cost anything.
    text, is_cut = last_lines(entry, _OUTPUT, said, limit)
    rows = body(render_output(text, canvas.body_width, palette, tail=limit + 2)) if text.strip() else []
    return [earlier_row(canvas), *rows[-limit:]] if is_cut or len(rows) > limit + 1 else rows


def _text(entry: ItemEntry, item: CommandExecution) -> str:
    return f"$ {item.command}\n{grown_text(entry, _OUTPUT, item.aggregated_output or '')}"


LOOKS: Looks = {CommandExecution: Look(_rows, _text, always)}
