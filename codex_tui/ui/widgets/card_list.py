"""The cards of the server requests in a list: what stands on each, since when, and how much of it was in view.

Nothing is selected by itself, and a new request never moves the selection; what is decided is the inbox's own matter.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip

from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.inbox_view import InboxView
from codex_tui.state.joins import item_for, thread_title
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.figures import format_age
from codex_tui.ui.widgets.arming import ARMING_DELAY_S, Arming
from codex_tui.ui.widgets.entry_view import EntryView
from codex_tui.ui.widgets.inbox_cards import InboxCards

if TYPE_CHECKING:
    from codex_tui.ui.render.cards import Card
    from codex_tui.ui.widgets.card_sheet import CardSheet
    from codex_tui.ui.widgets.card_sight import CardSight


class CardList(EntryView[InboxEntry]):
    """Cards; pending ones first, oldest on top."""

    def __init__(self, context: UiContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, is_following=False, id=id)
        self.view = InboxView(context.model.inbox)
        self.cards = InboxCards(context.model)
        self._entries: list[InboxEntry] = []
        self._words: tuple[str, ...] = ()
        self._arming = Arming(context.monotonic)
        self._joined_revisions: list[int] = []
        self._contents: dict[RequestKey, str] = {}
        """What the cards that were painted ask."""

    @cached_property
    def sheet(self) -> CardSheet:
        """How the cards look; imported with the first of them."""
        from codex_tui.ui.widgets.card_sheet import CardSheet

        return CardSheet(self.context, self.cards, lambda: self.view_height)

    @cached_property
    def sight(self) -> CardSight:
        """What of the cards was in view; imported with the first of them."""
        from codex_tui.ui.widgets.card_sight import CardSight

        return CardSight(self.sheet, self.cards)

    def is_stale(self) -> bool:
        """Whether a pending card shows an item that has changed since the last sync."""
        return self._joined_revisions != self._revisions_now()

    def _revisions_now(self) -> list[int]:
        members = (member for entry in self._entries if entry.is_decidable for member in self.cards.members_of(entry))
        joined = (item_for(self.context.model, member) for member in members)
        return [item.revision if item is not None else -1 for item in joined]

    def entries(self) -> Sequence[InboxEntry]:
        """As of the last sync."""
        return self._entries

    def sync(self) -> None:
        """Requests came or ended."""
        selected, had_marks = self.cursor_entry, self.cards.has_marks
        members = self.cards.members_of(selected) if selected is not None else ()
        self._entries = self.cards.sync([entry for entry in self.view.entries() if self._is_match(entry)])
        self._rearm_changed()
        if had_marks and not self.cards.has_marks:
            # A key that was meant for the marks must not decide the card under the cursor.
            self.cursor_key = None
        elif selected is not None and selected.decision is None:
            self._keep_cursor(members)
        self._joined_revisions = self._revisions_now()
        self._forget_cards()
        if not self.has_focus or self._window.is_at_start:
            # What waits stands on top, and nobody has scrolled away from there.
            self._top_key = None
        super().sync()
        self._note_shown()

    def _rearm_changed(self) -> None:
        """What joined a card, or took the place of what it asked, has not been seen: the card's time begins anew."""
        shown = {entry.key: entry for entry in self._entries if entry.is_decidable and entry.key in self._contents}
        contents = {key: self.sheet.content_of(entry) for key, entry in shown.items()}
        changed = {key for key, content in contents.items() if self._contents[key] != content}
        for key in self.cards.grown | changed:
            self._arming.restart(key)
        if len(contents) < len(self._contents):
            self.sheet.keep(contents.keys())
            self.sight.keep(contents.keys())
        self._contents = contents

    def _keep_cursor(self, members: Sequence[InboxEntry]) -> None:
        """A card outlives the request that named it; its time begins anew under its new name."""
        leads = (self.cards.lead_of(member.key) for member in members)
        lead = next((lead for lead in leads if lead is not None), None)
        if lead is not None and lead.key != self.cursor_key:
            self.cursor_key = lead.key
            self._arming.restart(lead.key)

    @property
    def filter_text(self) -> str:
        """Words that must all be in a request's kind, thread or parameters."""
        return " ".join(self._words)

    def set_filter(self, text: str) -> None:
        """Show the requests that have all the words; what waits is still counted whole."""
        self._words = tuple(text.casefold().split())
        self.sync()

    def _is_match(self, entry: InboxEntry) -> bool:
        if not self._words:
            return True
        title = thread_title(self.context.model, entry.thread_id)
        text = f"{entry.kind} {entry.method} {title} {entry.request.model_dump_json(by_alias=True)}".casefold()
        return all(word in text for word in self._words)

    def can_follow(self) -> bool:
        """The oldest waits at the top; nothing pulls the view down."""
        return False

    def key_of(self, entry: InboxEntry) -> Hashable:
        """Request keys."""
        return entry.key

    def state_of(self, entry: InboxEntry) -> Hashable:
        """A card changes with its entry, its age, and with being armed."""
        joined = item_for(self.context.model, entry)
        age_s = self.context.now() - (entry.ended_at or entry.received_at)
        # What waits shows its seconds, what has ended does not.
        age = int(age_s) if entry.is_decidable else format_age(age_s)
        return (
            entry.revision,
            age,
            entry.key == self.cursor_key,
            self._is_armed_for_keys(entry),
            joined.revision if joined is not None else -1,
            len(self.cards.members_of(entry)),
            self.cards.is_marked(entry),
            self.cards.grant_over(entry) is not None,
        )

    def rows_at(self, index: int, width: int) -> Sequence[Text]:
        """The rows of the card, with an empty one below it."""
        return (*self.card_of(self._entries[index], width).rows, Text())

    def card_of(self, entry: InboxEntry, width: int) -> Card:
        """The card of an entry, drawn once for each state."""
        is_selected = entry.key == self.cursor_key
        is_armed = self._is_armed_for_keys(entry)
        return self.sheet.card_of(entry, width, self.state_of(entry), is_selected=is_selected, is_armed=is_armed)

    def empty_rows(self, width: int) -> Sequence[Text]:
        """Nothing waits."""
        text = " no request matches · esc" if self._words else " nothing waits for you"
        return [Text(text, self.context.palette.muted)]

    def select_entry(self, key: RequestKey) -> None:
        """Put the cursor on a card; its arming begins now."""
        self._arming.restart(key)
        self.select_key(key)
        self._note_shown()

    def on_line_list_cursor_moved(self) -> None:
        """Another card is selected: arm it from now on."""
        if isinstance(self.cursor_key, RequestKey):
            self._arming.restart(self.cursor_key)
        self._note_shown()

    def copy_text(self) -> str:
        """The request's parameters."""
        entry = self.cursor_entry
        return "" if entry is None else entry.request.model_dump_json(by_alias=True, indent=2)

    def copies_json(self) -> bool:
        """What cannot be shown is escaped in it."""
        return True

    def _forget_cards(self) -> None:
        if "sheet" in self.__dict__:
            self.sheet.forget()

    def _is_armed_for_keys(self, entry: InboxEntry) -> bool:
        is_meant = self.has_focus and entry.key == self.cursor_key
        return is_meant and entry.is_decidable and self._arming.is_armed(entry.key)

    def view_changed(self) -> None:
        """Cards that come into view begin to arm."""
        self._forget_cards()
        super().view_changed()
        self._note_shown()

    def on_focus(self) -> None:
        """Keys arm with the focus."""
        if isinstance(self.cursor_key, RequestKey):
            self._arming.restart(self.cursor_key)
        self._note_shown()

    def scroll_rows(self, rows: int) -> None:
        """Cards that come into view begin to arm."""
        super().scroll_rows(rows)
        self._note_shown()

    def on_show(self) -> None:
        """What was hidden under a tab was not seen."""
        self._arming.clear()
        self._note_shown()

    def _note_shown(self) -> None:
        """Tell which cards are in view; one whose head is above it does not say what it is about."""
        places: dict[RequestKey, Hashable] = {}
        for y in range(self.view_height):
            found = self.entry_at(y)
            if found is not None and found[0].key not in places:
                entry, row = found
                card = self.card_of(entry, self.body_width) if entry.is_decidable else None
                is_headless = card is not None and row > 0 and len(card.rows) <= self.view_height
                if not is_headless:
                    what = (card.buttons, self.sheet.content_of(entry)) if card is not None else ()
                    places[entry.key] = (y - row, what)
        self._arming.note(places)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint, and let the time of the cards that were painted for the first time begin."""
        strips = super().render_lines(crop)
        self._note_rows(crop)
        if self._arming.note_painted():
            self.set_timer(ARMING_DELAY_S + 0.02, self.forget_rows)
        return strips

    def _note_rows(self, crop: Region) -> None:
        """Remember which rows of which cards a person could see."""
        for y in crop.line_range:
            found = self.entry_at(y)
            if found is not None and found[0].is_decidable:
                entry, row = found
                self._contents.setdefault(entry.key, self.sheet.content_of(entry))
                # The last row of a card is empty.
                total = len(self.card_of(entry, self.body_width).rows) - 1
                self.sight.note_card(entry, self.body_width, total, (row,))
