"""One field of a form: its head, what it is entered into, and beside that what is wrong with it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from codex_tui.protocol.forms import Entered, FieldKind, FormField
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.form_rows import error_rows, head_rows
from codex_tui.ui.widgets.form_entries import ChoiceEntry, RowsView, SecretEntry, TextEntry


class FieldBox(Vertical):
    """A field; `entered` is what stands in it."""

    class Changed(Message):
        """Something was entered."""

    def __init__(self, context: UiContext, field: FormField, entered: Entered) -> None:
        super().__init__(classes="field")
        self.field = field
        self._error = ""
        self._head = RowsView(
            context, lambda width, palette: head_rows(field, width, palette, is_focused=self.has_focus_within)
        )
        self._error_view = RowsView(context, lambda width, palette: error_rows(self._error, width, palette))
        self._choice = ChoiceEntry(context, field, entered.chosen) if field.options else None
        self._text = _text_entry(field, entered.text)
        if self._text is not None:
            self._text.set_class(bool(field.options), "-beside-options")

    @property
    def entered(self) -> Entered:
        """What stands in it now."""
        chosen = self._choice.chosen if self._choice is not None else ()
        return Entered(chosen, self._text.entered_text if self._text is not None else "")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._head
        if self._choice is not None:
            yield self._choice
        if self._text is not None:
            yield self._text
        yield self._error_view

    def on_mount(self) -> None:
        """The text beside options is there once it was chosen."""
        self._show_text()

    def focus_entry(self) -> None:
        """Give the keys to what it is entered into."""
        entry = self._choice if self._choice is not None else self._text
        if entry is not None:
            entry.focus()

    def set_error(self, error: str) -> None:
        """Say what is wrong, or nothing."""
        self._error = error
        self._error_view.sync()

    def on_descendant_focus(self) -> None:
        """The head of the focused field is marked."""
        self._head.refresh()

    def on_descendant_blur(self) -> None:
        """Of no other one."""
        self._head.refresh()

    @on(ChoiceEntry.Changed)
    @on(TextEntry.Changed)
    @on(SecretEntry.Changed)
    def _entry_changed(self, event: Message) -> None:
        event.stop()
        self.set_error("")
        if isinstance(event, ChoiceEntry.Changed):
            self._show_text()
            if self._text is not None and self._text.display:
                self._text.focus()
        self.post_message(self.Changed())

    def _show_text(self) -> None:
        if self._text is not None and self._choice is not None:
            self._text.display = len(self.field.options) in self._choice.chosen


def _text_entry(field: FormField, text: str) -> TextEntry | SecretEntry | None:
    if field.options and not field.has_other:
        return None
    return SecretEntry(text) if field.is_secret else TextEntry(text)


def proposed(field: FormField) -> Entered:
    """What stands in a field at first: what the server proposes, unless it would say yes to something."""
    default = field.default
    if field.kind in (FieldKind.CHOICE, FieldKind.BOOLEAN) and default is not True:
        found = [i for i, option in enumerate(field.options) if type(option.value) is type(default)]
        return Entered(tuple(i for i in found if field.options[i].value == default)[:1])
    if field.kind is FieldKind.CHOICES and isinstance(default, list):
        return Entered(tuple(i for i, option in enumerate(field.options) if option.value in default))
    if field.kind is FieldKind.TEXT and isinstance(default, str) and not field.is_secret:
        return Entered(text=default)
    if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER) and isinstance(default, int | float):
        return Entered(text="" if isinstance(default, bool) else str(default))
    return Entered()
