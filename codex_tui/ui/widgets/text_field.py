"""Text fields that paint nothing a terminal would obey or hide.

What stands in them may come from the server, such as a thread's title that is to be changed, or from the clipboard. The
text itself stays as it is; only its picture has a mark for each such character, one for one, so that the cursor fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.reactive import Reactive, reactive
from textual.widgets import TextArea

from codex_tui.ui.render.characters import HAZARDS

_MARK = "\ufffd"
_HAZARD = re.compile(f"[{HAZARDS}]")


def masked(text: str) -> str:
    """The text with a mark in the place of each character that must not be drawn; tabs are left to the field."""
    return _HAZARD.sub(lambda match: "\t" if match[0] == "\t" else _MARK, text)


_EDITING_ACTIONS: Mapping[str, str] = MappingProxyType(
    {binding.key: binding.action for binding in Binding.make_bindings(TextArea.BINDINGS)}
)
"""What Textual binds in a text area, such as the way to the start of the line."""


class TextField(TextArea):
    """A text area with a harmless picture, whose own keys wait their turn behind the characters typed before them.

    A priority binding would be served by the app at once and overtake them, so that `enter` would send half a text; any
    other binding comes up from the field only later, so that `ctrl+u` would delete what was typed after it.
    """

    # A cursor that blinks costs half a percent of a core for as long as the program is open.
    cursor_blink: Reactive[bool] = reactive(False, init=False)

    own_actions: Mapping[str, str] = MappingProxyType({})
    """Actions by key; not the active bindings, since the focus may be gone before a key that came first is handled."""

    async def _on_key(self, event: events.Key) -> None:
        """Run what the key is bound to here; all other keys go on to the text area's own handler."""
        action = self.own_actions.get(event.key) or _EDITING_ACTIONS.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def action_copy(self) -> None:
        """Copy what is selected; without that the key is meant for the program, as elsewhere."""
        if self.selected_text:
            super().action_copy()
        else:
            self.app.action_help_quit()

    def get_line(self, line_index: int) -> Text:
        """The line as it is painted."""
        line = super().get_line(line_index)
        line.plain = masked(line.plain)
        return line


class Masking(Highlighter):
    """The same for a one-line input, which lets a highlighter change its picture."""

    def highlight(self, text: Text) -> None:
        """Mask the text in place."""
        text.plain = masked(text.plain).replace("\t", _MARK)
