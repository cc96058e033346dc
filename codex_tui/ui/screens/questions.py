"""The two questions the program asks: a second key, and a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from types import MappingProxyType
from typing import ClassVar, Protocol, runtime_checkable

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from codex_tui.ui.widgets.arming import ARMING_DELAY_S
from codex_tui.ui.widgets.text_field import TextField

FRAME_ROWS = 8
"""What title, keys and padding take, and what is left of the dashboard around them."""
MIN_BODY_ROWS = 3
OVER = "The request ended elsewhere; nothing was sent."


@runtime_checkable
class Withdrawable(Protocol):
    """A screen about something that may end by itself."""

    def close_if_over(self) -> str:
        """Close, sending nothing, if what it is about has ended; the result says so, or is empty."""


class QuestionRows(VerticalScroll):
    """The words of a question; they take the focus, so that all of a long command can be read before it is allowed."""

    class EndSeen(Message):
        """The last row has come into view."""

    def on_mount(self) -> None:
        """What fits is seen at once."""
        self.call_after_refresh(self._look)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolling may bring the end into view."""
        super().watch_scroll_y(old_value, new_value)
        self._look()

    def on_resize(self) -> None:
        """So may another size."""
        self._look()

    def _look(self) -> None:
        if not self.children or (self.size.height and self.scroll_y >= self.max_scroll_y):
            self.post_message(self.EndSeen())


class ConfirmScreen(ModalScreen[bool]):
    """Wants `y`, once all of the question was in view; every other way out is no.

    It closes by itself once the question has no object any more.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "answer(False)", "No", id="confirm.no"),
    ]

    def __init__(
        self,
        title: str,
        rows: Sequence[str],
        is_still_open: Callable[[], bool],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self.is_still_open = is_still_open
        self._clock = clock
        self._shown_at: float | None = None

    def compose(self) -> ComposeResult:
        """The question in words, and the two keys."""
        with Vertical(id="question"):
            yield Static(Content(self._title), id="question-title")
            with QuestionRows(id="question-rows"):
                for row in self._rows:
                    # Content is taken as it is: markup in a command or a title must not be acted upon.
                    yield Static(Content(row), classes="question-row")
            yield Static(Content("↓  read on      n  no"), id="question-keys")

    def on_mount(self) -> None:
        """Before the first layout, lest the words seem to be in view whole."""
        self._fit()

    def on_resize(self) -> None:
        """The words get what the rest leaves."""
        self._fit()

    def _fit(self) -> None:
        self.query_one(QuestionRows).styles.max_height = max(MIN_BODY_ROWS, self.app.size.height - FRAME_ROWS)

    @on(QuestionRows.EndSeen)
    def _end_seen(self) -> None:
        """The time to read its end begins with it."""
        if self._shown_at is None:
            self._note_shown()
            self.query_one("#question-keys", Static).update(Content("y  yes      n  no"))

    def on_key(self, event: events.Key) -> None:
        """A `y` that was pressed before the question could be read, or amid other typing, is no answer to it."""
        is_yes, shown_at = event.key == "y", self._shown_at
        pressed_ago_s = max(0.0, monotonic() - event.time)
        if is_yes and shown_at is not None and self._clock() - pressed_ago_s - shown_at >= ARMING_DELAY_S:
            return
        if is_yes:
            event.stop()
        if event.is_printable and shown_at is not None:
            self._note_shown()

    def close_if_over(self) -> str:
        """Close if the request that is asked about has ended."""
        if self.is_still_open():
            return ""
        self.dismiss(False)
        return OVER

    def action_answer(self, is_yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(is_yes and self.is_still_open())

    def _note_shown(self) -> None:
        self._shown_at = self._clock()


class PromptScreen(ModalScreen[str | None]):
    """Wants a text; enter takes it, escape goes back.

    It stays where what the text is for has ended, since letters that are being typed must not become keys, and says so.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", id="prompt.back")]

    def __init__(
        self,
        title: str,
        initial: str = "",
        left: Callable[[str], None] | None = None,
        *,
        may_be_blank: bool = False,
        is_still_open: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__()
        self.is_still_open = is_still_open
        self._title = title
        self.may_be_blank = may_be_blank
        self._initial = initial
        self._left = left

    def compose(self) -> ComposeResult:
        """A title over a text."""
        with Vertical(id="question"):
            yield Static(Content(self._title), id="question-title")
            yield PromptText(self._initial)
            yield Static(Content("enter  send      esc  back"), id="question-keys")

    def on_mount(self) -> None:
        """The text takes the keys."""
        editor = self.query_one(PromptText)
        editor.move_cursor(editor.document.end)
        editor.focus()

    def close_if_over(self) -> str:
        """Say where the text will go now, if what it is for has ended."""
        if not self.is_still_open():
            words = "It ended elsewhere.  enter  to the composer      esc  back"
            self.query_one("#question-keys", Static).update(Content(words))
        return ""

    def action_back(self) -> None:
        """Close, and hand back what was typed so far."""
        if self._left is not None:
            self._left(self.query_one(PromptText).text)
        self.dismiss(None)


class PromptText(TextField):
    """The text of a prompt."""

    def __init__(self, initial: str) -> None:
        super().__init__(initial, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "Take")]
    own_actions = MappingProxyType({"enter": "take"})

    def action_take(self) -> None:
        """Close with the text."""
        screen = self.screen
        if not isinstance(screen, PromptScreen):
            return
        if self.text.strip() or screen.may_be_blank:
            screen.dismiss(self.text)
        else:
            self.app.notify("Type a text, or go back with esc.")
