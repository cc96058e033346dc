"""What a command may use; the app is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from codex_tui.ui.context import UiContext
from codex_tui.ui.controller import Controller
from codex_tui.ui.render.palette import Palette

if TYPE_CHECKING:
    from codex_tui.ui.screens.form import FormSheet

RowsFor = Callable[[int, Palette], Sequence[Text]]
"""Makes rows for a width."""


class CommandHost(Protocol):
    """The app, as commands see it."""

    @property
    def context(self) -> UiContext:
        """The model and what is around it."""

    @property
    def controller(self) -> Controller:
        """The person's side."""

    @property
    def target_thread_id(self) -> str | None:
        """The thread a command is about: the one under the cursor of a focused threads pane, else the open one."""

    def tell(self, level: str, text: str) -> None:
        """Say something."""

    def ask_text(
        self, title: str, initial: str, done: Callable[[str], None], left: Callable[[str], None] = ...
    ) -> None:
        """Ask for one line or more of text; where the person goes back, `left` gets what was typed so far."""

    def ask_yes(
        self,
        title: str,
        rows: Sequence[str],
        done: Callable[[], None],
        is_still_open: Callable[[], bool] = ...,
    ) -> None:
        """Ask for a second key, `y`; the question closes by itself once `is_still_open` says no."""

    def ask_form(self, sheet: FormSheet) -> Callable[[], None]:
        """Show a form; what comes back closes it."""

    def read(self, title: str, rows_for: RowsFor, text: str = "", heading_for: RowsFor | None = ...) -> None:
        """Show rows on a screen of their own; `text` is what `y` copies there, and a heading stays above them."""

    def show_pane(self, name: str) -> None:
        """Focus a pane."""

    def reveal_pane(self, name: str) -> None:
        """Bring a pane into view, and leave the focus where it is."""

    def maximise_pane(self) -> None:
        """Give the focused pane the whole screen, or give it back."""

    def toggle_final_only(self) -> None:
        """Show only finished messages and tool items, or everything."""

    def toggle_archived(self) -> bool:
        """Show archived threads among the others, or not; say whether they are shown now."""

    def next_decision(self) -> None:
        """Go to the next request that waits."""

    def use_theme(self, name: str) -> None:
        """Take another theme; the empty name takes the other one."""

    def filter_text(self, pane: str) -> str:
        """What a pane's list is filtered by."""

    def set_filter(self, pane: str, text: str) -> None:
        """Filter a pane's list."""

    def export_wire(self, path: str) -> None:
        """Write the wire messages that the filter shows to a file."""

    def leave(self) -> None:
        """End the program."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command by name; `argument` is how help shows what follows the name, empty where nothing does."""

    name: str
    argument: str
    help: str
    run: Callable[[CommandHost, str], None]
    complete: Callable[[CommandHost], Iterable[str]] | None = None
    reason_unavailable: Callable[[CommandHost], str] | None = None
