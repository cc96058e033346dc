"""The app: it owns the model, lets the pump fill it, and hands changes to the dashboard."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import App
from textual.command import Provider
from textual.notifications import SeverityLevel
from textual.screen import Screen

from codex_tui.state.changes import Change, InboxChanged, LinkStatusChanged, NoticeRaised, ThreadsChanged
from codex_tui.state.events import IntentFailed, LinkState
from codex_tui.state.intents import (
    ArchiveThread,
    FindFiles,
    Intent,
    InterruptTurn,
    ListModels,
    SendMessage,
    ThreadSettings,
)
from codex_tui.state.model import Model
from codex_tui.state.threads import ThreadGroup
from codex_tui.state.wire_log import WireLog
from codex_tui.ui.attention import Attention, write_to_terminal
from codex_tui.ui.backend import Backend
from codex_tui.ui.commands.table import COMMANDS_BY_NAME
from codex_tui.ui.commands.turns import offer_to_end_running
from codex_tui.ui.context import UiContext
from codex_tui.ui.controller import Controller
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.host import ScreenHost
from codex_tui.ui.keys import Where, bindings_for, bound_keys, shown_key
from codex_tui.ui.link_flow import LinkFlow
from codex_tui.ui.notify_command import NotifyCommand
from codex_tui.ui.outcomes import found_files, told_archived, told_queued
from codex_tui.ui.pump import ChangePump, Outcome
from codex_tui.ui.render.alerts import AlertKind, chosen_kind
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.screens.questions import Withdrawable
from codex_tui.ui.styles import style_paths
from codex_tui.ui.theme import THEMES, palette_for

if TYPE_CHECKING:
    from codex_tui.state.wire_archive import WireArchive

log = logging.getLogger(__name__)

TICK_S = 1.0
MAX_WARNING_CELLS = 150
MAX_ERROR_CELLS = 400
"""What to do about an error stands at its end."""
SPINNER_S = 0.25


def palette_provider() -> type[Provider]:
    """The palette's own module is loaded when the palette is opened."""
    from codex_tui.ui.palette_commands import PaletteCommands

    return PaletteCommands


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the command line and the config file say about the screen."""

    settings: ThreadSettings = field(default_factory=ThreadSettings)
    theme: str = "codex-dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    is_final_only: bool = False
    is_redacting: bool = True
    open_thread_id: str | None = None
    audit_file: Path | None = None
    notify: AlertKind = AlertKind.AUTO
    notify_command: Sequence[str] = ()
    first_intents: Sequence[Intent] = ()
    saved_filters: Mapping[str, str] = field(default_factory=dict)
    tool_commands: Mapping[str, str] = field(default_factory=dict)
    open_archive: Callable[[Callable[[str], None]], WireArchive | None] | None = None
    """Makes the place for old wire messages when there are some; it is given what says why one cannot be kept."""
    is_log_wanted: bool = False
    """Whether the wire log is still read after the screen has gone; whoever wants that closes it."""
    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic


class CodexTuiApp(App[int]):
    """The dashboard's app."""

    TITLE = "codex-tui"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = list[str | PurePath](style_paths())
    BINDINGS = bindings_for(Where.ANYWHERE)
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {palette_provider}

    def __init__(self, backend: Backend, options: AppOptions) -> None:
        super().__init__()
        self._options = options
        self._backend = backend
        self.model = self.new_model()
        self.ui_context = UiContext(
            self.model,
            options.now,
            options.monotonic,
            is_final_only=options.is_final_only,
            is_redacting=options.is_redacting,
            audit_file=options.audit_file,
            keys=options.keys,
            saved_filters=dict(options.saved_filters),
            tool_commands=options.tool_commands,
        )
        self.host = ScreenHost(self, self.ui_context)
        self.controller = Controller(self.ui_context, backend, options.settings, self.host.tell)
        for theme in THEMES:
            self.register_theme(theme)
        # Without its watcher, which would read all style sheets a second time before the first picture.
        self.set_reactive(App.theme, options.theme if self.has_wanted_theme else "codex-dark")
        self.stylesheet.set_variables(self.get_css_variables())
        self._use_palette()
        self.dashboard = self.new_dashboard()
        self.attention = self._make_attention()
        self._pump: ChangePump | None = None
        self._link_flow = LinkFlow(self)
        self._told_warnings: set[str] = set()
        self.set_keymap(dict(options.keys))

    @property
    def wanted_theme(self) -> str:
        """The theme that was asked for."""
        return self._options.theme

    @property
    def has_wanted_theme(self) -> bool:
        """Whether there is a theme of that name."""
        return self.wanted_theme in self.available_themes

    def new_model(self) -> Model:
        """A model that knows nothing yet."""
        return Model(wire_log=WireLog(open_archive=self._open_archive))

    def new_dashboard(self) -> DashboardScreen:
        """A dashboard of what the model knows."""
        return DashboardScreen(self.host)

    def get_default_screen(self) -> Screen[None]:
        """The dashboard is the first screen."""
        return self.dashboard

    def on_mount(self) -> None:
        """The first picture is there: from now on the worker's events are taken in."""
        self.controller.on_opened = lambda: self.dashboard.show_open_thread()
        self.controller.on_inbox_changed = lambda key: self.dashboard.apply((InboxChanged(key),))
        self.controller.on_draft = lambda: self.dashboard.composing.restore_draft()
        self.controller.on_done = {
            InterruptTurn: lambda done: offer_to_end_running(self.host),
            FindFiles: lambda done: found_files(self.dashboard.composing, done),
            ArchiveThread: lambda done: told_archived(self.host, done),
            ListModels: lambda done: self.dashboard.composing.offer(),
            SendMessage: lambda done: told_queued(self.host, done),
        }
        self.theme_changed_signal.subscribe(self, lambda theme: self._restyle())
        self.start_pump()
        for intent in self._options.first_intents:
            self.controller.submit(intent)
        if self._options.open_thread_id is not None:
            self.controller.show_thread(self._options.open_thread_id)
        self.set_interval(TICK_S, self._tick)
        self.set_interval(SPINNER_S, self._spin)

    def start_pump(self) -> None:
        """Take the backend's events into the model from now on."""
        if self._pump is not None:
            self._pump.stop()
        self._pump = ChangePump(self._backend, self.model, self.apply, self._tell_error)
        self._pump.start()

    def on_unmount(self) -> None:
        """The screen goes before the worker does."""
        self.attention.close()
        if self._pump is not None:
            self._pump.stop()
        if not self._options.is_log_wanted:
            self.model.wire_log.close()

    def on_resize(self) -> None:
        """The terminal has another size, or was taken back after a stop and shows nothing of the program."""
        self.refresh()

    def on_app_focus(self) -> None:
        """The terminal has the focus."""
        self.attention.presence.take_focus(True)

    def on_app_blur(self) -> None:
        """The terminal has lost the focus."""
        self.attention.presence.take_focus(False)

    async def on_event(self, event: events.Event) -> None:
        """Who types is there."""
        if isinstance(event, events.InputEvent):
            self.attention.presence.take_input()
        await super().on_event(event)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something in a corner; what a key says again and again stands there once and hides no more than that."""
        if all(notice.message != message for notice in self._notifications):
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def action_help_quit(self) -> None:
        """The key that interrupts or ends programs elsewhere says which do that here."""
        keys = self._options.keys
        interrupt, leave = (shown_key(bound_keys(f"anywhere.{name}", keys)) for name in ("interrupt", "quit"))
        self.host.tell("information", f"{interrupt} interrupts the turn, {leave} leaves.")

    def action_run(self, name: str) -> None:
        """Run a command by name, as a key or the palette does."""
        command = COMMANDS_BY_NAME[name]
        reason = command.reason_now(self.host)
        if reason:
            self.host.tell("warning", f"{command.help}: {reason}.")
        elif command.argument.startswith("<"):
            self.host.begin_command(name)
        else:
            command.run(self.host, "")

    def action_show(self, name: str) -> None:
        """Go to a pane."""
        self.dashboard.show_pane(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the dashboard do nothing while another screen lies over it, and say nothing while they cannot."""
        if action in ("run", "show", "command_palette") and self.screen is not self.dashboard:
            return False
        if action == "run" and parameters == ("interrupt",):
            command = COMMANDS_BY_NAME["interrupt"]
            return not command.reason_now(self.host)
        if action == "run" and parameters == ("restart",):
            return self.model.link.state in (LinkState.LOST, LinkState.DOWN)
        return True

    def apply(self, changes: list[Change], outcomes: list[Outcome]) -> None:
        """Show what changed, and what became of what was asked for."""
        for change in changes:
            if isinstance(change, NoticeRaised):
                self._tell_notice(change)
            elif isinstance(change, LinkStatusChanged):
                self._link_flow.follow()
        self.dashboard.apply(changes)
        if any(isinstance(change, InboxChanged) for change in changes):
            self.attention.look()
        if ThreadsChanged() in changes:
            self.controller.learn_unknown_threads()
        for outcome in outcomes:
            if isinstance(outcome, IntentFailed):
                reason = visible(outcome.reason, keep_newlines=False)
                log.warning("%s failed: %s", type(outcome.intent).__name__, reason)
            self.controller.settle(outcome)
            self.dashboard.item_search.settle(outcome)
        self._close_stale_question()

    def _fatal_error(self) -> None:
        """An error in one of the app's handlers: the report instead of a traceback with the values of all variables."""
        from codex_tui.ui.crash import crash_report

        self.panic(Text(crash_report(), overflow="fold"))

    def _tell_error(self, error: Exception) -> None:
        """An error of our own while something was taken in: it is said, and everything goes on."""
        log.error("while taking events in", exc_info=error)
        self.host.tell("error", f"An error in codex-tui: {error!r}. The screen may not show everything.")

    def _tell_notice(self, notice: NoticeRaised) -> None:
        """Say it shortly, and a warning only once: a server repeats its own at each start."""
        text = visible(notice.text, keep_newlines=False)
        log.info("notice: %s: %s", notice.level, text)
        if notice.level != "warning" or text not in self._told_warnings:
            self._told_warnings.add(text)
            self.host.tell(notice.level, cut(text, MAX_WARNING_CELLS if notice.level == "warning" else MAX_ERROR_CELLS))

    def _close_stale_question(self) -> None:
        """A question whose request ended closes under the finger and sends nothing; so does a form below it."""
        while isinstance(screen := self.screen, Withdrawable) and (told := screen.close_if_over()):
            self.host.tell("warning", told)
        self.dashboard.sweep_answers()

    def _tick(self) -> None:
        self.dashboard.tick()
        self.attention.look()

    def _spin(self) -> None:
        """Move the spinners, only while something works."""
        if any(record.group is ThreadGroup.WORKING for record in self.model.threads):
            self.ui_context.spinner_frame = int(self.ui_context.now() / SPINNER_S)
            self.dashboard.threads.refresh()

    def _open_archive(self) -> WireArchive | None:
        open_archive = self._options.open_archive
        return open_archive(lambda text: self.host.tell("warning", text)) if open_archive is not None else None

    def _make_attention(self) -> Attention:
        options = self._options
        command = NotifyCommand(options.notify_command, self.host.tell) if options.notify_command else None
        return Attention(
            self.ui_context,
            chosen_kind(options.notify, os.environ),
            lambda sequence: write_to_terminal(self, sequence),
            is_in_tmux=bool(os.environ.get("TMUX")),
            run_command=command.run if command is not None else None,
        )

    def _restyle(self) -> None:
        self._use_palette()
        self.dashboard.restyle()

    def _use_palette(self) -> None:
        self.ui_context.palette = palette_for(self.current_theme, has_colour=not self.no_color)
