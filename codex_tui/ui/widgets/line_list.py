"""What all lists share: the cursor's actions, the wheel, and the messages that the dashboard answers."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.copying import copy_text
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.widgets.line_view import LineView

WHEEL_ROWS = 3


class LineList(LineView, can_focus=True):
    """A list that can be moved in, filtered, opened and copied from; its last column is the scroll thumb's.

    A handler of the same name in a subclass does not replace the one here: Textual calls both, the subclass's first.
    """

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

    def __init__(self, context: UiContext, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.body_width = 0
        self.view_height = 0

    @property
    def filter_text(self) -> str:
        """What the list is filtered by."""
        raise NotImplementedError

    def set_filter(self, text: str) -> None:
        """Show only what matches."""
        raise NotImplementedError

    def row_segments(self, y: int) -> list[Segment]:
        """The row at a row in view, exactly `body_width` cells."""
        raise NotImplementedError

    def extent(self) -> tuple[float, float]:
        """How much of the whole is before the view, and how much is in it, as fractions."""
        raise NotImplementedError

    def view_changed(self) -> None:
        """The view has another size."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows and thumb; one strip is made for each row, since making strips is what a repaint costs."""
        width = self.body_width + 1
        thumb_top, thumb_end = self._thumb()
        palette, ground = self.context.palette, self.ground
        thumb = Segment("▐", ground + palette.muted)
        track = Segment("│" if thumb_end else " ", ground + palette.faint)
        strips = [
            Strip([*self.row_segments(y), thumb if thumb_top <= y < thumb_end else track], width)
            for y in crop.line_range
        ]
        if crop.x == 0 and crop.width == width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def on_resize(self, event: events.Resize) -> None:
        """Rows are made for a width."""
        self.body_width, self.view_height = max(0, event.size.width - 1), event.size.height
        self.view_changed()

    def _thumb(self) -> tuple[int, int]:
        """From which row in view to which the thumb goes; nowhere where all is in view."""
        before, visible = self.extent()
        height = self.view_height
        if visible >= 1.0 or height < 3:
            return 0, 0
        size = max(1, round(height * visible))
        top = min(height - size, round(height * before))
        return top, top + size

    def scroll_rows(self, rows: int) -> None:
        """Move the view."""
        raise NotImplementedError

    def copy_text(self) -> str:
        """What `y` copies; it is made harmless on its way."""
        return ""

    def copies_json(self) -> bool:
        """Whether that is JSON, which has escapes of its own."""
        return False

    def copy_remedy(self) -> str:
        """What to do instead where a text is more than a terminal takes."""
        return ""

    def is_useful(self, action: str) -> bool:
        """Whether the footer shows the key of an action now; one that it does not show may still say why."""
        return True

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
            copy_text(self.app, text, self.copy_remedy(), is_json=self.copies_json())

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
