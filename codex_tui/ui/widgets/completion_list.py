"""The completions of what is typed, above the composer or a filter; only there while there are any."""

from __future__ import annotations

from collections.abc import Collection

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.text import cut, pad, visible
from codex_tui.ui.widgets.line_view import LineView

MAX_SHOWN = 8
MIN_VALUE_CELLS = 30


class CompletionList(LineView):
    """Some completions; `tab` walks them, a click takes one."""

    class Taken(Message):
        """This text shall stand there."""

        def __init__(self, completion_list: CompletionList, text: str) -> None:
            super().__init__()
            self.completion_list = completion_list
            self.text = text

        @property
        def control(self) -> CompletionList:
            """The list it was taken from."""
            return self.completion_list

    def __init__(self, context: UiContext, *, id: str = "completions", max_shown: int = MAX_SHOWN) -> None:  # noqa: A002
        super().__init__(context, id=id)
        self.max_shown = max_shown
        self.choices: list[tuple[str, str]] = []
        self.position = -1
        self._greyed: Collection[str] = ()

    def offer(self, choices: list[tuple[str, str]], greyed: Collection[str] = ()) -> None:
        """Show these, or nothing; those of the values that are `greyed` cannot be used, and their meaning says why."""
        self._greyed = greyed
        if choices == self.choices:
            return
        self.choices, self.position = choices, -1
        self.styles.height = min(self.max_shown, len(choices))
        self.display = bool(choices)
        self.refresh()

    @property
    def chosen(self) -> str | None:
        """The text of the completion that was walked to."""
        return self.choices[self.position][0] if 0 <= self.position < len(self.choices) else None

    def walk(self, step: int = 1) -> str | None:
        """Walk on or back, and give the text there."""
        if self.choices:
            self.position = (max(self.position, 0 if step < 0 else -1) + step) % len(self.choices)
            self.refresh()
        return self.chosen

    def row_strip(self, y: int) -> Strip:
        """One completion."""
        width, palette = self.size.width, self.context.palette
        first = self._first_shown
        if first + y >= len(self.choices):
            return self.strip_of(Text(""), width)
        value, meaning = self.choices[first + y]
        longest = max(len(each) for each, _ in self.choices[first : first + self.max_shown])
        value_cells = min(max(MIN_VALUE_CELLS, 3 + longest), max(MIN_VALUE_CELLS, width * 2 // 3))
        text = Text.assemble(
            (
                pad(f"   {visible(value, keep_newlines=False)}", value_cells),
                palette.faint if value in self._greyed else palette.accent,
            ),
            (f" {cut(meaning, max(0, width - value_cells - 2))}", palette.muted),
        )
        under = palette.cursor_focused if first + y == self.position else None
        return Strip(self.segments_of(text, width, under), width)

    def on_click(self, event: events.Click) -> None:
        """Take the one under the mouse."""
        index = self._first_shown + event.y
        if index < len(self.choices):
            self.post_message(self.Taken(self, self.choices[index][0]))

    @property
    def _first_shown(self) -> int:
        return max(0, self.position - self.max_shown + 1)
