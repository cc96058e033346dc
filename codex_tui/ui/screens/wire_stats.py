"""The statistics of the wire log: a table for each section that can be sorted, and plots of the last hour."""

from __future__ import annotations

import codecs
import locale
from collections.abc import Callable, Sequence
from dataclasses import replace

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.bars import ASCII_BARS, BLOCKS
from codex_tui.ui.render.figures import format_bytes, format_count
from codex_tui.ui.render.stat_tables import Row, Sorting, Table, render_head, render_row
from codex_tui.ui.render.wire_stats import FIRST_SORTING, Section, plot_rows, table_for
from codex_tui.ui.widgets.key_footer import KeyFooter
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.pane import Pane, TitleFacts
from codex_tui.ui.widgets.row_list import RowList

REFRESH_S = 1.0
SECTIONS = tuple(Section)


def plot_glyphs() -> str:
    """Block characters where the locale can have them."""
    return BLOCKS if codecs.lookup(locale.getencoding()).name == "utf-8" else ASCII_BARS


class SectionTabs(LineView):
    """The sections by number, and below them the names of the columns."""

    def __init__(self, context: UiContext, rows: StatRows) -> None:
        super().__init__(context, id="section-tabs")
        self._rows = rows
        self._spans: list[tuple[int, int, Section]] = []

    def row_strip(self, y: int) -> Strip:
        """Sections, then columns."""
        palette, width = self.context.palette, self.size.width
        if y > 0:
            table = self._rows.table
            return self.strip_of(render_head(table, width - 1, palette) if table is not None else Text(), width)
        tabs = Text(no_wrap=True, end="")
        self._spans = []
        for number, section in enumerate(SECTIONS, 1):
            start = tabs.cell_len
            is_shown = section is self._rows.section
            tabs.append(f"{number} ", palette.faint)
            tabs.append(section.value, palette.accent if is_shown else palette.muted)
            self._spans.append((start, tabs.cell_len, section))
            tabs.append("   ")
        return self.strip_of(tabs, width)

    def on_click(self, event: events.Click) -> None:
        """A click on a section shows it."""
        for start, end, section in self._spans:
            if event.y == 0 and start <= event.x < end:
                self._rows.show_section(section)


