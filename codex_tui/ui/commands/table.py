"""All commands by name, and the help that is made from them and from the key table."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from types import MappingProxyType

from rich.text import Text

from codex_tui.ui.commands import attestation, audit, filters, replay, rpc, threads, turns, views, wire
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.keys import KEYS, Where, bound_keys, shown_key
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import wrap

NAME_INDENT = "  "
MIN_NAME_CELLS = 16
MAX_NAME_CELLS = 32


def show_help(host: CommandHost, argument: str = "") -> None:
    """Show all keys and commands, or the filter language alone."""
    if argument == "filter":
        host.read("The filter of the wire log", filter_rows)
        return
    rebound = host.context.keys
    refused = {command.name: reason for command in COMMANDS if (reason := command.reason_refused(host))}
    host.read("Keys and commands", lambda width, palette: help_rows(width, palette, rebound, refused))


COMMANDS: tuple[Command, ...] = (
    Command("help", "[filter]", "Show all keys and commands, or the filter language", show_help, lambda _: ("filter",)),
    *threads.COMMANDS,
    *turns.COMMANDS,
    *attestation.COMMANDS,
    *views.COMMANDS,
    *filters.COMMANDS,
    *wire.COMMANDS,
    *rpc.COMMANDS,
    *audit.COMMANDS,
    *replay.COMMANDS,
)
COMMANDS_BY_NAME = {command.name: command for command in COMMANDS}


def help_rows(
    width: int, palette: Palette, rebound: Mapping[str, str], refused: Mapping[str, str] = MappingProxyType({})
) -> list[Text]:
    """The help: keys by place, as they are bound, then commands; with the reason for those that cannot run here."""
    rows: list[Text] = []
    for where in Where:
        rows += [Text(), Text(where.value.capitalize(), palette.heading)]
        for key in KEYS:
            if key.where is where and not key.id.startswith("inbox.decide_"):
                names = "  ".join(map(shown_key, bound_keys(key.id, rebound).split(",")))
                rows += _help_rows(names, key.help, width, palette)
        if where is Where.INBOX:
            rows += _help_rows("1 … 9", "Choose a decision by its number", width, palette)
    rows += [Text(), Text("Composer commands", palette.heading)]
    for command in COMMANDS:
        text, reason = f":{command.name} {command.argument}".rstrip(), refused.get(command.name, "")
        rows += _help_rows(text, reason or command.help, width, palette, is_greyed=bool(reason))
    rows += _help_rows("!command", "Run a shell command in the open thread", width, palette)
    rows += _help_rows("@name", "Mention a file; tab completes", width, palette)
    rows += [Text(), Text("Filter of the wire log", palette.heading), *filter_rows(width, palette)]
    return rows[1:]


def filter_rows(width: int, palette: Palette) -> list[Text]:
    """The filter language: how it is written, and what that means."""
    from codex_tui.ui.query_language import FORMS

    return [row for form in FORMS for row in _help_rows(form.example, form.meaning, width, palette)]


def _help_rows(name: str, text: str, width: int, palette: Palette, *, is_greyed: bool = False) -> list[Text]:
    """A name and what it does in columns of their own, both wrapped, since a help that is cut is none."""
    column = min(MAX_NAME_CELLS, max(MIN_NAME_CELLS, width // 4))
    gap = len(NAME_INDENT) + 1
    names = wrap(Text(name, palette.faint if is_greyed else palette.accent), column - gap)
    texts = wrap(Text(text, palette.muted if is_greyed else palette.text), max(1, width - column))
    return [
        Text.assemble(NAME_INDENT, left, " " * (column - len(NAME_INDENT) - left.cell_len), right)
        for left, right in zip_longest(names, texts, fillvalue=Text())
    ]
