"""The composer: where messages, :commands and !shell commands are typed; what is typed is never lost."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip

from codex_tui.ui.context import UiContext
from codex_tui.ui.keys import Where, actions_by_key, bindings_for
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.text_field import TextField

MAX_ROWS = 8
TARGET_CELLS = 36


class Prompt(LineView):
    """The `›` before the text."""

    def row_strip(self, y: int) -> Strip:
        """One glyph on the first row."""
        focused = isinstance(self.parent, Composer) and self.parent.editor.has_focus
        style = self.context.palette.accent if focused else self.context.palette.muted
        return self.strip_of(Text(" ›" if y == 0 else "", style), self.size.width)


class Target(LineView):
    """Whom the message goes to."""

    text = ""

    def row_strip(self, y: int) -> Strip:
        """`to: …` on the first row."""
        text = cut(self.text, max(1, self.size.width - 2)) if y == 0 else ""
        padded = text.rjust(self.size.width - 1)
        return self.strip_of(Text(padded, self.context.palette.muted), self.size.width)


class Editor(TextField):
    """The text itself."""

    BINDINGS = bindings_for(Where.COMPOSER)

    class Submitted(Message):
        """Enter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HistoryWanted(Message):
        """The text sent before (-1) or after (1)."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class CompletionWanted(Message):
        """Tab."""

    class Escaped(Message):
        """Escape."""

    is_choosing: Callable[[], bool] = staticmethod(lambda: False)
    """Whether up and down walk completions, wherever the cursor stands."""

    def action_send(self) -> None:
        """What is typed is complete; a pasted newline is text and never sends."""
        self.post_message(self.Submitted(self.text))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)
        # Textual looks for the cursor before the text area has grown.
        self.call_after_refresh(self.scroll_cursor_visible)

    def action_history(self, step: int) -> None:
        """Beyond the first or the last line is what was sent before or after; completions come before that."""
        edge = 0 if step < 0 else self.document.line_count - 1
        if self.is_choosing() or self.cursor_location[0] == edge:
            self.post_message(self.HistoryWanted(step))
        elif step < 0:
            self.action_cursor_up()
        else:
            self.action_cursor_down()

    def action_complete(self) -> None:
        """Complete what is typed."""
        self.post_message(self.CompletionWanted())

    def action_leave(self) -> None:
        """Close the completions, or go away."""
        self.post_message(self.Escaped())


class Composer(Horizontal):
    """Prompt, editor and target in one row that grows with the text."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(id="composer")
        self.context = context
        self.prompt = Prompt(context)
        self.editor = Editor(
            "",
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Type a message, or : for a command",
            id="editor",
        )
        self.editor.own_actions = actions_by_key(Where.COMPOSER, context.keys)
        self.target = Target(context)
        self._history_at: int | None = None
        self._stashed = ""

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield self.prompt
        yield self.editor
        yield self.target

    @property
    def text(self) -> str:
        """What is typed."""
        return self.editor.text

    @text.setter
    def text(self, text: str) -> None:
        self.editor.text = text
        self.editor.move_cursor(self.editor.document.end)
        self._history_at = None

    @property
    def around_cursor(self) -> tuple[str, str]:
        """What stands before the cursor, and behind it."""
        document, cursor = self.editor.document, self.editor.cursor_location
        before = document.get_text_range(document.start, cursor)
        return before, document.get_text_range(cursor, document.end)

    def put(self, before: str, after: str) -> None:
        """Have these texts around the cursor."""
        self.text = before + after
        *lines_above, line = before.split("\n")
        self.editor.move_cursor((len(lines_above), len(line)))

    def set_target(self, title: str | None) -> None:
        """Say whom the message goes to."""
        text = f"to: {visible(title, keep_newlines=False)}" if title else "to: a new thread"
        if text != self.target.text:
            self.target.text = text
            self.target.refresh()

    def walk_history(self, history: list[str], step: int) -> None:
        """Show the text sent before or after; what was being typed stands after the last."""
        if not history:
            return
        at = len(history) if self._history_at is None else self._history_at
        if self._history_at is None:
            self._stashed = self.text
        at = max(0, min(len(history), at + step))
        self.text = self._stashed if at == len(history) else history[at]
        self._history_at = None if at == len(history) else at

    def on_descendant_focus(self) -> None:
        """The prompt shows the focus."""
        self.prompt.refresh()

    def on_descendant_blur(self) -> None:
        """The prompt shows the focus."""
        self.prompt.refresh()
