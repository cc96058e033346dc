"""The filter of a list: typed below it, applied as it is typed; enter keeps it, escape clears it."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, actions_by_key, bindings_for
from codex_tui.ui.widgets.text_field import Masking


class FilterBar(Input):
    """One row that is only there while it is used."""

    BINDINGS = bindings_for(Where.FILTER)

    class Closed(Message):
        """The person is done with it; without `is_kept` the filter is to be cleared."""

        def __init__(self, bar: FilterBar, *, is_kept: bool) -> None:
            super().__init__()
            self.bar = bar
            self.is_kept = is_kept

    def __init__(self, context: UiContext, pane_name: str, highlighter: Masking | None = None) -> None:
        super().__init__(
            placeholder="filter", compact=True, highlighter=highlighter or Masking(), id=f"{pane_name}-filter"
        )
        self.pane_name = pane_name
        self._own_actions = actions_by_key(Where.FILTER, context.keys)

    async def _on_key(self, event: events.Key) -> None:
        """Its own keys wait their turn behind the characters typed before them."""
        action = self._own_actions.get(event.key)
        if action is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.run_action(action)

    def action_keep(self) -> None:
        """The list takes the keys again."""
        self.post_message(self.Closed(self, is_kept=True))

    def action_clear(self) -> None:
        """The list takes the keys again, and shows everything."""
        self.post_message(self.Closed(self, is_kept=False))

    def action_complete(self) -> None:
        """There is nothing to complete: as `tab` elsewhere, go on to the next widget."""
        self.screen.focus_next()

    def action_choose(self, step: int) -> None:
        """There is nothing to choose: down is the way to the list."""
        if step > 0:
            self.action_keep()
