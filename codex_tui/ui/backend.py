"""What the screen needs of the worker, and nothing more; the recorded sessions of the tests fit it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from codex_tui.state.events import StateEvent
from codex_tui.state.intents import Intent


class Backend(Protocol):
    """Takes intents, gives events in order."""

    def submit(self, intent: Intent) -> None:
        """Ask for something; the outcome comes as an event."""

    def drain(self, limit: int) -> list[StateEvent]:
        """The next events, at most so many."""

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Call `wake`, from any thread, when there are events again."""
