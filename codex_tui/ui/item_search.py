"""The way to an item that may not be loaded yet: its thread is opened, and read backwards until the item is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.intents import LoadOlderTurns, OpenThread
from codex_tui.state.timeline import ItemEntry
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.keys import bound_keys, shown_key
from codex_tui.ui.widgets.item_stream import ItemStream

MAX_PAGES = 50
"""As many pages of turns are read for one item; whoever wants more scrolls up."""


class WantedItem(NamedTuple):
    """What is looked for."""

    thread_id: str
    item_id: str


class ItemSearch:
    """At most one item is looked for at a time; going to another thread or pane gives it up."""

    def __init__(self, host: CommandHost, stream: ItemStream, clear_stream_filter: Callable[[], None]) -> None:
        self._host = host
        self._stream = stream
        self._clear_stream_filter = clear_stream_filter
        self._wanted: WantedItem | None = None
        self._page_count = 0

    def begin(self, thread_id: str, item_id: str) -> None:
        """Show an item in its thread; without a thread in the open one."""
        controller = self._host.controller
        if thread_id:
            controller.show_thread(thread_id)
        self._host.show_pane("stream")
        if controller.open_thread_id is not None:
            self._wanted, self._page_count = WantedItem(controller.open_thread_id, item_id), 0
            self._look()

    def settle(self, outcome: IntentDone | IntentFailed) -> None:
        """A thread or a page of it was read, or could not be."""
        wanted, intent = self._wanted, outcome.intent
        if wanted is None or not isinstance(intent, OpenThread | LoadOlderTurns):
            return
        if self._host.controller.open_thread_id != wanted.thread_id or not self._stream.has_focus:
            self._wanted = None
        elif intent.thread_id == wanted.thread_id:
            if isinstance(outcome, IntentFailed):
                # Why is said where all failures are.
                self._wanted = None
            else:
                self._look()

    def _look(self) -> None:
        """Show the item, ask for older turns, or say that there are none."""
        wanted = self._wanted
        if wanted is None:
            return
        timeline = self._host.context.model.timeline(wanted.thread_id)
        entry = timeline.item(wanted.item_id)
        if entry is not None:
            self._wanted = None
            self._show(entry)
        elif not timeline.is_history_loaded:
            return
        elif timeline.older_cursor is None:
            self._give_up("That item is not in the history of its thread.")
        elif self._page_count >= MAX_PAGES:
            self._give_up("That item is not in the newest part of its thread. Scroll up there to load more.")
        else:
            if self._page_count == 0:
                self._host.tell("information", "Reading older turns to find the item.")
            self._page_count += 1
            self._host.controller.load_older_turns()

    def _show(self, entry: ItemEntry) -> None:
        """Put the cursor on the item, and let go of what hides it."""
        stream, host = self._stream, self._host
        stream.is_following = False
        if stream.select_key(entry.key):
            return
        if stream.filter_text:
            self._clear_stream_filter()
            host.tell("information", "The stream's filter did not show the item, and is off now.")
        if not stream.select_key(entry.key) and host.context.is_final_only:
            host.toggle_final_only()
            key = shown_key(bound_keys("anywhere.final_only", host.context.keys))
            host.tell("information", f"Final-only did not show the item, and is off now. {key} turns it on again.")
            stream.select_key(entry.key)

    def _give_up(self, why: str) -> None:
        self._wanted = None
        self._host.tell("warning", why)
