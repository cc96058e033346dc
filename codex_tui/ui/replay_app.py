"""The app of a replay: the same panes, a player in the place of a worker, and a bar in the place of the composer."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, TextArea

from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.changes import (
    Change,
    InboxChanged,
    LinkStatusChanged,
    ThreadsChanged,
    TimelineChanged,
    WireLogGrew,
)
from codex_tui.state.events import LinkState
from codex_tui.state.model import Model
from codex_tui.ui.app import AppOptions, CodexTuiApp
from codex_tui.ui.commands.table import COMMANDS
from codex_tui.ui.dashboard import DashboardScreen
from codex_tui.ui.keys import KEYS, Where, bindings_for
from codex_tui.ui.link_flow import LinkFlow
from codex_tui.ui.pump import Outcome
from codex_tui.ui.render.alerts import AlertKind
from codex_tui.ui.render.replay import replay_words
from codex_tui.ui.render.status import StatusFacts
from codex_tui.ui.replay_controls import ReplayControls
from codex_tui.ui.widgets.composer import Editor
from codex_tui.ui.widgets.inbox_cards import DECIDING_ACTIONS
from codex_tui.ui.widgets.key_footer import KeyFooter
from codex_tui.ui.widgets.replay_bar import ReplayBar

TICK_S = 1 / 30
FIRST_ACTIONS = frozenset({"stay", "type_command"})
"""Right behind a colon the next key is already the command's, and escape ends a jump before anything else."""


def greyed_keys() -> frozenset[str]:
    """Keys that act on a server, which a replay has not."""
    actions = {f"app.run('{command.name}')" for command in COMMANDS if command.needs_server}
    return frozenset(
        key.id
        for key in KEYS
        if key.action in actions or (key.where is Where.INBOX and key.action.split("(")[0] in DECIDING_ACTIONS)
    )


def replay_bindings() -> list[BindingType]:
    """Some keys come before what the focused list does with them."""
    return [
        replace(binding, priority=binding.action in FIRST_ACTIONS) if isinstance(binding, Binding) else binding
        for binding in bindings_for(Where.REPLAY)
    ]


