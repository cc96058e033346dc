"""A screen that shows rows: a message pretty-printed, a whole diff, all facts of a request, the help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from codex_tui.ui.commands.host import NoteRows, RowsFor
from codex_tui.ui.context import UiContext
from codex_tui.ui.widgets.counted_rows import CountedRows
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.pane import Pane, TitleFacts


class ReaderRows(CountedRows):
    """The rows, made again for each width."""

    def __init__(self, context: UiContext, rows_for: RowsFor, text: str, note_rows: NoteRows | None = None) -> None:
        """`note_rows` is told the width and which rows of it were painted."""
        super().__init__(context)
        self._rows_for = rows_for
        self._note_rows = note_rows
        self._text = text
        self._rows: Sequence[Text] = ()
        self._width = 0

    def row_count(self) -> int:
        """As many as were made for the width at hand."""
        width = max(1, self.body_width)
        if width != self._width:
            self._width = width
            self._rows = self._rows_for(width, self.context.palette)
            self.count_rows(self._rows)
        return len(self._rows)

    def row_text(self, index: int, width: int) -> Text:
        """One row."""
        return self._rows[index]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint, and say what was painted."""
        strips = super().render_lines(crop)
        if self._note_rows is not None:
            self._note_rows(self._width, range(self.top + crop.y, self.top + crop.bottom))
        return strips

    @property
    def filter_text(self) -> str:
        """What is read is not filtered."""
        return ""

    def set_filter(self, text: str) -> None:
        """What is read is not filtered."""

    def copy_text(self) -> str:
        """The whole text, else what the rows show."""
        return self._text or "\n".join(row.plain.rstrip() for row in self._rows)


class ReaderHeading(LineView):
    """A row that stays above the rows, such as the names of their columns."""

    def __init__(self, context: UiContext, rows_for: RowsFor) -> None:
        super().__init__(context)
        self._rows_for = rows_for

    def row_strip(self, y: int) -> Strip:
        """The row, as wide as those below it."""
        width = self.size.width
        rows = self._rows_for(max(1, width - 1), self.context.palette)
        return self.strip_of(rows[y] if y < len(rows) else Text(), width)


class ReaderScreen(ModalScreen[None]):
    """Rows to read; escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", "Back", id="reader.back")]

    def __init__(
        self,
        context: UiContext,
        title: str,
        rows_for: RowsFor,
        text: str = "",
        heading_for: RowsFor | None = None,
        note_rows: NoteRows | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._heading = ReaderHeading(context, heading_for) if heading_for is not None else None
        self.rows = ReaderRows(context, rows_for, text, note_rows)
        self.ui_context = context

    def compose(self) -> ComposeResult:
        """A pane over the whole screen."""
        yield Pane(self.ui_context, self.rows, self._title_facts, above=self._heading, id="reader")

    def on_mount(self) -> None:
        """The rows take the keys."""
        self.rows.focus()

    def on_line_list_back_wanted(self) -> None:
        """Escape in the list goes back too."""
        self.dismiss()

    def on_line_list_cursor_moved(self) -> None:
        """The title says how far one has come."""
        self.query_one(Pane).sync_title()

    def _title_facts(self) -> TitleFacts:
        return TitleFacts(self._title, "y copy · esc back", self.rows.place_text())
