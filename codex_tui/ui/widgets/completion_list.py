"""The completions of what is typed, above the composer or a filter; only there while there are any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text
from textual import events
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.render.text import cells, cut, pad, visible
from codex_tui.ui.widgets.line_view import LineView

MAX_SHOWN = 8
VALUE_INDENT = "   "
VALUE_SHARE = 2 / 3
"""How much of the width values may take from their meanings."""


class Choice(NamedTuple):
    """A text that could stand there, and what it means; `is_greyed` where it cannot be used, and `meaning` says why.

    `label` is shown in its place where most of the text stands there already.
    """

    text: str
    meaning: str = ""
    label: str = ""
    is_greyed: bool = False

    @property
    def shown(self) -> str:
        """What the list shows, made harmless."""
        return visible(self.label or self.text, keep_newlines=False)


class CompletionList(LineView):
    """Some completions; keys walk them, a click takes one."""

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

    def __init__(
        self,
        context: UiContext,
        *,
        id: str,  # noqa: A002
        max_shown: int = MAX_SHOWN,
        is_overlay: bool = False,
    ) -> None:
        """As an overlay it lies over what stands above its place and takes no room."""
        super().__init__(context, id=id)
        self._is_overlay = is_overlay
        self.max_shown = max_shown
        self.choices: list[Choice] = []
        self.position = -1
        self._note = ""

    def offer(self, choices: Sequence[Choice], note: str = "") -> None:
        """Show these; without any the note, or nothing."""
        if list(choices) == self.choices and note == self._note:
            return
        self.choices, self.position, self._note = list(choices), -1, note
        row_count = min(self.max_shown, len(choices)) or bool(note)
        self.styles.height = row_count
        if self._is_overlay:
            self.styles.offset = (0, -row_count)
        self.display = row_count > 0
        self.refresh()

    @property
    def chosen(self) -> str | None:
        """The text of the completion that was walked to."""
        return self.choices[self.position].text if 0 <= self.position < len(self.choices) else None

    def walk(self, step: int = 1) -> str | None:
        """Walk on or back, and give the text there."""
        if self.choices:
            self.position = (max(self.position, 0 if step < 0 else -1) + step) % len(self.choices)
            self.refresh()
        return self.chosen

    def row_strip(self, y: int) -> Strip:
        """One completion; the last row says how many there are where not all are shown."""
        width, palette = self.size.width, self.context.palette
        if not self.choices:
            return self.strip_of(Text(VALUE_INDENT + cut(self._note, width), palette.muted), width)
        index = self._first_shown + y
        if index >= len(self.choices):
            return self.strip_of(Text(""), width)
        choice = self.choices[index]
        is_last = y == self.max_shown - 1 and len(self.choices) > self.max_shown
        count = f"{index + 1} of {len(self.choices)} " if is_last else ""
        longest = max(cells(each.shown) for each in self.choices)
        value_cells = min(len(VALUE_INDENT) + longest, int(width * VALUE_SHARE))
        room = max(0, width - value_cells - cells(count) - 2)
        text = Text.assemble(
            (pad(VALUE_INDENT + choice.shown, value_cells), palette.faint if choice.is_greyed else palette.accent),
            (f"  {pad(cut(choice.meaning, room), room)}{count}", palette.muted),
        )
        under = palette.cursor_focused if index == self.position else None
        return Strip(self.segments_of(text, width, under), width)

    def on_click(self, event: events.Click) -> None:
        """Take the one under the mouse."""
        index = self._first_shown + event.y
        if index < len(self.choices):
            self.post_message(self.Taken(self, self.choices[index].text))

    @property
    def _first_shown(self) -> int:
        return max(0, self.position - self.max_shown + 1)
