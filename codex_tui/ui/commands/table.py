"""All commands by name, and the help that is made from them and from the key table."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from codex_tui.ui.commands import attestation, audit, threads, turns, views
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.keys import KEYS, Where, bound_keys, shown_key
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut


def show_help(host: CommandHost, argument: str = "") -> None:
    """Show all keys and commands."""
    rebound = host.context.keys
    host.read("Keys and commands", lambda width, palette: help_rows(width, palette, rebound))


COMMANDS: tuple[Command, ...] = (
    Command("help", "", "Show all keys and commands", show_help),
    *threads.COMMANDS,
    *turns.COMMANDS,
    *attestation.COMMANDS,
    *views.COMMANDS,
    *audit.COMMANDS,
)
COMMANDS_BY_NAME = {command.name: command for command in COMMANDS}


def help_rows(width: int, palette: Palette, rebound: Mapping[str, str]) -> list[Text]:
    """The help: keys by place, as they are bound, then commands."""
    rows: list[Text] = []
    for where in Where:
        rows += [Text(), Text(where.value.capitalize(), palette.heading)]
        for key in KEYS:
            if key.where is where and not key.id.startswith("inbox.decide_"):
                names = "  ".join(map(shown_key, bound_keys(key.id, rebound).split(",")))
                rows.append(_help_row(names, key.help, width, palette))
        if where is Where.INBOX:
            rows.append(_help_row("1 … 9", "Choose a decision by its number", width, palette))
    rows += [Text(), Text("Composer commands", palette.heading)]
    for command in COMMANDS:
        rows.append(_help_row(f":{command.name} {command.argument}".rstrip(), command.help, width, palette))
    rows.append(_help_row("!command", "Run a shell command in the open thread", width, palette))
    rows.append(_help_row("@name", "Mention a file; tab completes", width, palette))
    return rows[1:]


def _help_row(name: str, text: str, width: int, palette: Palette) -> Text:
    column = min(32, max(12, width // 3))
    return Text.assemble(
        (f"  {cut(name, column - 3)}".ljust(column), palette.accent), (cut(text, width - column), palette.text)
    )
