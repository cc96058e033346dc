"""The inbox pane: one card for each server request, decided by a key or a click, and never by accident.

A decision needs three things: the inbox has the focus (for keys), the card has been selected and in view for 400 ms,
and the card is still pending; to allow something, all of it moreover has been in view.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from textual import events
from textual.message import Message

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, outlives_once
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import InboxEntry
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.widgets.card_list import CardList
from codex_tui.ui.widgets.inbox_cards import DECIDING_ACTIONS
from codex_tui.ui.widgets.pane import TitleFacts


@dataclass(frozen=True, slots=True)
class Target:
    """One request that a decision is for, and the hash of what was shown of it."""

    key: RequestKey
    shown_hash: str


class InboxList(CardList):
    """The cards, and what keys and clicks do with them."""

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
        super().__init__(context, id="inbox-list")

    def title_facts(self) -> TitleFacts:
        """How many are marked, and how many wait."""
        count, marked_count = self.view.pending_count, len(self.cards.marked)
        facts = (f"/{self.filter_text}" if self._words else "", f"{marked_count} ●" if marked_count else "")
        return TitleFacts(
            "Inbox", " · ".join(filter(None, facts)), f"{count} ⚠" if count else "0", is_alert=bool(count)
        )

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
