"""The filter of a pane: its bar appears with `/`, filters while it is typed, and goes when it is cleared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.widgets import Input

from codex_tui.state.query_error import QueryError
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.pane import Pane
from codex_tui.ui.widgets.wire_list import WireList

if TYPE_CHECKING:
    from codex_tui.ui.widgets.query_prompt import QueryPrompt


def part_before(text: str, position: int) -> str:
    """What of a filter stands before the word at a place, without what would join the two."""
    words = re.split(r"(?<=[\s(!])(?=\S)", text[:position])
    before = "".join(words[:-1]) if text[:position] and not text[position - 1].isspace() else text[:position]
    return re.sub(r"(?:[\s(!]|\b(?:and|or|not)\b)+$", "", before, flags=re.IGNORECASE)


class FilterFlow:
    """Connects filter bars with the lists of the panes."""

    def __init__(self, host: CommandHost, panes: Mapping[str, Pane]) -> None:
        self._host = host
        self._panes = panes
        self._prompt: QueryPrompt | None = None

    async def open(self, name: str) -> None:
        """Show the bar of a pane and let it take the keys."""
        bar = self._bar(name)
        if bar is None:
            line_list = self._list(name)
            if isinstance(line_list, WireList):
                bar = await self._open_prompt(self._panes[name], line_list)
            else:
                bar = FilterBar(self._host.context, name)
                bar.value = line_list.filter_text
                await self._panes[name].mount(bar)
        bar.focus()

    def text_of(self, name: str) -> str:
        """What a pane's list is filtered by."""
        return self._list(name).filter_text

    def type(self, name: str, text: str) -> bool:
        """What stands in a bar filters; where it cannot be read, what stands before the fault does.

        Says whether all of it could be read.
        """
        try:
            self._apply(name, text)
        except QueryError as fault:
            self._show_fault(name, fault)
            with suppress(QueryError):
                self._apply(name, part_before(text, fault.position))
            return False
        self._show_fault(name, None)
        return True

    def apply(self, name: str, text: str) -> bool:
        """Filter a pane's list by what nobody typed in its bar; say whether the text could be read, else tell why."""
        try:
            self._apply(name, text)
        except QueryError as fault:
            self._host.tell("warning", f"Not filtered: at {fault.position + 1}: {fault.message}.")
            return False
        self._follow(name)
        return True

    async def show_replaced(self, name: str) -> None:
        """The list is filtered by something else that nobody typed, or by nothing any more."""
        self._follow(name)
        if not self._list(name).filter_text:
            await self._remove(name)

    def give_up(self, name: str, text: str, before: str) -> None:
        """A filter took too long: the one before it stays, and the text stays to be mended."""
        fault = QueryError("this takes too long to search; make its regular expression simpler", 0)
        if self._list(name).filter_text != text:
            return
        self._apply(name, before)
        bar = self._bar(name)
        if bar is not None and bar.value == text:
            self._show_fault(name, fault)
        self._host.tell("warning", f"The filter was taken off: {fault.message}.")

    async def close(self, name: str, *, is_kept: bool) -> None:
        """The person is done with the bar: the list takes the keys again, unless the text is still to be mended."""
        bar = self._bar(name)
        if not is_kept:
            self._apply(name, "")
        elif bar is not None and bar.value != self.text_of(name) and not self.type(name, bar.value):
            if self._prompt is not None:
                self._prompt.insist()
            return
        self._panes[name].focus_content()
        if not self._list(name).filter_text:
            await self._remove(name)

    async def clear(self, name: str) -> bool:
        """Take a pane's filter away; say whether it had one."""
        if not self._list(name).filter_text:
            return False
        self._apply(name, "")
        await self._remove(name)
        return True

    def _apply(self, name: str, text: str) -> None:
        """Raises QueryError where the text cannot be read, and leaves the filter as it is."""
        self._list(name).set_filter(text)
        self._panes[name].sync_title()

    async def _open_prompt(self, pane: Pane, wire: WireList) -> FilterBar:
        # The language and its completions are imported when they are first needed.
        from codex_tui.ui.widgets.query_prompt import QueryPrompt

        self._prompt = QueryPrompt(self._host.context, wire.match_count, wire.filter_text)
        pane.counter = self._prompt.hint_row
        await pane.mount(self._prompt)
        return self._prompt.bar

    def _follow(self, name: str) -> None:
        """An open bar says what the list is filtered by."""
        bar, text = self._bar(name), self._list(name).filter_text
        if bar is not None and bar.value != text:
            with bar.prevent(Input.Changed):
                bar.value = text
            self._show_fault(name, None)

    def _show_fault(self, name: str, fault: QueryError | None) -> None:
        if self._prompt is not None and self._panes[name].counter is not None:
            self._prompt.fault = fault

    def _list(self, name: str) -> LineList:
        content = self._panes[name].content
        assert isinstance(content, LineList)
        return content

    def _bar(self, name: str) -> FilterBar | None:
        found = self._panes[name].query(FilterBar)
        return found.first() if found else None

    async def _remove(self, name: str) -> None:
        """The bar, with all that is around it."""
        pane = self._panes[name]
        if pane.counter is not None and self._prompt is not None:
            prompt, self._prompt, pane.counter = self._prompt, None, None
            pane.remove_class("-prompting")
            await prompt.remove()
        else:
            await pane.query(FilterBar).remove()
