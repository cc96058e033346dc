"""Commands about the screen and the server."""

from __future__ import annotations

from rich.text import Text

from codex_tui.state.events import LinkState
from codex_tui.state.intents import RestartServer
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.render.palette import PLAIN_PALETTE, Palette
from codex_tui.ui.theme import THEME_NAMES

UNFOLDED_CELLS = 1_000_000
"""A width at which no line is folded, for what is copied."""
PANES = ("threads", "stream", "wire", "inbox", "composer")


def show_pane(host: CommandHost, argument: str) -> None:
    """Go to a pane."""
    host.show_pane(argument)


def stderr(host: CommandHost, argument: str) -> None:
    """Show what the server said on its standard error."""
    # Not needed before the first picture.
    from codex_tui.ui.render.ansi import render_output

    written = "\n".join(host.context.model.stderr)

    def rows_for(width: int, palette: Palette) -> list[Text]:
        if not written:
            return [Text("The server has written nothing to its standard error.", palette.muted)]
        return render_output(written, width, palette)

    copied = "\n".join(row.plain for row in render_output(written, UNFOLDED_CELLS, PLAIN_PALETTE))
    host.read("Standard error of the app-server", rows_for, copied)


def restart(host: CommandHost, argument: str) -> None:
    """Start another server; ask first where one is running."""
    if host.context.model.link.state in (LinkState.LOST, LinkState.DOWN):
        host.controller.submit(RestartServer())
        return
    rows = (
        "End this app-server and start another?",
        "Running turns are interrupted, and requests that wait are lost.",
    )
    host.ask_yes("Restart the server", rows, lambda: host.controller.submit(RestartServer()))


COMMANDS = (
    Command("next", "", "Go to the next request that waits", lambda host, argument: host.next_decision()),
    Command("show", "<pane>", "Go to a pane", show_pane, choices=PANES),
    Command("final-only", "", "Show only finished messages and tool items", lambda host, _: host.toggle_final_only()),
    Command("maximise", "", "Give the focused pane the whole screen", lambda host, _: host.maximise_pane()),
    Command(
        "theme",
        "[name]",
        "Dark, light, or any theme by name",
        lambda host, argument: host.use_theme(argument),
        lambda host: THEME_NAMES,
    ),
    Command("stderr", "", "Show the server's standard error", stderr),
    Command("restart", "", "Start the app-server again (asks)", restart, needs_server=True),
    Command("quit", "", "End the app-server and leave", lambda host, argument: host.leave()),
)