class StatRows(RowList):
    """The rows of one section, counted anew once a second."""

    class SectionShown(Message):
        """Another section, or another order."""

    def __init__(self, context: UiContext, glyphs: str) -> None:
        super().__init__(context, id="stat-rows")
        self.section = Section.METHODS
        self.table: Table | None = None
        self._plots: Sequence[Text] = ()
        self._glyphs = glyphs
        self._sortings = dict(FIRST_SORTING)

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; a plot has none."""
        rows = self.table.rows if self.table is not None else ()
        return rows[self.cursor] if self.cursor < len(rows) else None

    def show_section(self, section: Section) -> None:
        """Show another section from its first row."""
        self.section = section
        self.table = None
        self.top = self.cursor = 0
        self.recount()
        self.post_message(self.SectionShown())

    def sort(self, sorting: Sorting) -> None:
        """Show the rows in another order, from the first."""
        self._sortings[self.section] = sorting
        self.show_section(self.section)

    @property
    def sorting(self) -> Sorting:
        """The order of this section."""
        return self._sortings[self.section]

    def recount(self) -> None:
        """The figures as they are now; the cursor stays on its row."""
        context = self.context
        if self.section is Section.SECONDS:
            stats, width = context.model.wire_stats, max(1, self.body_width)
            self._plots = plot_rows(stats, context.now(), width, context.palette, self._glyphs)
        else:
            held = self.cursor_row
            self.table = table_for(self.section, context.model, context.tz, self.sorting)
            if held is not None:
                places = (index for index, row in enumerate(self.table.rows) if _is_same(row, held))
                moved = next(places, self.cursor) - self.cursor
                self.cursor, self.top = self.cursor + moved, self.top + moved
        self.sync()

    def row_count(self) -> int:
        """Rows of the table, or of the plots."""
        return len(self.table.rows) if self.table is not None else len(self._plots)

    def row_text(self, index: int, width: int) -> Text:
        """One row."""
        if self.table is None:
            return self._plots[index]
        return render_row(self.table, self.table.rows[index], width, self.context.palette)

    def is_selectable(self, index: int) -> bool:
        """Plots are only looked at."""
        return self.table is not None

    def view_changed(self) -> None:
        """Plots are as wide as the list."""
        self.recount()

    def empty_text(self) -> Text:
        """Why there is nothing."""
        text = "no request was answered yet" if self.section is Section.LATENCIES else "no messages yet"
        return Text(text, self.context.palette.muted)

    def copy_text(self) -> str:
        """The whole table or plot."""
        rows = [self.row_text(index, self.body_width).plain.rstrip() for index in range(self.row_count())]
        head = [render_head(self.table, self.body_width, self.context.palette).plain] if self.table is not None else []
        return "\n".join(head + rows)

    @property
    def filter_text(self) -> str:
        """Statistics are not filtered."""
        return ""

    def set_filter(self, text: str) -> None:
        """Statistics are not filtered."""

    def is_useful(self, action: str) -> bool:
        """A plot cannot be opened, and nothing can be filtered."""
        return action != "filter" and (action != "activate" or self.cursor_row is not None)


def _is_same(row: Row, other: Row) -> bool:
    """Whether both are about the same; a method may be there once for each asker."""
    return row.target == other.target and row.order[0] == other.order[0]


class WireStatsScreen(ModalScreen[None]):
    """All sections; `choose` is given the section and the target of a row on which enter is pressed."""

    BINDINGS = bindings_for(Where.STATS)

    def __init__(
        self, context: UiContext, choose: Callable[[Section, str | int], None], *, is_filtered: bool = False
    ) -> None:
        """`is_filtered` says that the wire log shows less than what is counted here."""
        super().__init__()
        self.ui_context = context
        self.rows = StatRows(context, plot_glyphs())
        self.tabs = SectionTabs(context, self.rows)
        self._choose = choose
        self._is_filtered = is_filtered

    def compose(self) -> ComposeResult:
        """A pane over the whole screen."""
        yield Pane(self.ui_context, self.rows, self._title_facts, above=self.tabs, id="stats")
        yield KeyFooter(self.ui_context)

    def on_mount(self) -> None:
        """The rows take the keys."""
        self.rows.focus()
        self.set_interval(REFRESH_S, self.recount)

    def recount(self) -> None:
        """Everything as it is now."""
        self.rows.recount()
        self.query_one(Pane).sync_title()

    def on_stat_rows_section_shown(self) -> None:
        """The tabs say which."""
        self.tabs.refresh()
        self.query_one(Pane).sync_title()
        self.refresh_bindings()

    def on_line_list_activated(self) -> None:
        """Go to what the row is about."""
        row = self.rows.cursor_row
        if row is not None:
            self._choose(self.rows.section, row.target)

    def on_line_list_back_wanted(self) -> None:
        """Escape in the list goes back."""
        self.dismiss()

    def on_line_list_cursor_moved(self) -> None:
        """The title says how far one has come."""
        self.query_one(Pane).sync_title()

    def action_section(self, number: int) -> None:
        """The section with this number."""
        self.rows.show_section(SECTIONS[number - 1])

    def action_next_section(self, step: int) -> None:
        """The next section, or the one before."""
        self.rows.show_section(SECTIONS[(SECTIONS.index(self.rows.section) + step) % len(SECTIONS)])

    def action_next_column(self) -> None:
        """Sort by the next column."""
        if self.rows.table is not None:
            self.rows.sort(Sorting((self.rows.sorting.column + 1) % len(self.rows.table.columns)))

    def action_reverse(self) -> None:
        """Sort the other way round."""
        if self.rows.table is not None:
            self.rows.sort(replace(self.rows.sorting, is_reversed=not self.rows.sorting.is_reversed))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Plots have no order."""
        return action not in ("next_column", "reverse") or self.rows.section is not Section.SECONDS

    def _title_facts(self) -> TitleFacts:
        log, rows = self.ui_context.model.wire_log, self.rows
        facts = f"{format_count(log.next_seq)} messages · {format_bytes(log.total_bytes)}"
        if self._is_filtered:
            facts = f"of all, not only what the filter shows · {facts}"
        count = f"{min(rows.cursor + 1, rows.row_count())}/{rows.row_count()}" if rows.table is not None else ""
        return TitleFacts("Wire statistics", facts, count)
