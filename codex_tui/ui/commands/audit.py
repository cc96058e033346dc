"""`:audit`: what is on record, on a screen or in a file."""

from __future__ import annotations

import os
from pathlib import Path

from rich.text import Text

from codex_tui.runtime.audit import copy_trail, newest_lines
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut, visible

SHOWN_BYTES = 2 * 1024 * 1024
"""More than anybody reads on a screen; the file has all of it."""


def audit(host: CommandHost, argument: str) -> None:
    """Show the trail, newest first, as far as a text filters it; or copy it to a file."""
    path = host.context.audit_file
    first, _, rest = argument.partition(" ")
    if path is None:
        host.tell("warning", "Nothing is on record: the audit trail is off. Start without --audit off to have one.")
    elif first == "export":
        _export(host, path, rest.strip())
    else:
        _show(host, path, argument.strip())


def _show(host: CommandHost, path: Path, text: str) -> None:
    # Not needed before the first picture.
    from codex_tui.ui.render.audit_rows import audit_heading, matching_lines, render_audit

    try:
        lines, is_cut = newest_lines(path, SHOWN_BYTES)
    except FileNotFoundError:
        lines, is_cut = [], False
    except OSError as error:
        host.tell("error", f"{path} cannot be read: {error.strerror}.")
        return
    found = matching_lines(reversed(lines), text)
    tz = host.context.tz

    def rows_for(width: int, palette: Palette) -> list[Text]:
        older = [Text(cut("Older lines are in the file.", width), palette.muted)] if is_cut else []
        return render_audit(found, width, palette, tz) + older

    title = f"Audit · {visible(str(path), keep_newlines=False)}"
    copied = visible("\n".join(line.decode("utf-8", "replace") for line in found))
    host.read(title, rows_for, copied, audit_heading if found else None)


def _export(host: CommandHost, path: Path, name: str) -> None:
    if not name:
        host.ask_text("Write the whole audit trail to this file (JSON lines)", "", lambda name: _copy(host, path, name))
    else:
        _copy(host, path, name)


def _copy(host: CommandHost, path: Path, name: str) -> None:
    target = Path(os.path.expanduser(name.strip()))
    try:
        copy_trail(path, target)
    except OSError as error:
        named = error.filename or target
        host.tell("error", f"Nothing was exported: {named}: {error.strerror}. Give another file.")
    else:
        host.tell("information", f"Exported the audit trail to {target}.")


COMMANDS = (Command("audit", "[filter | export FILE]", "Show who decided what, or write it to a file", audit),)
