"""The prompt of the wire log's filter: completions above what is typed, and below it the language, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input

from codex_tui.state.query_error import QueryError
from codex_tui.ui.context import UiContext
from codex_tui.ui.query_completion import Completions, completions_at, word_at
from codex_tui.ui.query_language import SHORT, form_of
from codex_tui.ui.render.text import cells, cut
from codex_tui.ui.widgets.completion_list import Choice, CompletionList
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.line_view import LineView
from codex_tui.ui.widgets.text_field import Masking

MAX_COMPLETIONS = 4
GAP_CELLS = 2
NOTHING = Completions(0, 0, [])


class QueryInk(Masking):
    """Marks where the filter cannot be read."""

    def __init__(self, context: UiContext) -> None:
        self._context = context
        self.fault: QueryError | None = None

    def highlight(self, text: Text) -> None:
        """Everything from the fault on."""
        super().highlight(text)
        if self.fault is not None:
            text.stylize(self._context.palette.error, self.fault.position)


class QueryHint(LineView):
    """One row: what is wrong, else what the word at the cursor means, else all of the language; and how many match."""

    def __init__(self, context: UiContext, prompt: QueryPrompt, count: Callable[[], str]) -> None:
        super().__init__(context)
        self._prompt = prompt
        self._count = count

    def row_strip(self, y: int) -> Strip:
        """The count keeps its place at the right end."""
        width, palette = self.size.width, self.context.palette
        count = cut(self._count(), width)
        room = max(0, width - cells(count) - 2 * GAP_CELLS)
        told, style = (
            (self._prompt.told, palette.error) if self._prompt.is_faulty else (self._prompt.hint, palette.muted)
        )
        told = cut(told, room)
        gap = " " * max(0, width - GAP_CELLS // 2 - cells(told) - cells(count) - GAP_CELLS // 2)
        return self.strip_of(Text.assemble(" ", (told, style), gap, (count, palette.accent)), width)


class QueryBar(FilterBar):
    """The text itself; its keys serve the completions first."""

    def __init__(self, context: UiContext, prompt: QueryPrompt, ink: QueryInk) -> None:
        super().__init__(context, "wire", ink)
        self._prompt = prompt

    def action_keep(self) -> None:
        """A chosen completion is taken first."""
        if not self._prompt.take_chosen():
            super().action_keep()

    def action_complete(self) -> None:
        """The chosen completion, or the first."""
        self._prompt.complete()

    def action_choose(self, step: int) -> None:
        """Without completions down is the way to the list."""
        if not self._prompt.walk(step):
            super().action_choose(step)


class QueryPrompt(Vertical):
    """A filter bar with all around it; only the bar stays when the focus goes."""

    def __init__(self, context: UiContext, count: Callable[[], str], text: str) -> None:
        super().__init__()
        self._ui_context = context
        self._ink = QueryInk(context)
        self._offered = NOTHING
        self._is_insisting = False
        self.completions = CompletionList(context, id="query-completions", max_shown=MAX_COMPLETIONS)
        self.bar = QueryBar(context, self, self._ink)
        self.bar.value = text
        self.hint_row = QueryHint(context, self, count)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.completions
        yield self.bar
        yield self.hint_row

    def on_mount(self) -> None:
        """Completions are for the place of the cursor."""
        self.watch(self.bar, "selection", self.offer, init=False)

    @property
    def fault(self) -> QueryError | None:
        """What is wrong with what is typed."""
        return self._ink.fault

    @fault.setter
    def fault(self, fault: QueryError | None) -> None:
        self._ink.fault = fault
        self._is_insisting = False
        self.bar.refresh()
        self.hint_row.refresh()

    @property
    def is_faulty(self) -> bool:
        """Whether there is something to mend; what merely ends too early may still be completed."""
        fault = self.fault
        return fault is not None and (self._is_insisting or fault.position < len(self.bar.value.rstrip()))

    def insist(self) -> None:
        """Say what is wrong even where more may follow."""
        self._is_insisting = True
        self.hint_row.refresh()

    @property
    def told(self) -> str:
        """What is wrong, and where."""
        return "" if self.fault is None else f"at {self.fault.position + 1}: {self.fault.message}"

    @property
    def hint(self) -> str:
        """What the word at the cursor means, or all of the language."""
        word = word_at(self.bar.value, self.bar.cursor_position)
        form = form_of(word.key) if word is not None else None
        return SHORT if form is None else f"{form.example}  {form.meaning}"

    def offer(self) -> None:
        """Show what could stand at the cursor, which a key right behind the last character must not find as it was."""
        if not self.bar.has_focus:
            return
        self._offered = completions_at(self._ui_context, self.bar.value, self.bar.cursor_position)
        self.completions.offer([Choice(*choice) for choice in self._offered.choices])
        self.hint_row.refresh()

    def walk(self, step: int) -> bool:
        """Choose another completion; say whether there are any."""
        self.offer()
        return self.completions.walk(step) is not None

    def complete(self) -> None:
        """Take the chosen completion, or the first."""
        self.offer()
        if self.completions.chosen is not None or self.completions.walk() is not None:
            self.take_chosen()

    def take_chosen(self) -> bool:
        """Put the chosen completion in its place; say whether there was one."""
        self.offer()
        chosen = self.completions.chosen
        if chosen is None:
            return False
        self._put(chosen)
        return True

    @on(Input.Changed)
    def _typed(self) -> None:
        self.offer()

    @on(CompletionList.Taken, "#query-completions")
    def _clicked(self, event: CompletionList.Taken) -> None:
        event.stop()
        self._put(event.text)
        self.bar.focus()

    def on_descendant_focus(self) -> None:
        """All of it is there while one types."""
        self._show_whole(True)
        self.offer()

    def on_descendant_blur(self) -> None:
        """A click on a completion takes the focus away for a moment, but to nobody."""
        if self.screen.focused is not None:
            self._show_whole(False)
            self.completions.offer([])

    def _show_whole(self, is_whole: bool) -> None:
        self.hint_row.display = is_whole
        if self.parent is not None:
            self.parent.set_class(is_whole, "-prompting")

    def _put(self, completion: str) -> None:
        text, start, end = self.bar.value, self._offered.start, self._offered.end
        rest = text[end:]
        joined = completion[:-1] if completion.endswith(" ") and rest.startswith(" ") else completion
        self.bar.value = text[:start] + joined + rest
        self.bar.cursor_position = start + len(joined)
