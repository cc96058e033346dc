"""A pane: one rule row with its title, and its content below; no boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.pane_title import render_title
from codex_tui.ui.widgets.line_view import LineView


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a pane's title says: its name on the left, facts and a count on the right."""

    title: str
    facts: str = ""
    count: str = ""
    is_alert: bool = False


class PaneTitle(LineView):
    """The rule row of a pane; a click focuses the pane."""

    def __init__(self, context: UiContext, facts_for: Callable[[], TitleFacts]) -> None:
        super().__init__(context)
        self._facts_for = facts_for

    def row_strip(self, y: int) -> Strip:
        """Draw the rule."""
        width = self.size.width
        facts = self._facts_for()
        text = render_title(
            facts.title,
            width,
            self.context.palette,
            count=facts.count,
            facts=facts.facts,
            is_focused=isinstance(self.parent, Pane) and self.parent.is_focused,
            is_alert=facts.is_alert,
        )
        return self.strip_of(text, width)

    def on_click(self) -> None:
        """Focus the pane's content."""
        if isinstance(self.parent, Pane):
            self.parent.focus_content()


class Pane(Vertical):
    """A title, a content widget, and perhaps something above or below that."""

    def __init__(
        self,
        context: UiContext,
        content: Widget,
        facts_for: Callable[[], TitleFacts],
        *,
        above: Widget | None = None,
        below: Widget | None = None,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.content = content
        self._above, self._below = above, below
        self.title = PaneTitle(context, facts_for)
        self.counter: Widget | None = None
        """What else in the pane shows the facts of the title."""

    def compose(self) -> ComposeResult:
        """The title over the content."""
        yield self.title
        if self._above is not None:
            yield self._above
        yield self.content
        if self._below is not None:
            yield self._below

    @property
    def is_focused(self) -> bool:
        """Whether the focus is in this pane."""
        focused = self.screen.focused
        return focused is not None and self in focused.ancestors_with_self

    def focus_content(self) -> None:
        """Focus what the pane holds."""
        # At once, so that the next key already goes there.
        self.screen.set_focus(self.content)

    def sync_title(self) -> None:
        """The facts of the title changed."""
        self.title.refresh()
        if self.counter is not None:
            self.counter.refresh()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The title of the focused pane is in the accent colour."""
        self.title.refresh()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The title of the focused pane is in the accent colour."""
        self.title.refresh()
