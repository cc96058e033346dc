"""What a command may use; the app is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from rich.text import Text

from codex_tui.protocol.versions import is_taken
from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.context import UiContext
from codex_tui.ui.controller import Controller
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import visible

if TYPE_CHECKING:
    from codex_tui.ui.screens.form import FormSheet

T = TypeVar("T")

REPLAY_REASON = "this is a replay, and there is no server"

RowsFor = Callable[[int, Palette], Sequence[Text]]
"""Makes rows for a width."""
NoteRows = Callable[[int, range], None]
"""Is told which of the rows that were made for a width have been painted."""


class ReplayControl(Protocol):
    """A replay, as commands see it."""

    def jump(self, where: str) -> None:
        """Go to a time, a message, a part of the file, the start or the end."""

    def find(self, text: str) -> None:
        """Go on to the next message with this text; without one, with the text before."""

    def use_speed(self, text: str) -> None:
        """Play at another speed."""

    def toggle_pause(self) -> None:
        """Pause, or go on."""

    def step(self) -> None:
        """Pause, and show one more message."""

    def explain(self) -> None:
        """Show what is known of the recording."""


class CommandHost(Protocol):
    """The app, as commands see it."""

    @property
    def replay(self) -> ReplayControl | None:
        """The replay; None in a session of its own."""

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
        self,
        title: str,
        initial: str,
        done: Callable[[str], None],
        left: Callable[[str], None] = ...,
        *,
        may_be_blank: bool = ...,
        is_still_open: Callable[[], bool] = ...,
    ) -> None:
        """Ask for one line or more of text; where the person goes back, `left` gets what was typed so far.

        The question says so once `is_still_open` says no; the text is then for the composer.
        """

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

    def read(
        self,
        title: str,
        rows_for: RowsFor,
        text: str = "",
        heading_for: RowsFor | None = ...,
        note_rows: NoteRows | None = ...,
    ) -> None:
        """Show rows on a screen of their own; `text` is what `y` copies there, and a heading stays above them."""

    def work_aside(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do in a thread what takes long, then `done` with what came of it, unless the person is elsewhere by then."""

    def begin_command(self, name: str) -> None:
        """Put a command into the composer and offer its values."""

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

    def show_wire_subset(self, name: str) -> None:
        """Show a subset of the wire log, `unanswered` or `marked`."""

    def show_wire_stats(self) -> None:
        """Show what the wire log adds up to."""

    @property
    def wire_record(self) -> WireRecord | None:
        """The message under the cursor of the wire log."""

    @property
    def compared_records(self) -> tuple[WireRecord, WireRecord] | None:
        """The two messages to compare; None, and why is said, where it is not clear which."""

    def show_message(self, record: WireRecord) -> None:
        """Show a wire message in full."""

    def call_method(self, argument: str) -> None:
        """Send any request: a method, and JSON behind it; without JSON it is asked for."""

    def resend(self, record: WireRecord) -> None:
        """Edit a past request and send it again, or say why not."""

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
    """The values that its argument can have."""
    reason_unavailable: Callable[[CommandHost], str] | None = None
    needs_server: bool = False
    """It asks something of the server, or sets what the next message asks."""
    method: str = ""
    """What of the server's it cannot do without."""
    setting: str = ""
    """What its argument is a value of, as `ThreadSettings` names it."""
    choices: tuple[str, ...] = ()
    """All values there are, where no other makes sense."""
    describe: Callable[[CommandHost, str], str] | None = None
    """What a value means."""

    @property
    def has_values(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.choices) or self.complete is not None

    def values(self, host: CommandHost) -> Iterable[str]:
        """The values that can be offered for its argument."""
        return self.complete(host) if self.complete is not None else self.choices

    def reason_refused(self, host: CommandHost) -> str:
        """Why it cannot run at all, whatever is given with it; empty where it can."""
        if self.needs_server and host.context.is_replay:
            return REPLAY_REASON
        link = host.context.model.link
        if self.method in link.missing_methods:
            return f"codex {visible(link.version, keep_newlines=False)} does not have {self.method}"
        return ""

    def reason_not_taken(self, host: CommandHost, value: str) -> str:
        """Why this server does not take the value; empty where it does."""
        if self.choices and value not in self.choices:
            return f"give one of {', '.join(self.choices)}"
        version = host.context.model.link.version
        if is_taken(self.setting, value, version):
            return ""
        return f"codex {visible(version, keep_newlines=False)} does not take it"

    def reason_now(self, host: CommandHost) -> str:
        """Why it cannot run without an argument; empty where it can."""
        reason = self.reason_refused(host)
        return reason or (self.reason_unavailable(host) if self.reason_unavailable is not None else "")
