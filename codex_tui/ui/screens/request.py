"""The editor of a raw request: its parameters as JSON, and beside them what the protocol has."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, actions_by_key, bindings_for, bound_keys, shown_key
from codex_tui.ui.widgets.text_field import TextField


class RequestText(TextField):
    """The parameters."""

    def __init__(self, text: str, context: UiContext) -> None:
        super().__init__(
            text, soft_wrap=True, show_line_numbers=True, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.own_actions = {
            key: f"screen.{action}" for key, action in actions_by_key(Where.REQUEST, context.keys).items()
        }


class RequestScreen(ModalScreen[None]):
    """Hands the text to `submit`, which gives what is wrong with it; who goes back leaves it to `keep`."""

    BINDINGS = bindings_for(Where.REQUEST)

    def __init__(
        self,
        context: UiContext,
        title: str,
        text: str,
        help_rows: Sequence[str],
        submit: Callable[[str], str],
        keep: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.ui_context = context
        self._title = title
        self._help_rows = help_rows
        self._submit = submit
        self._keep = keep
        self.editor = RequestText(text, context)

    def compose(self) -> ComposeResult:
        """A title, the text beside its help, what is wrong, and the keys."""
        with Vertical(id="request"):
            yield Static(Content(self._title), id="request-title")
            with Horizontal(id="request-columns"):
                yield self.editor
                with VerticalScroll(id="request-help", can_focus=False):
                    for row in self._help_rows:
                        yield Static(Content(row))
            yield Static(Content(""), id="request-fault")
            yield Static(Content(self._key_words()), id="request-keys")

    def on_mount(self) -> None:
        """The text takes the keys."""
        self.editor.focus()

    def action_send(self) -> None:
        """Go on with what was typed, or say what is wrong with it."""
        fault = self._submit(self.editor.text)
        if fault:
            self.query_one("#request-fault", Static).update(Content(fault))

    def action_back(self) -> None:
        """Go back; what was typed is kept."""
        self._keep(self.editor.text)
        self.dismiss()

    def _key_words(self) -> str:
        named = (("request.send", "send"), ("request.back", "back"))
        return "      ".join(f"{shown_key(bound_keys(key_id, self.ui_context.keys))}  {word}" for key_id, word in named)
