"""The inbox pane: one card for each server request, decided by a key or a click, and never by accident.

A decision needs three things: the inbox has the focus (for keys), the card has been selected and in view for 400 ms,
and the card is still pending. Nothing is selected by itself, and a new request never moves the selection.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, outlives_once
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.inbox_view import InboxView
from codex_tui.state.joins import item_for, thread_title
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.figures import format_age
from codex_tui.ui.render.text import visible
from codex_tui.ui.widgets.arming import ARMING_DELAY_S, Arming
from codex_tui.ui.widgets.entry_view import EntryView
from codex_tui.ui.widgets.inbox_cards import DECIDING_ACTIONS, InboxCards
from codex_tui.ui.widgets.pane import TitleFacts

if TYPE_CHECKING:
    from codex_tui.ui.render.cards import Card
    from codex_tui.ui.widgets.card_sheet import CardSheet
    from codex_tui.ui.widgets.card_sight import CardSight


@dataclass(frozen=True, slots=True)
class Target:
    """One request that a decision is for, and the hash of what was shown of it."""

    key: RequestKey
    shown_hash: str


class InboxList(EntryView[InboxEntry]):
    """Cards; pending ones first, oldest on top."""

    BINDINGS = bindings_for(Where.INBOX)

    class DecisionChosen(Message):
        """The person chose, by key or click; whether it can still be decided is checked when it is claimed.

        `is_by_marks` says that the targets stand on several cards, which may be out of view; `warnings` say what of
        them the person has not seen.
        """

        def __init__(
            self,
            targets: Sequence[Target],
            decision: Decision,
            *,
            by: str,
            wants_message: bool = False,
            is_by_marks: bool = False,
            warnings: Sequence[str] = (),
        ) -> None:
            super().__init__()
            self.warnings = tuple(warnings)
            self.targets = tuple(targets)
            self.decision = decision
            self.by = by
            self.wants_message = wants_message
            self.is_by_marks = is_by_marks

    class AnswerWanted(Message):
        """Show the form of a request."""

        def __init__(self, entry: InboxEntry) -> None:
            super().__init__()
            self.entry = entry

    class MarksChanged(Message):
        """A card was marked, or a mark taken away."""

    class DetailWanted(Message):
        """Show everything about a request."""

        def __init__(self, entry: InboxEntry) -> None:
            super().__init__()
            self.entry = entry

    class ThreadWanted(Message):
        """Go to a request's thread."""

        def __init__(self, thread_id: str) -> None:
            super().__init__()
            self.thread_id = thread_id

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, is_following=False, id="inbox-list")
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

    def title_facts(self) -> TitleFacts:
        """How many are marked, and how many wait."""
        count, marked_count = self.view.pending_count, len(self.cards.marked)
        facts = (f"/{self.filter_text}" if self._words else "", f"{marked_count} ●" if marked_count else "")
        return TitleFacts(
            "Inbox", " · ".join(filter(None, facts)), f"{count} ⚠" if count else "0", is_alert=bool(count)
        )

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
        """The request's parameters, as they came but harmless."""
        entry = self.cursor_entry
        return "" if entry is None else visible(entry.request.model_dump_json(by_alias=True, indent=2))

    def on_click(self, event: events.Click) -> None:
        """A click on a decision chooses it, one elsewhere on a card selects it.

        The click itself says which card it means; but the card must have stood there for long enough, lest a click
        meant for another one, which ended and made room, decides it, and its head must be in view. Else the click
        only shows and selects the card.
        """
        found = self.entry_at(event.y)
        if found is None:
            return
        entry, row = found
        card = self.card_of(entry, self.body_width)
        decision = dict(card.buttons).get(row)
        if row == card.answer_row and entry.is_decidable:
            event.prevent_default()
            self.post_message(self.AnswerWanted(entry))
        elif decision is not None and entry.is_decidable and not self._arming.is_armed_for_click(entry.key):
            event.prevent_default()
            self.select_entry(entry.key)
        elif decision is not None and entry.is_decidable:
            event.prevent_default()
            self._choose(self.cards.members_of(entry), decision, by="click")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A decision's key works only on a card that offers it, or on the marked ones that do."""
        if action == "mark":
            return not self.context.is_replay
        if action not in DECIDING_ACTIONS:
            return True
        return self.cards.is_offered(self.cursor_entry, action, parameters)

    def action_mark(self) -> None:
        """Mark the card, or take its mark away."""
        entry = self.cursor_entry
        if entry is not None:
            self.cards.toggle(entry)
            self._marks_changed()

    def action_back(self) -> None:
        """The marks go first."""
        if self.cards.clear_marks():
            self._marks_changed()
        else:
            super().action_back()

    def _forget_cards(self) -> None:
        if "sheet" in self.__dict__:
            self.sheet.forget()

    def _marks_changed(self) -> None:
        self._forget_cards()
        self.forget_rows()
        self.post_message(self.MarksChanged())

    def action_decide(self, number: int) -> None:
        """The decision of this number."""
        shared = self.cards.shared_offer()
        if self.cards.has_marks:
            if number <= len(shared):
                self._choose(self.cards.marked, shared[number - 1], is_by_marks=True)
            return
        entry = self._decidable()
        if entry is not None and number <= len(entry.offered):
            self._choose(self.cards.members_of(entry), entry.offered[number - 1])

    def action_accept(self) -> None:
        """Accept, this once."""
        self._choose_offered(ACCEPT)

    def action_accept_session(self) -> None:
        """Accept for the session, where it is offered."""
        self._choose_offered(ACCEPT_FOR_SESSION)

    def action_decline(self) -> None:
        """Decline."""
        self._choose_offered(DECLINE)

    def action_cancel(self) -> None:
        """Decline and interrupt."""
        self._choose_offered(CANCEL)

    def action_decline_message(self) -> None:
        """Decline, and say why."""
        entry = self._decidable()
        if entry is not None:
            self._choose(self.cards.members_of(entry), DECLINE, wants_message=True)

    def action_activate(self) -> None:
        """The form of a request that has one, else everything about it."""
        entry = self.cursor_entry
        if entry is not None and entry.form is not None and entry.is_decidable:
            self.post_message(self.AnswerWanted(entry))
        else:
            self.action_detail()

    def action_detail(self) -> None:
        """Everything about the request."""
        entry = self.cursor_entry
        if entry is not None:
            self._show_detail(entry)

    def action_thread(self) -> None:
        """Go to the request's thread."""
        entry = self.cursor_entry
        if entry is not None and entry.thread_id:
            self.post_message(self.ThreadWanted(entry.thread_id))

    def _choose_offered(self, decision: Decision) -> None:
        if self.cards.has_marks:
            self._choose(self.cards.marked_for(decision), decision, is_by_marks=True)
            return
        entry = self._decidable()
        if entry is not None:
            self._choose(self.cards.members_of(entry), decision)

    def _choose(
        self,
        entries: Sequence[InboxEntry],
        decision: Decision,
        *,
        by: str = "key",
        wants_message: bool = False,
        is_by_marks: bool = False,
    ) -> None:
        unseen = [] if decision.is_refusal else [entry for entry in entries if not self.sight.is_seen(entry)]
        unopened = next((entry for entry in unseen if not self.sight.is_opened(entry)), None)
        if unopened is not None:
            self.app.notify("You have not seen all of what you would allow. Read it to its end, go back, and decide.")
            self._show_detail(self.cards.lead_of(unopened.key) or unopened)
            return
        targets = [Target(entry.key, self.sheet.hash_of(entry)) for entry in entries]
        warnings = tuple(dict.fromkeys(self.sight.words(entry) for entry in unseen))
        wants_more = wants_message or bool(warnings) or any(outlives_once(decision, e.request) for e in entries)
        if not wants_more and (decision.is_refusal or not is_by_marks):
            # The next card must be chosen, so that a key that is held down decides once; the oldest is shown whole.
            self.cursor_key = self._top_key = None
        chosen = self.DecisionChosen(
            targets, decision, by=by, wants_message=wants_message, is_by_marks=is_by_marks, warnings=warnings
        )
        self.post_message(chosen)

    def _decidable(self) -> InboxEntry | None:
        """The entry that a key may decide now, if there is one; `check_action` keeps the others away."""
        entry = self.cursor_entry
        return entry if entry is not None and self._is_armed_for_keys(entry) else None

    def _show_detail(self, entry: InboxEntry) -> None:
        self.post_message(self.DetailWanted(entry))

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

    def on_key(self, event: events.Key) -> None:
        """A key decides after a pause only: one that was pressed before the card was armed, however late the screen
        comes to it, or amid others that were meant for another pane, decides nothing.
        """
        entry = self.cursor_entry
        if entry is None or not entry.is_decidable:
            return
        bound = self.screen.active_bindings.get(event.key)
        is_deciding = bound is not None and bound.binding.action.split("(")[0] in DECIDING_ACTIONS
        pressed_ago_s = max(0.0, monotonic() - event.time)
        # What is marked wants a second key, which has a time of its own.
        if is_deciding and not self.cards.has_marks:
            if self._arming.is_armed(entry.key, pressed_ago_s=pressed_ago_s):
                return
            event.stop()
            if not self._arming.is_shown(entry.key):
                # The key means a card of which nobody sees what it is about.
                self.select_entry(entry.key)
        if is_deciding or event.is_printable:
            self._arming.restart(entry.key)
            self._note_shown()
            self.forget_rows()
