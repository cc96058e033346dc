"""The item stream: what happened in the open thread, as it happens.

How entries look is imported when the first is drawn: Markdown and diffs take a tenth of a second to import, for which
the first picture need not wait.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message

from codex_tui.state.timeline import Entry, ItemEntry, Timeline, TurnEntry
from codex_tui.state.timeline_view import visible_entries
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.figures import format_count, format_duration
from codex_tui.ui.render.text import visible
from codex_tui.ui.widgets.entry_view import EntryView
from codex_tui.ui.widgets.pane import TitleFacts

if TYPE_CHECKING:
    from codex_tui.ui.render.entries import EntryRenderer
    from codex_tui.ui.render.items.frame import Folders

WELCOME = (
    "No thread is open.",
    "",
    "enter   open the thread under the cursor",
    "^n      start a new thread",
    "f6      write a message; it starts a thread",
    "f1      all keys and commands",
)


class ItemStream(EntryView[Entry]):
    """The timeline of the open thread."""

    BINDINGS = bindings_for(Where.STREAM)

    class StartNeared(Message):
        """The oldest known entry has come into view."""

    class FullWanted(Message):
        """Show all of an entry."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class WireWanted(Message):
        """Show the wire messages of an item."""

        def __init__(self, item_id: str) -> None:
            super().__init__()
            self.item_id = item_id

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, is_following=True, id="item-stream")
        self.timeline: Timeline | None = None
        self._renderer: EntryRenderer | None = None
        self._expanded: dict[str, bool] = {}
        self._words: tuple[str, ...] = ()
        self._chosen_entries: Sequence[Entry] = ()
        self._chosen_revision = -1

    def title_facts(self) -> TitleFacts:
        """The thread's title, and how its last turn stands."""
        timeline = self.timeline
        if timeline is None:
            return TitleFacts("Item stream")
        record = self.context.model.threads.get(timeline.thread_id)
        title = visible(record.title, keep_newlines=False) if record is not None else timeline.thread_id
        turn = next((e for e in reversed(timeline.entries) if isinstance(e, TurnEntry)), None)
        facts = [f"turn {turn.number}", *self._turn_facts(turn)] if turn is not None else []
        if self._words:
            facts.append(f"/{self.filter_text}")
        if self.context.is_final_only:
            facts.append("final only")
        if not self.is_following:
            facts.append(f"↓ {self.missed_count} new" if self.missed_count else "↓ end")
        return TitleFacts(title, " · ".join(facts))

    def _turn_facts(self, turn: TurnEntry) -> list[str]:
        facts = []
        if turn.status == "inProgress" and turn.started_at is not None:
            facts.append(format_duration(max(0.0, self.context.now() - turn.started_at)))
        elif turn.duration_ms is not None:
            facts.append(format_duration(turn.duration_ms / 1000))
        if turn.spent_tokens:
            facts.append(f"{format_count(turn.spent_tokens)} tokens")
        return facts

    def show(self, timeline: Timeline | None) -> None:
        """Show another thread, from its end."""
        self.timeline = timeline
        self._expanded.clear()
        self._words = ()
        self._chosen_revision = -1
        if self._renderer is not None:
            self._renderer.set_folders(self.folders())
        self.restart(is_following=True)

    @property
    def renderer(self) -> EntryRenderer:
        """Draws the entries."""
        if self._renderer is None:
            from codex_tui.ui.render.entries import EntryRenderer

            self._renderer = EntryRenderer(self.context.palette, self.folders())
        return self._renderer

    def folders(self) -> Folders:
        """What paths are shortened by."""
        from codex_tui.ui.render.items.frame import Folders

        record = self.context.model.threads.get(self.timeline.thread_id) if self.timeline is not None else None
        return Folders(cwd=record.cwd if record is not None else "", home=self.context.home)

    def entries(self) -> Sequence[Entry]:
        """What the filter leaves of the timeline."""
        timeline = self.timeline
        if timeline is None:
            return ()
        if not self.context.is_final_only and not self._words:
            return timeline.entries
        if self._chosen_revision != timeline.revision:
            entries = visible_entries(timeline, is_final_only=self.context.is_final_only)
            self._chosen_entries = [entry for entry in entries if self._is_match(entry)]
            self._chosen_revision = timeline.revision
        return self._chosen_entries

    @property
    def filter_text(self) -> str:
        """Words that must all be in an entry's text."""
        return " ".join(self._words)

    def set_filter(self, text: str) -> None:
        """Show the entries whose text has all the words."""
        self._words = tuple(text.casefold().split())
        self._chosen_revision = -1
        self.restart(is_following=True)

    def _is_match(self, entry: Entry) -> bool:
        if not self._words:
            return True
        from codex_tui.ui.render.entries import entry_text

        text = entry_text(entry).casefold()
        return all(word in text for word in self._words)

    def key_of(self, entry: Entry) -> Hashable:
        """Entries have keys of their own."""
        return entry.key

    def state_of(self, entry: Entry) -> Hashable:
        """A revision for each change."""
        return (entry.revision, self._expanded.get(entry.key))

    def rows_at(self, index: int, width: int) -> Sequence[Text]:
        """Rows of an entry, folded or not."""
        from codex_tui.ui.render.entries import is_silent

        entries = self.entries()
        entry = entries[index]
        previous = next((e for e in map(entries.__getitem__, range(index - 1, -1, -1)) if not is_silent(e)), None)
        return self.renderer.rows(entry, width, is_expanded=self._expanded.get(entry.key), previous=previous)

    def empty_rows(self, width: int) -> Sequence[Text]:
        """What to do first."""
        muted = self.context.palette.muted
        if self.timeline is None:
            return [Text(), *(Text(f"  {line}", muted) for line in WELCOME)]
        if self._words:
            return [Text(), Text("  no entry matches · esc", muted)]
        text = "Nothing was said here yet." if self.timeline.is_history_loaded else "Reading the thread …"
        return [Text(), Text(f"  {text}", muted)]

    def near_start(self) -> None:
        """Older turns can be loaded."""
        if self.timeline is not None and self.timeline.older_cursor is not None:
            self.post_message(self.StartNeared())

    def notify_style_update(self) -> None:
        """A theme changed."""
        if self._renderer is not None:
            self._renderer.set_palette(self.context.palette)
        super().notify_style_update()

    def copy_text(self) -> str:
        """The entry under the cursor, as plain text."""
        entry = self.cursor_entry
        if entry is None:
            return ""
        from codex_tui.ui.render.entries import entry_text

        return entry_text(entry)

    def action_activate(self) -> None:
        """Expand or fold the entry under the cursor."""
        entry = self.cursor_entry
        if entry is None:
            return
        from codex_tui.ui.render.entries import is_expanded_after_toggle

        self._expanded[entry.key] = is_expanded_after_toggle(entry, is_expanded=self._expanded.get(entry.key))
        self.sync()

    def action_full(self) -> None:
        """All of the entry, full screen."""
        entry = self.cursor_entry
        if entry is not None:
            self.post_message(self.FullWanted(entry))

    def action_wire(self) -> None:
        """The item's wire messages."""
        entry = self.cursor_entry
        if isinstance(entry, ItemEntry):
            self.post_message(self.WireWanted(entry.item.id))
