"""A widget that draws itself row by row and keeps its own top row.

Textual lays a screen out again when a virtual size changes, which is most of the cost of a streaming list
(measured: half the key latency and a third of the processor time). So nothing here is mounted per row, no virtual size
is set, and no CSS border is drawn; a change costs one repaint of the rows in view.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from codex_tui.ui.context import UiContext


class LineView(Widget):
    """Draws `row_strip(y)` for each row in view."""

    def __init__(self, context: UiContext, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.context = context
        self._ground: Style | None = None
        self._look: list[str] = []

    def row_strip(self, y: int) -> Strip:
        """The strip of one row in view, any width; it is padded and cut to the widget's width."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the rows of the region, without the style cache, which knows nothing this widget does not."""
        width, ground = self.size.width, self.ground
        strips = (self.row_strip(y).adjust_cell_length(width, ground) for y in crop.line_range)
        if crop.x == 0 and crop.width == width:
            return list(strips)
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def refresh_aged(self) -> None:
        """Repaint if the text in view is not what it was when this was last asked, as ages and durations may be."""
        look = [strip.text for strip in self.render_lines(self.size.region)]
        if look != self._look:
            self._look = look
            self.refresh()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Take what there is."""
        return container.width

    @property
    def ground(self) -> Style:
        """The style of a cell that holds nothing."""
        if self._ground is None:
            # Without the style cache nobody else applies Textual's filters, such as the one that obeys NO_COLOR.
            segments = [Segment(" ", self.rich_style)]
            for line_filter in self.get_line_filters():
                segments = line_filter.apply(segments, self.background_colors[1])
            self._ground = segments[0].style or Style()
        return self._ground

    def notify_style_update(self) -> None:
        """A theme or a class changed."""
        self._ground = None
        super().notify_style_update()

    def strip_of(self, text: Text, width: int) -> Strip:
        """Turn a row of text into a strip of exactly `width` cells."""
        return Strip(self.segments_of(text, width), width)

    def segments_of(self, text: Text, width: int, under: Style | None = None) -> list[Segment]:
        """Turn a row of text into segments of exactly `width` cells, with `under` between them and the ground."""
        ground = self.ground if under is None else self.ground + under
        console = self.app.console
        # A text without spans is rendered without its own style, so the style is made part of the ground.
        base = ground + console.get_style(text.style) if text.style else ground
        segments = [
            Segment(segment.text, base + segment.style if segment.style else base)
            for segment in text.render(console, end="")
        ]
        missing = width - sum(segment.cell_length for segment in segments)
        if missing > 0:
            segments.append(Segment(" " * missing, ground))
        elif missing < 0:
            segments = Segment.adjust_line_length(segments, width, ground)
        return segments
