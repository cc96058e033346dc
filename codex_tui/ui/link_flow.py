"""What the screen does when the link changes: says it, offers to begin again, and reopens what was open."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from codex_tui.state.events import LinkState
from codex_tui.state.intents import ListThreads, OpenThread, RestartServer
from codex_tui.ui.commands.table import COMMANDS
from codex_tui.ui.keys import KEYS
from codex_tui.ui.render.text import cut, visible

if TYPE_CHECKING:
    from codex_tui.ui.app import CodexTuiApp

log = logging.getLogger(__name__)

MAX_REASON_CELLS = 160
HIDDEN_WIDTH = 10_000
"""Wide enough that no line of the server's words is wrapped before the screen does it."""


class LinkFlow:
    """Follows the link of the running app."""

    def __init__(self, app: CodexTuiApp) -> None:
        self._app = app
        self._state: LinkState | None = None
        self._ready_generation = 0

    def follow(self) -> None:
        """The link, or something about it, changed."""
        link = self._app.model.link
        self._grey_keys(link.missing_methods)
        if link.state is self._state:
            return
        self._state = link.state
        log.info("link %s, generation %s", link.state, link.generation)
        match link.state:
            case LinkState.READY:
                self._reopen(link.generation)
            case LinkState.LOST if link.detail:
                told = "ctrl+r starts another server; :stderr shows what it said."
                self._app.host.tell("error", f"{self.how_it_ended(link.detail)}. {told}")
            case LinkState.RESTARTING if link.detail:
                told = "Another is started by itself; :stderr shows what it said."
                self._app.host.tell("warning", f"{self.how_it_ended(link.detail)}. {told}")
            case LinkState.DOWN if link.detail:
                self._show_reason(link.detail)

    def _grey_keys(self, missing_methods: frozenset[str]) -> None:
        """Keys of commands that this server does not have."""
        actions = {f"app.run('{command.name}')" for command in COMMANDS if command.method in missing_methods}
        greyed = frozenset(key.id for key in KEYS if key.action in actions)
        if greyed != self._app.ui_context.greyed_keys:
            self._app.ui_context.greyed_keys = greyed
            self._app.dashboard.refresh_bindings()

    def how_it_ended(self, detail: str) -> str:
        """Its last words often have nothing to do with it, and `:stderr` shows them all."""
        return cut(visible(detail, keep_newlines=False).split(". ")[0].rstrip("."), MAX_REASON_CELLS)

    def _reopen(self, generation: int) -> None:
        """A new server knows nothing of what is open: list and read again."""
        is_first = self._ready_generation == 0
        self._ready_generation = generation
        if is_first:
            return
        controller = self._app.controller
        controller.submit(ListThreads())
        if controller.open_thread_id is not None:
            controller.submit(OpenThread(controller.open_thread_id))

    def _show_reason(self, reason: str) -> None:
        # Not needed before the first picture.
        from codex_tui.ui.render.ansi import render_output
        from codex_tui.ui.screens.no_server import NoServerScreen

        palette = self._app.ui_context.palette
        stderr = "\n".join(self._app.model.stderr)
        rows = render_output(stderr, HIDDEN_WIDTH, palette, tail=None) if stderr else []
        self._app.push_screen(NoServerScreen(reason, [row.plain for row in rows]), self._chosen)

    def _chosen(self, choice: str | None) -> None:
        if choice == "retry":
            self._app.controller.submit(RestartServer())
        elif choice == "quit":
            self._app.exit(1)
