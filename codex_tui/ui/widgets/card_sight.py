"""Whether a person could see all of what a card is about; imported with the first card.

A card that leaves something out is never seen whole, so that its detail screen must be read to its end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import InboxEntry
from codex_tui.ui.render.figures import format_count
from codex_tui.ui.sight import Sight, Surface
from codex_tui.ui.widgets.card_sheet import CardSheet
from codex_tui.ui.widgets.inbox_cards import InboxCards


class CardSight:
    """The sight of the requests that stand on cards; those on one card are seen together."""

    def __init__(self, sheet: CardSheet, cards: InboxCards) -> None:
        self._sheet = sheet
        self._cards = cards
        self._sight = Sight()

    def note_card(self, entry: InboxEntry, width: int, total: int, rows: Iterable[int]) -> None:
        """These rows of the card have been painted; one that is cut does not show all there is."""
        if not self._sheet.is_cut(entry, width):
            self._sight.note(entry.key, Surface.CARD, self._sheet.content_of(entry), width, total, rows)

    def note_detail(self, key: RequestKey, content: str, width: int, total: int, rows: Iterable[int]) -> None:
        """These rows of the detail screen have been painted; `content` is what was asked when it was opened."""
        self._sight.note(key, Surface.DETAIL, content, width, total, rows)

    def is_seen(self, entry: InboxEntry) -> bool:
        """Whether all of it was in view."""
        lead = self._lead(entry)
        content = self._sheet.content_of(lead)
        was_seen = any(self._sight.is_whole(lead.key, surface, content) for surface in Surface)
        return was_seen and not self._sheet.blind_spot(lead)

    def is_opened(self, entry: InboxEntry) -> bool:
        """Whether the detail screen showed anything of it as it is now."""
        lead = self._lead(entry)
        return self._sight.has_begun(lead.key, Surface.DETAIL, self._sheet.content_of(lead))

    def words(self, entry: InboxEntry) -> str:
        """What was not seen."""
        lead = self._lead(entry)
        seen, total = self._sight.seen_of(lead.key, Surface.DETAIL, self._sheet.content_of(lead))
        blind_spot = self._sheet.blind_spot(lead)
        return blind_spot or f"Only {format_count(seen)} of the {format_count(total)} rows of its details were in view."

    def keep(self, keys: Collection[RequestKey]) -> None:
        """Forget all other requests."""
        self._sight.keep(keys)

    def _lead(self, entry: InboxEntry) -> InboxEntry:
        return self._cards.lead_of(entry.key) or entry
