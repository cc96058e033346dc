"""The form of a server request: fields to fill in, and nothing that is sent by accident.

Sending wants a key of its own (or the button), and not before the form has been on the screen for 400 ms; enter and
escape never send. The form closes by itself once its request has ended, and what was typed is handed back each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from codex_tui.protocol.forms import Entered, Form
from codex_tui.protocol.replies import Decision
from codex_tui.ui.commands.host import RowsFor
from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, bindings_for, bound_keys, shown_key
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.screens.questions import OVER
from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from codex_tui.ui.widgets.form_box import FieldBox, proposed
from codex_tui.ui.widgets.form_entries import RowsView

FRAME_ROWS = 9
"""What title, buttons, keys and padding take, and what is left of the dashboard around them."""
MIN_BODY_ROWS = 3
Filled = Mapping[str, Entered]
"""What was entered, by the fields' ids."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """What a form shows and what its buttons lead to.

    `submit` gives what is wrong, by the fields' ids; it and `refuse` are told whether it was a key or a click. `keep`
    takes what was entered whenever the form closes, and `note_for` puts into words what would be sent.
    """

    title: str
    heading: RowsFor
    form: Form
    drafted: Filled
    refusals: tuple[tuple[str, Decision], ...]
    submit: Callable[[Filled, str], Mapping[str, str]]
    refuse: Callable[[Decision, str], None]
    keep: Callable[[Filled], None]
    read_detail: Callable[[], None]
    is_still_open: Callable[[], bool]
    note_for: Callable[[Filled], RowsFor]


class FormButton(Button):
    """A button that knows whether a key or a click pressed it, for the audit trail."""

    by = "key"

    def on_click(self) -> None:
        """A click."""
        self.by = "click"

    def action_press(self) -> None:
        """A key."""
        self.by = "key"
        super().action_press()


class FormScreen(ModalScreen[None]):
    """A form over the dashboard."""

    BINDINGS = bindings_for(Where.FORM)

    def __init__(self, context: UiContext, sheet: FormSheet) -> None:
        super().__init__()
        self.ui_context = context
        self.sheet = sheet
        self._shown_at = context.monotonic()
        fields = sheet.form.fields
        self.boxes = [FieldBox(context, field, sheet.drafted.get(field.id) or proposed(field)) for field in fields]
        self._note = RowsView(context, self._note_rows)
        self._is_just_opened = True

    @property
    def filled(self) -> dict[str, Entered]:
        """What was entered so far."""
        return {box.field.id: box.entered for box in self.boxes}

    def compose(self) -> ComposeResult:
        """The request in words, the fields, what would be sent, the buttons and the keys."""
        with Vertical(id="form"):
            yield Static(Content(self.sheet.title), id="form-title")
            with VerticalScroll(id="form-body", can_focus=False):
                yield RowsView(self.ui_context, self.sheet.heading)
                yield from self.boxes
                yield self._note
            with Horizontal(id="form-buttons"):
                yield FormButton("Send", id="form-send", compact=True)
                for position, (label, _) in enumerate(self.sheet.refusals):
                    yield FormButton(Content(label), id=f"form-refuse-{position}", compact=True)
            yield Static(Content(self._key_words()), id="form-keys")

    def on_mount(self) -> None:
        """The first field takes the keys."""
        self._fit()
        if self.boxes:
            self.boxes[0].focus_entry()

    def on_resize(self) -> None:
        """The fields get what the rest leaves; the one with the keys stays in view."""
        self._fit()
        focused = next((box for box in self.boxes if box.has_focus_within), None)
        if focused is not None:
            self.call_after_refresh(self._show_box, focused)

    def _fit(self) -> None:
        body = self.query_one("#form-body", VerticalScroll)
        body.styles.max_height = max(MIN_BODY_ROWS, self.app.size.height - FRAME_ROWS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A field that takes the keys is shown with its words, and what is asked above the first one."""
        box = next((box for box in self.boxes if box in event.widget.ancestors), None)
        if box is not None:
            self.call_after_refresh(self._show_box, box)

    def _show_box(self, box: FieldBox) -> None:
        body = self.query_one("#form-body", VerticalScroll)
        fits_below_heading = box.virtual_region.bottom <= body.scrollable_content_region.height
        if box is self.boxes[0] and (fits_below_heading or self._is_just_opened):
            body.scroll_home(animate=False)
        else:
            box.scroll_visible(animate=False)
        self._is_just_opened = False

    def action_send(self) -> None:
        """Send what was entered, if it fits."""
        self._send("key")

    def _send(self, by: str) -> None:
        if not self._is_armed():
            return
        errors = self.sheet.submit(self.filled, by)
        for box in self.boxes:
            box.set_error(errors.get(box.field.id, ""))
        wrong = next((box for box in self.boxes if box.field.id in errors), None)
        if wrong is not None:
            wrong.focus_entry()
            wrong.scroll_visible(animate=False)

    def action_detail(self) -> None:
        """Everything about the request."""
        self.sheet.read_detail()

    def action_back(self) -> None:
        """Go back; what was entered is kept."""
        self.close()

    def close_if_over(self) -> str:
        """Close if the request has ended; what was typed goes back with the closing."""
        if self.sheet.is_still_open():
            return ""
        self.close()
        return OVER

    def close(self) -> None:
        """Hand over what was entered, and close."""
        self.sheet.keep(self.filled)
        self.dismiss()

    @on(FieldBox.Changed)
    def _changed(self) -> None:
        self._note.sync()

    @on(FormButton.Pressed)
    def _pressed(self, event: FormButton.Pressed) -> None:
        button = event.button
        by = button.by if isinstance(button, FormButton) else "key"
        if button.id == "form-send":
            self._send(by)
        elif self._is_armed():
            self.sheet.refuse(self.sheet.refusals[int(str(button.id).rpartition("-")[2])][1], by)

    def _is_armed(self) -> bool:
        return self.ui_context.monotonic() - self._shown_at >= ARMING_DELAY_S

    def _note_rows(self, width: int, palette: Palette) -> list[Text]:
        return list(self.sheet.note_for(self.filled)(width, palette))

    def _key_words(self) -> str:
        named = (("form.send", "send"), ("form.detail", "details"), ("form.back", "back"))
        words = [f"{shown_key(bound_keys(key_id, self.ui_context.keys))} {word}" for key_id, word in named]
        return " · ".join((*words[:1], "tab next", *words[1:]))
