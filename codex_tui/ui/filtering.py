"""The filter of a pane: its bar appears with `/`, filters while it is typed, and goes when it is cleared."""

from __future__ import annotations

from collections.abc import Mapping

from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.pane import Pane


class FilterFlow:
    """Connects filter bars with the lists of the panes."""

    def __init__(self, panes: Mapping[str, Pane]) -> None:
        self._panes = panes

    async def open(self, name: str) -> None:
        """Show the bar of a pane and let it take the keys."""
        bar = self._bar(name)
        if bar is None:
            bar = FilterBar(name)
            bar.value = self._list(name).filter_text
            await self._panes[name].mount(bar)
        bar.focus()

    def apply(self, name: str, text: str) -> None:
        """Filter a pane's list."""
        self._list(name).set_filter(text)
        self._panes[name].sync_title()

    async def close(self, name: str, *, is_kept: bool) -> None:
        """The person is done with the bar: the list takes the keys again."""
        if not is_kept:
            self.apply(name, "")
        self._panes[name].focus_content()
        if not self._list(name).filter_text:
            await self._remove(name)

    async def clear(self, name: str) -> bool:
        """Take a pane's filter away; say whether it had one."""
        if not self._list(name).filter_text:
            return False
        self.apply(name, "")
        await self._remove(name)
        return True

    def _list(self, name: str) -> LineList:
        content = self._panes[name].content
        assert isinstance(content, LineList)
        return content

    def _bar(self, name: str) -> FilterBar | None:
        found = self._panes[name].query(FilterBar)
        return found.first() if found else None

    async def _remove(self, name: str) -> None:
        await self._panes[name].query(FilterBar).remove()