class ReplayDashboard(DashboardScreen):
    """The dashboard with the replay bar; the composer comes up for a :command and goes again."""

    BINDINGS = replay_bindings()
    AUTO_FOCUS = "#item-stream"

    def __init__(self, app: ReplayApp) -> None:
        super().__init__(app.host)
        self.controls = app.controls
        self.bar = ReplayBar(self.ui_context, lambda: self.controls.status)

    def compose(self) -> ComposeResult:
        """The bar above the footer."""
        for widget in super().compose():
            if isinstance(widget, KeyFooter):
                yield self.bar
            yield widget

    def on_mount(self) -> None:
        """The composer is out of sight until something is typed."""
        self.composer.display = self.composer.target.display = False

    def sync_replay(self) -> None:
        """Time has passed in the replay."""
        self.bar.sync()
        self.status_bar.sync()

    def show_pane(self, name: str) -> None:
        """Show a pane and focus it; the composer's place is the command line."""
        if name == "composer":
            # At once and not after the next repaint, since the next key may already be on its way.
            self.composer.display = True
            self.set_focus(self.composer.editor)
        else:
            super().show_pane(name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon in a text is a colon."""
        if action == "type_command" and isinstance(self.focused, TextArea | Input):
            return False
        if action == "stay":
            return self.controls.is_going
        return super().check_action(action, parameters)

    def action_pause(self) -> None:
        """Pause, or go on."""
        self.controls.toggle_pause()

    def action_step(self) -> None:
        """Pause, and show one more message."""
        self.controls.step()

    def action_stay(self) -> None:
        """Break off the jump that is under way."""
        self.controls.stay()

    def action_change_speed(self, step: int) -> None:
        """Faster or slower."""
        self.controls.change_speed(step)

    def action_skip(self, seconds: int) -> None:
        """So many recorded seconds on or back."""
        self.controls.skip(seconds)

    def action_find(self) -> None:
        """Go on to the next message with a text."""
        self.controls.ask_find()

    def action_type_command(self) -> None:
        """Bring the command line up."""
        self.composer.text = ":"
        self.show_pane("composer")

    @on(ReplayBar.PlaceChosen)
    def _place_chosen(self, event: ReplayBar.PlaceChosen) -> None:
        self.controls.jump_to_fraction(event.fraction)

    @on(Editor.Submitted)
    def _command_given(self) -> None:
        self.call_later(self._end_typing)

    @on(Editor.Escaped)
    def _command_left(self) -> None:
        self.call_later(self._end_typing, is_left=True)

    def _end_typing(self, *, is_left: bool = False) -> None:
        """What was not taken stays to be mended, unless the person went away."""
        is_focused = self.focused is self.composer.editor
        if is_focused if is_left else self.composer.text:
            return
        self.composer.display = False
        if is_focused:
            super().show_pane("stream")

    def _status_facts(self) -> StatusFacts:
        status = self.controls.status
        words = replay_words(status, self.ui_context.tz)
        return replace(super()._status_facts(), replay=words, is_redacting=status.is_redacted, clock="")


class ReplayLinkFlow(LinkFlow):
    """A link that was lost is part of the story: it is said, and nothing is offered."""

    def follow(self) -> None:
        """The link, or something about it, changed."""
        link = self._app.model.link
        if link.state is not self._state and link.state in (LinkState.LOST, LinkState.DOWN) and link.detail:
            self._app.host.tell("warning", f"The server was gone here: {self.how_it_ended(link.detail)}.")
        self._state = link.state


class ReplayApp(CodexTuiApp):
    """The app; nothing that is done in it reaches a server."""

    DEFAULT_MODE = "past 0"
    dashboard: ReplayDashboard

    def __init__(self, player: ReplayPlayer, options: AppOptions) -> None:
        self.player = player
        self.controls = ReplayControls(self, player)
        super().__init__(player, replace(options, now=player.now, notify=AlertKind.OFF, notify_command=()))
        self.ui_context.is_replay = True
        self.ui_context.greyed_keys = greyed_keys()
        self.host.replay = self.controls
        self._past_number = 0
        self.add_mode(self.DEFAULT_MODE, self.get_default_screen)
        self._link_flow = ReplayLinkFlow(self)

    def new_dashboard(self) -> ReplayDashboard:
        """A dashboard with the replay bar."""
        return ReplayDashboard(self)

    def on_mount(self) -> None:
        """The first picture is there."""
        self.controls.begin()
        self.set_interval(TICK_S, self.controls.tick)

    def apply(self, changes: list[Change], outcomes: list[Outcome]) -> None:
        """Show what changed; the first thread in which something happens is opened by itself."""
        super().apply(changes, outcomes)
        if self.controller.open_thread_id is None:
            shown = next((change for change in changes if isinstance(change, TimelineChanged)), None)
            if shown is not None:
                self.controller.show_thread(shown.thread_id)

    def refresh_all(self) -> None:
        """Much has changed at once."""
        model = self.model
        changes: list[Change] = [LinkStatusChanged(), ThreadsChanged(), WireLogGrew()]
        changes += [InboxChanged(entry.key) for entry in model.inbox]
        changes += [TimelineChanged(thread_id) for thread_id in _busiest_first(model)]
        self.apply(changes, [])

    async def use_model(self, model: Model) -> None:
        """Show another model in a dashboard of its own, as the one before looked: it is another past."""
        before, focused = self.dashboard, self._focused_pane()
        lists = {"threads": before.threads, "stream": before.stream, "inbox": before.inbox, "wire": before.wire}
        filters = {name: line_list.filter_text for name, line_list in lists.items() if line_list.filter_text}
        self.model.wire_log.close()
        model.wire_marks = self.model.wire_marks
        self.model = self.ui_context.model = model
        if self.controller.open_thread_id not in model.timelines:
            self.controller.open_thread_id = None
        self.dashboard = self.new_dashboard()
        await self._replace_dashboard()
        self.start_pump()
        self.refresh_all()
        self.dashboard.show_open_thread()
        for name, text in filters.items():
            self.dashboard.filtering.apply(name, text)
        self.dashboard.show_pane(focused)

    async def _replace_dashboard(self) -> None:
        """Each past has a mode of Textual's, since the first screen of a mode cannot be exchanged."""
        before = self.current_mode
        self._past_number += 1
        mode = f"past {self._past_number}"
        self.add_mode(mode, self.get_default_screen)
        await self.switch_mode(mode)
        await self.remove_mode(before)

    def _focused_pane(self) -> str:
        return next((name for name, pane in self.dashboard.panes.items() if pane.is_focused), "stream")


def _busiest_first(model: Model) -> list[str]:
    """Threads with a timeline, those that were used last first."""

    def used_at(thread_id: str) -> float:
        record = model.threads.get(thread_id)
        return record.updated_at if record is not None else 0.0

    return sorted(model.timelines, key=used_at, reverse=True)
