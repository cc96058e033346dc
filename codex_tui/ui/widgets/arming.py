"""Since when a card can be decided: no decision counts before the person had the time to see what it is about.

A card's time begins when it is painted, and a key counts from when it was pressed, not from when a busy screen came
to it. A key decides a card that has been in view for long enough; a click moreover wants it to have stood in its
place for as long, lest a click that was meant for a card which ended and made room decides the one below it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from codex_tui.state.events import RequestKey

ARMING_DELAY_S = 0.4


class Arming:
    """Remembers for each card in view when it came and when it last moved; `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._shown_since: dict[RequestKey, float | None] = {}
        self._placed_since: dict[RequestKey, tuple[Hashable, float]] = {}

    def note(self, places: Mapping[RequestKey, Hashable]) -> None:
        """Take what is in view now, and where."""
        now = self._monotonic()
        self._shown_since = {key: self._shown_since.get(key) for key in places}
        known = self._placed_since
        self._placed_since = {
            key: known[key] if key in known and known[key][0] == place else (place, now)
            for key, place in places.items()
        }

    def note_painted(self) -> bool:
        """What is in view has been painted; say whether there is a card whose time has just begun."""
        fresh = [key for key, since in self._shown_since.items() if since is None]
        self._shown_since.update(dict.fromkeys(fresh, self._monotonic()))
        return bool(fresh)

    def restart(self, key: RequestKey) -> None:
        """The time of this card begins anew, since keys only now mean it."""
        self._shown_since.pop(key, None)

    def clear(self) -> None:
        """Nothing was in view."""
        self._shown_since.clear()
        self._placed_since.clear()

    def is_shown(self, key: RequestKey) -> bool:
        """Whether the card is in view, with its head."""
        return key in self._shown_since

    def is_armed(self, key: RequestKey, *, pressed_ago_s: float = 0.0) -> bool:
        """Whether a key that was pressed so many seconds ago may decide this card."""
        since = self._shown_since.get(key)
        return since is not None and self._monotonic() - pressed_ago_s - since >= ARMING_DELAY_S

    def is_armed_for_click(self, key: RequestKey) -> bool:
        """Whether a click may decide this card where it stands."""
        place_and_since = self._placed_since.get(key)
        is_still = place_and_since is not None and self._monotonic() - place_and_since[1] >= ARMING_DELAY_S
        return is_still and self.is_armed(key)
