"""What all lists share: the cursor's actions, the wheel, and the messages that the dashboard answers."""

from __future__ import annotations

from textual import events
from textual.message import Message

from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.widgets.line_view import LineView

WHEEL_ROWS = 3


class LineList(LineView, can_focus=True):
    """A list that can be moved in, filtered, opened and copied from."""

    BINDINGS = bindings_for(Where.LISTS)

    class ListMessage(Message):
        """Something about one list."""

        def __init__(self, line_list: LineList) -> None:
            super().__init__()
            self.line_list = line_list

        @property
        def control(self) -> LineList:
            """The list."""
            return self.line_list

    class Activated(ListMessage):
        """Enter or a double click on what is under the cursor."""

    class CursorMoved(ListMessage):
        """The cursor stands elsewhere, or the view was changed."""

    class FilterWanted(ListMessage):
        """The person wants to filter this list."""

    class BackWanted(ListMessage):
        """The person wants to go back."""

    def scroll_rows(self, rows: int) -> None:
        """Move the view."""
        raise NotImplementedError

    def copy_text(self) -> str:
        """What `y` copies, made harmless."""
        return ""

    def action_activate(self) -> None:
        """Open what is under the cursor."""
        self.post_message(self.Activated(self))

    def action_filter(self) -> None:
        """Filter this list."""
        self.post_message(self.FilterWanted(self))

    def action_back(self) -> None:
        """Go back."""
        self.post_message(self.BackWanted(self))

    def action_copy(self) -> None:
        """Copy what is under the cursor, through the terminal's own clipboard sequence."""
        text = self.copy_text()
        if text:
            self.app.copy_to_clipboard(text)
            self.app.notify(f"Copied {len(text):,} characters.")

    def on_focus(self) -> None:
        """The cursor looks different in the focused list."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different in the focused list."""
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls the view."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls the view."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)
