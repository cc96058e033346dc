"""Gets the person's attention, once for each request that waits, and only while they look elsewhere.

A request counts once it has waited a moment, so that what a policy or another client answers at once alerts nobody.
What came while the person was looking is not told later: the screen told it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App

from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import OPEN_STATES, InboxEntry
from codex_tui.state.joins import thread_title
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.alerts import (
    RESTORE_TITLE,
    SAVE_TITLE,
    AlertKind,
    alert_sequence,
    harmless,
    title_sequence,
)
from codex_tui.ui.render.kinds import kind_title

GRACE_S = 0.3
AWAY_AFTER_S = 30.0
"""Where the terminal does not report its focus, a person who has done nothing for so long looks elsewhere."""
MAX_ALERTS_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One request, in harmless words."""

    what: str
    thread: str
    waiting_count: int


def write_to_terminal(app: App[Any], sequence: str) -> None:
    """Write between two frames, the way Textual's own bell does: its driver writes each text whole and in order."""
    driver = app._driver
    if driver is not None and not app.is_headless:
        driver.write(sequence)


class Presence:
    """Whether the person looks at this terminal, as far as it says so."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._is_focused: bool | None = None
        self._last_input_at = monotonic()

    def take_focus(self, is_focused: bool) -> None:
        """The terminal reports its focus."""
        self._is_focused = is_focused

    def take_input(self) -> None:
        """A key or the mouse; who types looks, whatever the last report said."""
        self._last_input_at = self._monotonic()
        if self._is_focused is False:
            self._is_focused = True

    @property
    def is_away(self) -> bool:
        """Whether an alert is of use."""
        if self._is_focused is not None:
            return not self._is_focused
        return self._monotonic() - self._last_input_at >= AWAY_AFTER_S


class Attention:
    """Watches the inbox; `look` is called whenever it may have changed, and once a second."""

    def __init__(
        self,
        context: UiContext,
        kind: AlertKind,
        write: Callable[[str], None],
        *,
        is_in_tmux: bool = False,
        run_command: Callable[[Alert], None] | None = None,
    ) -> None:
        self.presence = Presence(context.monotonic)
        self._context = context
        self._kind = kind
        self._write = write
        self._is_in_tmux = is_in_tmux
        self._run_command = run_command
        self._told: set[RequestKey] = set()
        self._titled_count: int | None = None

    def look(self) -> None:
        """Show how many wait, and alert for each that is new."""
        if self._kind is AlertKind.OFF:
            return
        inbox = self._context.model.inbox
        waiting = inbox.pending
        self._show_count(len(waiting))
        self._told = {key for key in self._told if key in inbox.entries and inbox.entries[key].state in OPEN_STATES}
        now = self._context.now()
        # What comes from the future came before the clock was set back.
        fresh = {entry.key for entry in waiting if now - GRACE_S < entry.received_at <= now}
        new = [entry for entry in waiting if entry.key not in self._told and entry.key not in fresh]
        self._told.update(entry.key for entry in new)
        if new and self.presence.is_away:
            self._tell(new, len(waiting))

    def close(self) -> None:
        """Give the terminal its own title back."""
        if self._titled_count is not None:
            self._titled_count = None
            self._write(RESTORE_TITLE)

    def _show_count(self, count: int) -> None:
        if count == self._titled_count or (self._titled_count is None and not count):
            return
        if self._titled_count is None:
            self._write(SAVE_TITLE)
        self._titled_count = count
        self._write(title_sequence(count))

    def _tell(self, new: list[InboxEntry], waiting_count: int) -> None:
        if len(new) > MAX_ALERTS_AT_ONCE:
            alerts = [Alert(f"{len(new)} new requests", "", waiting_count)]
        else:
            alerts = [self._alert(entry, waiting_count) for entry in new]
        for alert in alerts:
            text = " · ".join(filter(None, (alert.what, alert.thread)))
            self._write(alert_sequence(self._kind, text, is_in_tmux=self._is_in_tmux))
            if self._run_command is not None:
                self._run_command(alert)

    def _alert(self, entry: InboxEntry, waiting_count: int) -> Alert:
        title = thread_title(self._context.model, entry.thread_id) if entry.thread_id else ""
        return Alert(harmless(kind_title(entry.kind, entry.request).lower()), harmless(title), waiting_count)
