"""The cards of the inbox as they are drawn, with the facts that a request itself does not carry.

Only made once there is a card: how cards look takes long to import, and the first picture has none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import replace

from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import ATTESTATION_KEY, InboxEntry
from codex_tui.state.joins import file_change_for, item_for, parent_title, running_command_for, thread_title
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import bound_keys, shown_key
from codex_tui.ui.render.cards import MIN_DIFF_ROWS, Card, CardContext, CardKeys, blind_spot, is_cut, render_card
from codex_tui.ui.render.shown import shown_hash
from codex_tui.ui.widgets.inbox_cards import InboxCards

NAMED_KEYS = ("inbox.decline", "inbox.decline_message", "lists.activate", "inbox.cancel")


class CardSheet:
    """Draws each card once for each state that it is in."""

    def __init__(self, context: UiContext, cards: InboxCards, view_height: Callable[[], int]) -> None:
        """`view_height` is that of the inbox, of which a diff on a card gets half."""
        self._context = context
        self._cards = cards
        self._view_height = view_height
        self._keys = CardKeys(*(shown_key(bound_keys(key_id, context.keys)) for key_id in NAMED_KEYS))
        self._drawn: dict[Hashable, Card] = {}
        self._cuts: dict[RequestKey, tuple[Hashable, bool]] = {}
        self._contents: dict[RequestKey, tuple[Hashable, str]] = {}

    def card_of(self, entry: InboxEntry, width: int, state: Hashable, *, is_selected: bool, is_armed: bool) -> Card:
        """The card of an entry; `state` is all that its look depends on."""
        key = (entry.key, state, width)
        card = self._drawn.get(key)
        if card is None:
            card = self._drawn[key] = render_card(
                entry,
                self.context_of(entry),
                width,
                self._context.palette,
                now=self._context.now(),
                is_selected=is_selected,
                is_armed=is_armed,
            )
        return card

    def forget(self) -> None:
        """Draw all cards anew."""
        self._drawn.clear()

    def is_cut(self, entry: InboxEntry, width: int) -> bool:
        """Whether a card of this width leaves out a part of what would be allowed."""
        content = (self.content_of(entry), width, self._view_height())
        known = self._cuts.get(entry.key)
        if known is None or known[0] != content:
            is_cut_now = is_cut(entry, self.context_of(entry), width, self._context.palette)
            known = self._cuts[entry.key] = (content, is_cut_now)
        return known[1]

    def blind_spot(self, entry: InboxEntry) -> str:
        """What nobody can be shown of a request, in words."""
        return blind_spot(entry, self.context_of(entry))

    def hash_of(self, entry: InboxEntry) -> str:
        """The hash of what was shown of a request, for the audit."""
        return shown_hash(entry, self.context_of(entry))

    def content_of(self, entry: InboxEntry) -> str:
        """Tells what is asked now from what was asked before, whatever the thread is called."""
        joined = item_for(self._context.model, entry)
        state = (entry.revision, joined.revision if joined is not None else -1)
        known = self._contents.get(entry.key)
        if known is None or known[0] != state:
            context = replace(self.context_of(entry), thread_title="", parent_title=None)
            known = self._contents[entry.key] = (state, shown_hash(entry, context))
        return known[1]

    def keep(self, keys: Collection[RequestKey]) -> None:
        """Forget what all other requests ask."""
        self._contents = {key: content for key, content in self._contents.items() if key in keys}
        self._cuts = {key: cut for key, cut in self._cuts.items() if key in keys}

    def context_of(self, entry: InboxEntry) -> CardContext:
        """The facts that the request itself does not carry."""
        model = self._context.model
        record = model.threads.get(entry.thread_id)
        return CardContext(
            attestation=model.attestation if entry.key == ATTESTATION_KEY else None,
            thread_title=thread_title(model, entry.thread_id) if entry.thread_id else "",
            parent_title=parent_title(model, entry.thread_id),
            home=self._context.home,
            change=file_change_for(model, entry),
            cwd=record.cwd if record is not None else "",
            joined_command=self._context.tool_commands.get(getattr(entry.request, "tool", ""), "")
            or running_command_for(model, entry),
            keys=self._keys,
            count=len(self._cards.members_of(entry)),
            is_marked=entry.is_decidable and self._cards.is_marked(entry),
            max_diff_rows=max(MIN_DIFF_ROWS, self._view_height() // 2),
            grant=self._cards.grant_over(entry),
        )
