"""What commands may do to the screen, done to the app's screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.commands.host import NoteRows, ReplayControl, RowsFor
from codex_tui.ui.context import UiContext
from codex_tui.ui.controller import Controller
from codex_tui.ui.render.text import visible
from codex_tui.ui.screens.questions import ConfirmScreen, PromptScreen

if TYPE_CHECKING:
    from codex_tui.ui.app import CodexTuiApp
    from codex_tui.ui.raw_requests import RawRequests
    from codex_tui.ui.screens.form import FormSheet

T = TypeVar("T")

NOTICE_TIMEOUT_S = {"information": 3.0, "warning": 6.0, "error": 10.0}


def nothing(text: str) -> None:
    """For texts that are as easily typed again."""


def always() -> bool:
    """For questions whose object cannot go away."""
    return True


class ScreenHost:
    """The command host of the running app."""

    def __init__(self, app: CodexTuiApp, context: UiContext) -> None:
        self._app = app
        self._context = context
        self.replay: ReplayControl | None = None

    @property
    def context(self) -> UiContext:
        """The model and what is around it."""
        return self._context

    @property
    def controller(self) -> Controller:
        """The person's side."""
        return self._app.controller

    @property
    def target_thread_id(self) -> str | None:
        """The thread under the cursor of a focused threads pane, else the open one."""
        dashboard = self._app.dashboard
        if dashboard.panes["threads"].is_focused and dashboard.threads.cursor_thread_id is not None:
            return dashboard.threads.cursor_thread_id
        return self.controller.open_thread_id

    def tell(self, level: str, text: str) -> None:
        """Say something in a corner of the screen; markup in it is not acted upon."""
        severity = "error" if level == "error" else "warning" if level == "warning" else "information"
        timeout_s = NOTICE_TIMEOUT_S[severity]
        self._app.notify(visible(text), severity=severity, timeout=timeout_s, markup=False)  # type: ignore[arg-type]

    def ask_text(
        self,
        title: str,
        initial: str,
        done: Callable[[str], None],
        left: Callable[[str], None] = nothing,
        *,
        may_be_blank: bool = False,
        is_still_open: Callable[[], bool] = always,
    ) -> None:
        """Ask for a text."""

        def answered(text: str | None) -> None:
            if text is not None:
                done(text)

        screen = PromptScreen(title, initial, left, may_be_blank=may_be_blank, is_still_open=is_still_open)
        self._app.push_screen(screen, answered)

    def ask_yes(
        self,
        title: str,
        rows: Sequence[str],
        done: Callable[[], None],
        is_still_open: Callable[[], bool] = always,
    ) -> None:
        """Ask for a second key."""

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                done()

        self._app.push_screen(ConfirmScreen(title, rows, is_still_open, self._context.monotonic), answered)

    def ask_form(self, sheet: FormSheet) -> Callable[[], None]:
        """Show a form; what comes back closes it."""
        # Forms are rarely needed and take long to import, which the first picture need not wait for.
        from codex_tui.ui.screens.form import FormScreen

        screen = FormScreen(self._context, sheet)
        self._app.push_screen(screen)
        return screen.close

    def read(
        self,
        title: str,
        rows_for: RowsFor,
        text: str = "",
        heading_for: RowsFor | None = None,
        note_rows: NoteRows | None = None,
    ) -> None:
        """Show rows on a screen of their own."""
        # As above.
        from codex_tui.ui.screens.reader import ReaderScreen

        self._app.push_screen(ReaderScreen(self._context, title, rows_for, text, heading_for, note_rows))

    def work_aside(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do in a thread what takes long; where another screen is on top when it is done, nothing opens over that."""
        app, screen = self._app, self._app.screen

        async def wait() -> None:
            result = await asyncio.to_thread(work)
            if app.screen is screen:
                done(result)
            else:
                self.tell("information", "What was worked out was not shown, since you went elsewhere meanwhile.")

        app.run_worker(wait(), name="aside", group="aside", exclusive=True)

    def begin_command(self, name: str) -> None:
        """Put a command into the composer and offer its values."""
        self._app.dashboard.composing.begin(name)

    def show_pane(self, name: str) -> None:
        """Focus a pane."""
        self._app.dashboard.wire_flow.leave_stats()
        self._app.dashboard.show_pane(name)

    def reveal_pane(self, name: str) -> None:
        """Bring a pane into view, and leave the focus where it is."""
        self._app.dashboard.layout_of_panes.reveal(name)

    def maximise_pane(self) -> None:
        """Give the focused pane the whole screen, or give it back."""
        self._app.dashboard.layout_of_panes.toggle_maximised()

    def toggle_final_only(self) -> None:
        """Show only finished messages and tool items, or everything."""
        self._context.is_final_only = not self._context.is_final_only
        self._app.dashboard.show_open_thread()

    def toggle_archived(self) -> bool:
        """Show archived threads among the others, or not."""
        return self._app.dashboard.toggle_archived()

    def next_decision(self) -> None:
        """Go to the next request that waits."""
        # No notice may lie over the decisions that are to be made.
        self._app.clear_notifications()
        self._app.dashboard.next_decision()

    def use_theme(self, name: str) -> None:
        """Take a theme; without a name the other of the two own ones."""
        chosen = {"dark": "codex-dark", "light": "codex-light"}.get(name, name)
        if not chosen:
            chosen = "codex-light" if self._app.current_theme.dark else "codex-dark"
        if chosen in self._app.available_themes:
            self._app.theme = chosen
        else:
            self.tell("warning", f"There is no theme {chosen}. There are: {', '.join(self._app.available_themes)}.")

    def filter_text(self, pane: str) -> str:
        """What a pane's list is filtered by."""
        return self._app.dashboard.filtering.text_of(pane)

    def set_filter(self, pane: str, text: str) -> None:
        """Filter a pane's list."""
        self._app.dashboard.filtering.apply(pane, text)

    def export_wire(self, path: str) -> None:
        """Write the shown messages to a new file."""
        self._app.dashboard.wire_flow.export(path)

    def show_wire_subset(self, name: str) -> None:
        """Show a subset of the wire log."""
        self._app.dashboard.wire_flow.show_subset(name)

    def show_wire_stats(self) -> None:
        """Show what the wire log adds up to."""
        self._app.dashboard.wire_flow.show_stats()

    @cached_property
    def _raw_requests(self) -> RawRequests:
        """Imported when the first is wanted, which the first picture need not wait for."""
        from codex_tui.ui.raw_requests import RawRequests

        return RawRequests(self, self._app.push_screen)

    @property
    def wire_record(self) -> WireRecord | None:
        """The message under the cursor of the wire log."""
        return self._app.dashboard.wire.cursor_record

    @property
    def compared_records(self) -> tuple[WireRecord, WireRecord] | None:
        """The two messages to compare; None, and why is said, where it is not clear which."""
        return self._app.dashboard.wire.jumps.two_marked()

    def show_message(self, record: WireRecord) -> None:
        """Show a wire message in full."""
        # Imported when it is needed, which the first picture need not wait for.
        from codex_tui.ui.screens.message import MessageScreen

        begin = self._app.dashboard.item_search.begin
        self._app.push_screen(MessageScreen(self, record, lambda wanted: begin(wanted.thread_id, wanted.item_id)))

    def call_method(self, argument: str) -> None:
        """Send any request."""
        self._raw_requests.call(argument)

    def resend(self, record: WireRecord) -> None:
        """Edit a past request and send it again."""
        self._raw_requests.resend(record)

    def leave(self) -> None:
        """End the program."""
        self._app.exit(0)
