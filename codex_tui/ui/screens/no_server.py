"""The screen that stands where no server could be started: why, what it last said, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from codex_tui.ui.render.text import visible

MAX_STDERR_ROWS = 20


class NoServerScreen(ModalScreen[str]):
    """Ends in `retry`, `quit` or `look`, the last for those who want to read what is already on the dashboard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,ctrl+r", "choose('retry')", "Try again", id="no_server.retry"),
        Binding("q,ctrl+q", "choose('quit')", "Quit", id="no_server.quit"),
        Binding("escape", "choose('look')", "Look at the dashboard", id="no_server.look"),
    ]

    def __init__(self, reason: str, stderr_lines: Sequence[str]) -> None:
        super().__init__()
        self._reason = reason
        self._stderr_lines = stderr_lines

    def compose(self) -> ComposeResult:
        """The reason, the server's last words, and the keys."""
        with Vertical(id="no-server"):
            yield Static(Content("No app-server"), id="no-server-title")
            yield Static(Content(visible(self._reason)), id="no-server-reason")
            with VerticalScroll(id="no-server-stderr"):
                if self._stderr_lines:
                    yield Static(Content("It last wrote to its standard error:"), classes="no-server-row")
                for line in self._stderr_lines[-MAX_STDERR_ROWS:]:
                    yield Static(Content(visible(line, keep_newlines=False)), classes="no-server-row -said")
            yield Static(Content("r  try again      q  quit      esc  look at the dashboard"), id="no-server-keys")

    def action_choose(self, choice: str) -> None:
        """Close with what the person wants."""
        self.dismiss(choice)
