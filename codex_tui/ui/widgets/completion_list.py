"""The completions of what is typed, above the composer; only there while there are any."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.widgets.line_view import LineView

MAX_SHOWN = 8


class CompletionList(LineView):
    """Some completions; `tab` in the composer walks them, a click takes one."""

    class Taken(Message):
        """This text shall stand in the composer."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, id="completions")
        self.choices: list[tuple[str, str]] = []
        self.position = -1

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Show these, or nothing."""
        if choices == self.choices:
            return
        self.choices, self.position = choices, -1
        self.styles.height = min(MAX_SHOWN, len(choices))
        self.display = bool(choices)
        self.refresh()

    def next(self) -> str | None:
        """Walk on, and give the text there."""
        if not self.choices:
            return None
        self.position = (self.position + 1) % len(self.choices)
        self.refresh()
        return self.choices[self.position][0]

    def row_strip(self, y: int) -> Strip:
        """One completion."""
        width, palette = self.size.width, self.context.palette
        index = y + max(0, self.position - MAX_SHOWN + 1)
        if index >= len(self.choices):
            return self.strip_of(Text(""), width)
        value, meaning = self.choices[index]
        text = Text.assemble(
            (f"   {cut(visible(value, keep_newlines=False), 40)}".ljust(30), palette.accent),
            (f" {meaning}", palette.muted),
        )
        under = palette.cursor_focused if index == self.position else None
        return Strip(self.segments_of(text, width, under), width)

    def on_click(self, event: events.Click) -> None:
        """Take the one under the mouse."""
        index = event.y + max(0, self.position - MAX_SHOWN + 1)
        if index < len(self.choices):
            self.post_message(self.Taken(self.choices[index][0]))
