"""The dashboard: the panes, how they share the screen at each size, and what their messages lead to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from codex_tui.state.changes import (
    Change,
    InboxChanged,
    LinkStatusChanged,
    ThreadsChanged,
    TimelineChanged,
    WireLogGrew,
)
from codex_tui.state.events import RequestKey
from codex_tui.state.joins import thread_title
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.composing import ComposerFlow
from codex_tui.ui.filtering import FilterFlow
from codex_tui.ui.item_search import ItemSearch
from codex_tui.ui.pane_layout import BROAD_FROM_CELLS, MEDIUM_FROM_CELLS, WIDE_FROM_CELLS, PaneLayout
from codex_tui.ui.reading import diff_messages, read_entry, read_message, read_request
from codex_tui.ui.render.figures import clock
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.status import StatusFacts, facts_for
from codex_tui.ui.widgets.banner import Banner
from codex_tui.ui.widgets.completion_list import CompletionList
from codex_tui.ui.widgets.composer import Composer, Editor
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.inbox_list import InboxList
from codex_tui.ui.widgets.item_stream import ItemStream
from codex_tui.ui.widgets.key_footer import KeyFooter
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.pane import Pane
from codex_tui.ui.widgets.pane_tabs import PaneTabs
from codex_tui.ui.widgets.status_bar import StatusBar
from codex_tui.ui.widgets.thread_details import ThreadDetails
from codex_tui.ui.widgets.thread_list import ThreadList
from codex_tui.ui.widgets.wire_list import WireHeader, WireList
from codex_tui.ui.wire_flow import WireFlow

if TYPE_CHECKING:
    from codex_tui.ui.answering import AnswerFlow
    from codex_tui.ui.deciding import DecisionFlow


class DashboardScreen(Screen[None]):
    """All panes; which of them are seen is a matter of classes on this screen."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-narrow"),
        (MEDIUM_FROM_CELLS, "-medium"),
        (WIDE_FROM_CELLS, "-wide"),
        (BROAD_FROM_CELLS, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-normal"), (44, "-tall")]  # noqa: RUF012
    AUTO_FOCUS: ClassVar[str | None] = "#editor"

    def __init__(self, host: CommandHost) -> None:
        super().__init__()
        context = self.ui_context = host.context
        self.host = host
        self.controller = host.controller
        self.threads = ThreadList(context)
        self.thread_details = ThreadDetails(context, lambda: self.threads.cursor_thread_id)
        self.stream = ItemStream(context)
        self.inbox = InboxList(context)
        self.wire = WireList(context)
        self.composer = Composer(context)
        self.completions = CompletionList(context, id="completions", is_overlay=True)
        self.status_bar = StatusBar(context, self._status_facts)
        self.banner = Banner(context)
        self.footer = KeyFooter(context)
        self.tabs = PaneTabs(context, lambda: self.inbox.view.pending_count, lambda name: self.panes[name].region.x)
        self.panes = {
            "threads": Pane(context, self.threads, self.threads.title_facts, below=self.thread_details, id="threads"),
            "stream": Pane(context, self.stream, self.stream.title_facts, id="stream"),
            "inbox": Pane(context, self.inbox, self.inbox.title_facts, id="inbox"),
            "wire": Pane(context, self.wire, self.wire.title_facts, above=WireHeader(context), id="wire"),
        }
        self.composing = ComposerFlow(host, self.composer, self.completions)
        self.filtering = FilterFlow(host, self.panes)
        self.item_search = ItemSearch(host, self.stream, self._clear_stream_filter)
        self.wire_flow = WireFlow(host, self.wire, lambda: self.panes["wire"].sync_title())
        self.layout_of_panes = PaneLayout(self, self.panes, self.tabs)

    @cached_property
    def deciding(self) -> DecisionFlow:
        """Decisions; imported when there is the first, which the first picture need not wait for."""
        from codex_tui.ui.deciding import DecisionFlow

        return DecisionFlow(self.host)

    @cached_property
    def answering(self) -> AnswerFlow:
        """Forms; imported when there is the first, which the first picture need not wait for."""
        from codex_tui.ui.answering import AnswerFlow

        return AnswerFlow(self.host, self.inbox.sheet.context_of)

    def sweep_answers(self) -> None:
        """Forget what was entered for requests that have ended, or give it back."""
        if "answering" in self.__dict__:
            self.answering.sweep()
        if "deciding" in self.__dict__:
            self.deciding.sweep()

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.status_bar
        yield self.banner
        yield self.tabs
        with Horizontal(id="columns"):
            yield self.panes["threads"]
            yield self.panes["stream"]
            yield self.panes["inbox"]
        yield self.panes["wire"]
        yield self.completions
        yield self.composer
        yield self.footer

    def on_mount(self) -> None:
        """Everything is drawn once; from now on only what changes."""
        self.layout_of_panes.refit()
        self.sync_composer()

    def apply(self, changes: Iterable[Change]) -> None:
        """Show what changed."""
        threads_changed = inbox_changed = stream_changed = wire_changed = link_changed = False
        for change in changes:
            match change:
                case WireLogGrew():
                    wire_changed = True
                case TimelineChanged(thread_id):
                    stream_changed |= thread_id == self.controller.open_thread_id
                case ThreadsChanged():
                    threads_changed = True
                case InboxChanged():
                    inbox_changed = threads_changed = True
                case LinkStatusChanged():
                    link_changed = True
        if wire_changed:
            self._sync_pane("wire", self.wire)
        if stream_changed:
            self._sync_pane("stream", self.stream)
        if threads_changed:
            self._sync_pane("threads", self.threads)
            self.thread_details.refresh()
            self.sync_composer()
        if inbox_changed or (stream_changed and self.inbox.is_stale()):
            self.sync_inbox()
        if threads_changed or link_changed:
            self.status_bar.sync()
            self.refresh_bindings()

    def tick(self) -> None:
        """Once a second: ages, durations and the clock, and keys that came or went with an item."""
        self.status_bar.sync()
        self.footer.refresh_aged()
        self.threads.refresh_aged()
        self.panes["stream"].title.refresh_aged()
        if self.ui_context.model.inbox.entries:
            self.inbox.refresh()
        self.wire.tick()

    def show_open_thread(self) -> None:
        """Another thread is open."""
        thread_id = self.controller.open_thread_id
        model = self.ui_context.model
        self.threads.open_thread_id = thread_id
        if thread_id is not None:
            # So that a key in the threads pane means the thread that is being looked at.
            self.threads.select_thread(thread_id)
        self.threads.refresh()
        self.stream.show(model.timeline(thread_id) if thread_id is not None else None)
        self.panes["stream"].sync_title()
        self.composing.switch_thread()
        self.sync_composer()
        self.status_bar.sync()

    def next_decision(self) -> None:
        """Select the next request that waits, oldest first."""
        current = self.inbox.cursor_key
        after_key = current if isinstance(current, RequestKey) else None
        entry = self.inbox.view.next_pending(after_key, self.inbox.cards.joined_keys)
        if entry is None:
            self.host.tell("information", "Nothing waits for you.")
            return
        self.show_pane("inbox")
        self.inbox.select_entry(entry.key)

    def _clear_stream_filter(self) -> None:
        self.filtering.apply("stream", "")
        self.call_later(self.filtering.show_replaced, "stream")

    def sync_inbox(self) -> None:
        """Requests came, ended, or their items changed."""
        self._sync_pane("inbox", self.inbox)
        pending = self.ui_context.model.inbox.pending
        if pending:
            title = thread_title(self.ui_context.model, pending[0].thread_id)
            self.banner.show_pending(len(pending), title, kind_title(pending[0].kind, pending[0].request))
        else:
            self.banner.show_pending(0, "", "")
        self.tabs.refresh()
        self.status_bar.sync()

    def sync_composer(self) -> None:
        """Whom the next message goes to."""
        record = self.controller.open_thread
        self.composer.set_target(record.title if record is not None else None)

    def restyle(self) -> None:
        """The theme changed."""
        for line_list in (self.threads, self.stream, self.inbox, self.wire):
            line_list.notify_style_update()
        self.refresh(layout=False)

    def show_pane(self, name: str) -> None:
        """Show a pane and focus it."""
        if name == "composer":
            self.set_focus(self.composer.editor)
        elif name in self.panes:
            self.layout_of_panes.show(name)

    def toggle_archived(self) -> bool:
        """Show archived threads among the others, or not; say whether they are shown now."""
        is_shown = not self.threads.view.is_archived_shown
        self.threads.show_archived(is_shown)
        self.panes["threads"].sync_title()
        return is_shown

    @on(LineList.FilterWanted)
    async def _filter_wanted(self, event: LineList.FilterWanted) -> None:
        await self.filtering.open(self.layout_of_panes.name_of(event.line_list))

    @on(FilterBar.Changed)
    def _filter_typed(self, event: FilterBar.Changed) -> None:
        if isinstance(event.input, FilterBar):
            self.filtering.type(event.input.pane_name, event.value)

    @on(WireList.FilterTooSlow)
    def _filter_too_slow(self, event: WireList.FilterTooSlow) -> None:
        self.filtering.give_up("wire", event.text, event.before)

    @on(FilterBar.Closed)
    async def _filter_closed(self, event: FilterBar.Closed) -> None:
        await self.filtering.close(event.bar.pane_name, is_kept=event.is_kept)

    @on(LineList.BackWanted)
    async def _back_wanted(self, event: LineList.BackWanted) -> None:
        """First the filter goes, then the status filter, then the maximised pane, then the focus."""
        if await self.filtering.clear(self.layout_of_panes.name_of(event.line_list)):
            return
        if event.line_list is self.threads and self.threads.view.status_filter is not None:
            self.threads.clear_status_filter()
        elif self.layout_of_panes.is_maximised:
            self.layout_of_panes.toggle_maximised()
        else:
            self.composer.editor.focus()

    @on(LineList.CursorMoved)
    def _cursor_moved(self, event: LineList.CursorMoved) -> None:
        pane = self.panes.get(self.layout_of_panes.name_of(event.line_list))
        if pane is not None:
            pane.sync_title()
        if event.line_list is self.threads:
            self.thread_details.refresh()
        self.refresh_bindings()

    @on(ThreadList.ThreadChosen)
    def _thread_chosen(self, event: ThreadList.ThreadChosen) -> None:
        self.controller.show_thread(event.thread_id)
        if not event.is_by_click:
            self.show_pane("stream")

    @on(ThreadList.EndNeared)
    def _threads_end_neared(self) -> None:
        self.controller.load_more_threads()

    @on(ItemStream.StartNeared)
    def _stream_start_neared(self) -> None:
        self.controller.load_older_turns()

    @on(ItemStream.FullWanted)
    def _full_wanted(self, event: ItemStream.FullWanted) -> None:
        read_entry(self.host, event.entry, self.stream.folders())

    @on(ItemStream.WireWanted)
    def _wire_wanted(self, event: ItemStream.WireWanted) -> None:
        self.wire_flow.show_messages_of(event.item_id)

    @on(WireList.Activated, "#wire-list")
    def _message_wanted(self) -> None:
        record = self.wire.cursor_record
        if record is not None:
            read_message(self.host, record)

    @on(WireList.ItemWanted)
    def _item_wanted(self, event: WireList.ItemWanted) -> None:
        self.item_search.begin(event.thread_id, event.item_id)

    @on(WireList.NoteWanted)
    def _note_wanted(self, event: WireList.NoteWanted) -> None:
        self.wire_flow.ask_note(event.record)

    @on(WireList.DifferenceWanted)
    def _difference_wanted(self, event: WireList.DifferenceWanted) -> None:
        diff_messages(self.host, event.first, event.second)

    @on(WireList.FilterReplaced)
    async def _filter_replaced(self) -> None:
        await self.filtering.show_replaced("wire")

    @on(InboxList.DecisionChosen)
    def _decision_chosen(self, event: InboxList.DecisionChosen) -> None:
        self.deciding.choose(event)

    @on(InboxList.MarksChanged)
    def _marks_changed(self) -> None:
        self.panes["inbox"].sync_title()
        self.refresh_bindings()

    @on(InboxList.AnswerWanted)
    def _answer_wanted(self, event: InboxList.AnswerWanted) -> None:
        self.answering.open(event.entry)

    @on(InboxList.DetailWanted)
    def _detail_wanted(self, event: InboxList.DetailWanted) -> None:
        inbox, entry = self.inbox, event.entry
        note = partial(inbox.sight.note_detail, entry.key, inbox.sheet.content_of(entry))
        read_request(self.host, entry, inbox.sheet.context_of(entry), note)

    @on(InboxList.ThreadWanted)
    def _thread_wanted(self, event: InboxList.ThreadWanted) -> None:
        self.controller.show_thread(event.thread_id)
        self.show_pane("stream")

    @on(Editor.Submitted)
    def _submitted(self, event: Editor.Submitted) -> None:
        self.composing.submit(event.text)

    @on(Editor.Changed)
    def _typed(self) -> None:
        self.composing.changed()

    @on(Editor.HistoryWanted)
    def _history_wanted(self, event: Editor.HistoryWanted) -> None:
        self.composing.walk_history(event.step)

    @on(Editor.CompletionWanted)
    def _completion_wanted(self) -> None:
        self.composing.complete()

    @on(CompletionList.Taken, "#completions")
    def _completion_taken(self, event: CompletionList.Taken) -> None:
        self.composing.take(event.text)
        self.composer.editor.focus()

    @on(Editor.Escaped)
    def _escaped(self) -> None:
        """First the completions close, then the focus goes to the item stream."""
        if not self.composing.close_completions():
            self.show_pane("stream")

    @on(PaneTabs.TabChosen)
    def _tab_chosen(self, event: PaneTabs.TabChosen) -> None:
        self.show_pane(event.name)

    @on(Banner.Clicked)
    def _banner_clicked(self) -> None:
        self.show_pane("inbox")

    def on_resize(self) -> None:
        """The tabs are those of the width."""
        self.layout_of_panes.refit()

    def _sync_pane(self, name: str, line_list: ThreadList | ItemStream | InboxList | WireList) -> None:
        """A pane that is not seen is brought up to date too, since its count may be."""
        line_list.sync()
        self.panes[name].sync_title()

    def _status_facts(self) -> StatusFacts:
        context = self.ui_context
        time = clock(context.now(), context.tz)[:5]
        return facts_for(
            context.model,
            self.controller.open_thread_id,
            chosen=self.controller.chosen_settings,
            clock=time,
            is_final_only=context.is_final_only,
            is_redacting=context.is_redacting,
        )
