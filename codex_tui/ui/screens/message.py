"""The detail view of a wire message: what is known of it, and the message itself as a tree."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.strip import Strip

from codex_tui.state.json_folds import count_lines
from codex_tui.state.wire_log import WireRecord
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.figures import clock, format_bytes, format_latency
from codex_tui.ui.render.json_tree import lines_said
from codex_tui.ui.render.lazy_rows import LazyRows, text_rows
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.widgets.json_tree_list import JsonTreeList
from codex_tui.ui.widgets.key_footer import KeyFooter
from codex_tui.ui.widgets.line_list import LineList
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.pane import Pane, TitleFacts


class MessageFacts(LineView):
    """What the wire log knows of the message, in two rows."""

    def __init__(self, context: UiContext, rows_for: Callable[[], tuple[str, str]]) -> None:
        super().__init__(context, id="message-facts")
        self._rows_for = rows_for

    def row_strip(self, y: int) -> Strip:
        """One row."""
        rows, width, palette = self._rows_for(), self.size.width, self.context.palette
        style = palette.text if y == 0 else palette.muted
        return self.strip_of(Text(cut(rows[y], width) if y < len(rows) else "", style), width)


class MessageScreen(ModalScreen[None]):
    """One message; `go_to_item` is given the message whose item is wanted."""

    def __init__(self, host: CommandHost, record: WireRecord, go_to_item: Callable[[WireRecord], None]) -> None:
        super().__init__()
        self.host = host
        self.ui_context = host.context
        self.record = record
        self.rows = JsonTreeList(host.context, record.line)
        self._go_to_item = go_to_item

    def compose(self) -> ComposeResult:
        """A pane over the whole screen."""
        facts = MessageFacts(self.ui_context, self._facts)
        yield Pane(self.ui_context, self.rows, self._title_facts, above=facts, id="message")
        yield KeyFooter(self.ui_context)

    def on_mount(self) -> None:
        """The tree takes the keys."""
        self.rows.focus()

    def on_line_list_back_wanted(self) -> None:
        """Escape goes back."""
        self.dismiss()

    def action_pair(self) -> None:
        """Show the paired message."""
        record = self._kept()
        pair = None if record.pair_seq is None else self.ui_context.model.wire_log.get(record.pair_seq)
        if pair is None:
            is_paired = record.pair_seq is not None
            self.host.tell("warning", "The paired message is no longer kept." if is_paired else "It has no pair.")
            return
        self.record = pair
        self.rows.show_line(pair.line)
        self._sync()

    def action_item(self) -> None:
        """Go to the item that the message belongs to."""
        if self.record.item_id:
            self.dismiss()
            self._go_to_item(self.record)
        else:
            self.host.tell("warning", "This message belongs to no item.")

    def action_resend(self) -> None:
        """Edit the request and send it again."""
        self.host.resend(self.record)

    @on(JsonTreeList.SearchWanted)
    def _search_wanted(self) -> None:
        def searched(words: str) -> None:
            self.rows.search(words)
            if words:
                self.rows.action_next_found(1)
            self._sync()

        self.host.ask_text("Search in this message", self.rows.words, searched, may_be_blank=True)

    @on(JsonTreeList.TextWanted)
    def _text_wanted(self, event: JsonTreeList.TextWanted) -> None:
        def rows_for(width: int, palette: Palette) -> LazyRows:
            return text_rows(event.text, width, palette)

        title = f"{visible(event.path, keep_newlines=False)} · {lines_said(count_lines(event.text))}"
        self.host.read(title, rows_for, event.text)

    @on(LineList.CursorMoved)
    def _sync(self) -> None:
        self.query_one(Pane).sync_title()
        self.query_one(MessageFacts).refresh()
        self.refresh_bindings()

    def _kept(self) -> WireRecord:
        """The record as the log has it now: its pair may have come meanwhile."""
        return self.ui_context.model.wire_log.get(self.record.seq) or self.record

    def _title_facts(self) -> TitleFacts:
        rows = self.rows
        view = "the line as it came" if rows.is_raw else rows.path
        facts = " · ".join(filter(None, (rows.found_facts, view)))
        title = " ".join(filter(None, (self.record.direction.value, self.record.kind.value, self.record.method)))
        return TitleFacts(visible(title, keep_newlines=False), visible(facts, keep_newlines=False), rows.place_text())

    def _facts(self) -> tuple[str, str]:
        record = self._kept()
        when = clock(record.at, self.ui_context.tz)
        first = [when, "from the server" if record.direction.value == "←" else "to the server"]
        first.append("" if record.id is None else f"#{record.id}")
        first.append(format_bytes(record.size_bytes))
        first.append("" if record.latency_ms is None else format_latency(record.latency_ms))
        first.append(record.note)
        second = [f"message {record.seq + 1:,}"]
        second.append("" if record.pair_seq is None else f"pair {record.pair_seq + 1:,}")
        second.append(record.thread_id and f"thread {record.thread_id}")
        second.append(record.item_id and f"item {record.item_id}")
        second.append(self.ui_context.model.wire_marks.note(record.seq))
        return "   ".join(filter(None, first)), "   ".join(filter(None, second))
