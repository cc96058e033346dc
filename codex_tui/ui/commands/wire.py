"""Commands about the wire log."""

from __future__ import annotations

from codex_tui.ui.commands.host import Command, CommandHost

EXPORT_TITLE = "Write the shown wire messages to this file: Markdown if it ends in .md, else JSON lines for replay"


def export(host: CommandHost, argument: str) -> None:
    """Write the shown wire messages to a file."""
    if argument:
        host.export_wire(argument)
    else:
        host.ask_text(EXPORT_TITLE, "", host.export_wire)


def unanswered(host: CommandHost, argument: str) -> None:
    """Show only the requests that nobody has answered."""
    host.show_wire_subset("unanswered")


def marks(host: CommandHost, argument: str) -> None:
    """Show only what is marked or noted."""
    host.show_wire_subset("marked")


def stats(host: CommandHost, argument: str) -> None:
    """Show what the wire log adds up to."""
    host.show_wire_stats()


COMMANDS = (
    Command("export", "[file]", "Write the shown wire messages to a file: Markdown (.md), or JSON lines", export),
    Command("unanswered", "", "Show the requests of both sides without an answer", unanswered),
    Command("marks", "", "Show the wire messages with a mark or a note", marks),
    Command("stats", "", "Statistics of the wire log", stats),
)
