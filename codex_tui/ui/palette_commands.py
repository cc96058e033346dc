"""The command palette: every command and every key that works anywhere, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from codex_tui.ui.commands.host import Command
from codex_tui.ui.commands.table import COMMANDS

if TYPE_CHECKING:
    from codex_tui.ui.app import CodexTuiApp


class PaletteCommands(Provider):
    """Feeds the palette from the command table; a command that needs an argument is typed into the composer."""

    async def discover(self) -> Hits:
        """Everything, while nothing is typed."""
        for command in COMMANDS:
            run = partial(self.app.run_action, f"app.run('{command.name}')")
            yield DiscoveryHit(f":{command.name}", run, text=command.name, help=self._help(command))

    async def search(self, query: str) -> Hits:
        """What matches the query, by name or meaning."""
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = max(matcher.match(command.name), matcher.match(command.help))
            if score > 0:
                run = partial(self.app.run_action, f"app.run('{command.name}')")
                yield Hit(
                    score, matcher.highlight(f":{command.name}"), run, text=command.name, help=self._help(command)
                )

    def _help(self, command: Command) -> str:
        """What the command does, or why it cannot run here."""
        return command.reason_refused(cast("CodexTuiApp", self.app).host) or command.help
