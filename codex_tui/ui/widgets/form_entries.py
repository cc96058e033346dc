"""What a person enters things into: options to choose, a text, a secret. None of them sends anything."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from codex_tui.protocol.forms import FieldKind, FormField
from codex_tui.ui.commands.host import RowsFor
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, actions_by_key, bindings_for
from codex_tui.ui.render.form_rows import option_rows
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.text_field import TextField

WORDS_CHOOSE_NOTHING = "Words choose nothing here. Choose with the arrows and space, or begin with a number."


class RowsView(LineView):
    """As many rows as there are, made again for each width."""

    def __init__(self, context: UiContext, rows_for: RowsFor) -> None:
        super().__init__(context)
        self._rows_for = rows_for

    def rows(self) -> Sequence[Text]:
        """The rows for the width at hand."""
        return self._rows_for(max(1, self.size.width), self.context.palette)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One cell for each row."""
        return len(self._rows_for(max(1, width), self.context.palette))

    def row_strip(self, y: int) -> Strip:
        """One row."""
        rows = self.rows()
        return self.strip_of(rows[y] if y < len(rows) else Text(), self.size.width)

    def sync(self) -> None:
        """The rows changed."""
        self.refresh(layout=True)


class ChoiceEntry(RowsView, can_focus=True):
    """Options, of which one or several can be chosen by number, by the cursor, or with a click.

    Words that are typed here choose nothing, neither by a space nor by a number in them.
    """

    BINDINGS = bindings_for(Where.OPTIONS)

    class Changed(Message):
        """Another option is chosen."""

    def __init__(self, context: UiContext, field: FormField, chosen: tuple[int, ...]) -> None:
        super().__init__(context, self._option_texts)
        self._field = field
        self._count = len(field.options) + field.has_other
        self.chosen = tuple(position for position in chosen if position < self._count)
        self._cursor = self.chosen[0] if self.chosen else 0
        self._is_typing = False
        self._keys = actions_by_key(Where.OPTIONS, context.keys)

    def on_focus(self) -> None:
        """The cursor is shown."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is not shown."""
        self._is_typing = False
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """A number chooses its option; a letter begins words, which last until a key that writes nothing."""
        is_written = event.is_printable or event.key == "enter"
        is_first_letter = event.is_printable and event.key not in self._keys
        is_number = event.character is not None and event.character.isascii() and event.character.isdigit()
        if is_written and (self._is_typing or (is_first_letter and not is_number)):
            event.stop()
            if not self._is_typing:
                self._is_typing = True
                self.app.notify(WORDS_CHOOSE_NOTHING)
            return
        self._is_typing = False
        if event.character is not None and is_number:
            position = int(event.character) - 1
            if 0 <= position < min(self._count, 9):
                event.stop()
                self._choose(position)

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        rows = self._rows_with_options(max(1, self.size.width))
        if event.y < len(rows):
            self._choose(rows[event.y][0])

    def action_option_up(self) -> None:
        """To the option above."""
        self._move(-1)

    def action_option_down(self) -> None:
        """To the option below."""
        self._move(1)

    def action_choose(self) -> None:
        """Choose what is under the cursor, or take it back."""
        self._choose(self._cursor)

    def _move(self, step: int) -> None:
        self._cursor = max(0, min(self._count - 1, self._cursor + step))
        self.refresh()

    def _choose(self, position: int) -> None:
        self._cursor = position
        if self._field.kind is FieldKind.CHOICES:
            self.chosen = tuple(sorted(set(self.chosen) ^ {position}))
        elif self.chosen == (position,) and not self._field.is_required:
            self.chosen = ()
        else:
            self.chosen = (position,)
        self.sync()
        self.post_message(self.Changed())

    def _rows_with_options(self, width: int) -> list[tuple[int, Text]]:
        cursor = self._cursor if self.has_focus else None
        return option_rows(self._field, self.chosen, cursor, width, self.context.palette)

    def _option_texts(self, width: int, palette: object) -> list[Text]:
        return [row for _, row in self._rows_with_options(width)]


class TextEntry(TextField):
    """A text; enter begins a new line, and tab goes on to the next field."""

    own_actions = MappingProxyType({"ctrl+j": "newline"})

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False, compact=True)
        self.move_cursor(self.document.end)

    def action_newline(self) -> None:
        """A new line by the composer's key."""
        self.insert("\n")

    @property
    def entered_text(self) -> str:
        """What was typed."""
        return self.text


class SecretEntry(Input):
    """A text that the screen does not show."""

    def __init__(self, text: str) -> None:
        super().__init__(text, password=True, compact=True)

    @property
    def entered_text(self) -> str:
        """What was typed."""
        return self.value
