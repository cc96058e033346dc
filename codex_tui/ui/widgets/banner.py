"""The banner: one row that says what waits where the inbox itself has no room; not there when nothing does."""

from __future__ import annotations

from rich.text import Text
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import bound_keys, shown_key
from codex_tui.ui.render.status import render_banner
from codex_tui.ui.widgets.line_view import LineView

INBOX_KEY, NEXT_KEY = "anywhere.inbox", "anywhere.next_decision"


class Banner(LineView):
    """A click on it goes to the inbox."""

    class Clicked(Message):
        """Show the inbox."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, id="banner")
        self.pending_count = 0
        self.oldest_title = ""
        self.oldest_kind = ""

    def show_pending(self, count: int, title: str, kind: str) -> None:
        """What waits; a new request shows here and takes no focus."""
        if (count, title, kind) == (self.pending_count, self.oldest_title, self.oldest_kind):
            return
        self.pending_count, self.oldest_title, self.oldest_kind = count, title, kind
        self.set_class(count > 0, "-waiting")
        self.refresh()

    def row_strip(self, y: int) -> Strip:
        """The row."""
        width, context = self.size.width, self.context
        if not self.pending_count:
            return self.strip_of(Text(""), width)
        inbox_key, next_key = (shown_key(bound_keys(key_id, context.keys)) for key_id in (INBOX_KEY, NEXT_KEY))
        text = render_banner(
            self.pending_count,
            self.oldest_title,
            self.oldest_kind,
            width - 2,
            context.palette,
            inbox_key=inbox_key,
            next_key=next_key,
        )
        return self.strip_of(Text(" ").append_text(text), width)

    def on_click(self) -> None:
        """Show the inbox."""
        self.post_message(self.Clicked())
