"""A wire message as a tree to fold and search in, or as the line that came."""

from __future__ import annotations

from collections.abc import Hashable

from rich.text import Text
from textual.message import Message

from codex_tui.state.json_folds import JsonFolds, TextRows
from codex_tui.state.json_pretty import pretty
from codex_tui.state.json_tree import JsonDocument, JsonNode, NodeKind
from codex_tui.ui.context import UiContext
from codex_tui.ui.copying import copy_text
from codex_tui.ui.keys import Where, bindings_for
from codex_tui.ui.render.json_search import JsonSearch
from codex_tui.ui.render.json_tree import render_json_row, wrap_text
from codex_tui.ui.render.lazy_rows import LazyRows, text_rows
from codex_tui.ui.render.text import visible
from codex_tui.ui.widgets.counted_rows import CountedRows

MAX_INDENTED_CHARS = 1_000_000


class JsonTreeList(CountedRows):
    """The rows of one message; the keys about the whole of it are the screen's."""

    BINDINGS = bindings_for(Where.MESSAGE)

    class SearchWanted(Message):
        """The person wants to search in the message."""

    class TextWanted(Message):
        """Show a string in full."""

        def __init__(self, path: str, text: str) -> None:
            super().__init__()
            self.path = path
            self.text = text

    def __init__(self, context: UiContext, line: bytes) -> None:
        super().__init__(context, id="message-tree")
        self._words = ""
        self._found_row = -1
        self.show_line(line)

    def show_line(self, line: bytes) -> None:
        """Show another line from its start."""
        self._source = line.decode("utf-8", "backslashreplace")
        self._folds = JsonFolds(JsonDocument(self._source), self._wrap)
        self.is_raw = bool(self.problem)
        self._raw_rows: LazyRows | None = None
        self._raw_width = 0
        self.top = self.cursor = 0
        self.search(self._words)
        self.forget_rows()

    @property
    def problem(self) -> str:
        """Why the line is no JSON; empty where it is."""
        return self._folds.document.problem

    @property
    def cursor_node(self) -> JsonNode | None:
        """The value under the cursor; None in the raw line."""
        rows = self._folds.rows
        return rows[self.cursor].node if not self.is_raw and self.cursor < len(rows) else None

    @property
    def path(self) -> str:
        """Where the value under the cursor is."""
        node = self.cursor_node
        return "" if node is None else self._folds.document.path(node)

    @property
    def found_facts(self) -> str:
        """What is searched for, in how many places it is, and at which of them the cursor is."""
        return self._search.facts

    @property
    def words(self) -> str:
        """What is searched for."""
        return self._words

    def row_count(self) -> int:
        """Rows of the tree, or of the raw line."""
        return len(self._raw()) if self.is_raw else len(self._folds.rows)

    def row_state(self, index: int) -> Hashable:
        """What is open; a search has the rows drawn anew."""
        if self.is_raw:
            return None
        row = self._folds.rows[index]
        return (id(row.node), row.line, self._folds.is_open(row.node))

    def row_text(self, index: int, width: int) -> Text:
        """One row."""
        if self.is_raw:
            return self._raw()[index]
        return render_json_row(self._folds, self._folds.rows[index], width, self.context.palette, self._search)

    def view_changed(self) -> None:
        """Texts are as wide as the list; the cursor stays on its value, and there on its text."""
        node = self.cursor_node
        offset = None if node is None else self._text_offset()
        self._folds.use_wrap(self._wrap)
        if node is not None:
            row = self._folds.row_of(node) if offset is None else self._folds.reveal_text(node, offset)
            self.cursor = self._found_row = row
        super().view_changed()
        self._bring_into_view(self.cursor)

    @property
    def filter_text(self) -> str:
        """A message is searched and not filtered."""
        return ""

    def set_filter(self, text: str) -> None:
        """A message is searched and not filtered."""

    def search(self, words: str) -> None:
        """Mark the places with these words; the cursor stays where it is."""
        self._words = words
        self._search = JsonSearch(self._folds.document, words)
        self.forget_rows()

    def copy_text(self) -> str:
        """The value under the cursor, a string without its quotes; of the raw view the whole line."""
        node, document = self.cursor_node, self._folds.document
        return self._source if node is None else document.string(node)

    def copies_json(self) -> bool:
        """All but the text of a string, and a line that is not JSON."""
        node = self.cursor_node
        return not self.problem and (node is None or node.kind is not NodeKind.STRING)

    def is_useful(self, action: str) -> bool:
        """Whether a key would do something with the value under the cursor."""
        node = self.cursor_node
        match action:
            case "toggle_value" | "activate":
                return node is not None and self._folds.can_open(node)
            case "full_text":
                return node is not None and node.kind is NodeKind.STRING
            case "next_found(1)" | "next_found(-1)":
                return bool(self._search.places)
            case "copy_path" | "copy_json" | "open_all" | "fold_all":
                return node is not None
        return True

    def action_filter(self) -> None:
        """Search."""
        self.post_message(self.SearchWanted())

    def action_activate(self) -> None:
        """Open or fold the value under the cursor."""
        self.action_toggle_value()

    def action_toggle_value(self) -> None:
        """Open or fold the value under the cursor."""
        node = self.cursor_node
        if node is not None and self._folds.can_open(node):
            self._set_open(node, is_open=not self._folds.is_open(node))

    def action_fold(self) -> None:
        """Fold the value, or go to what it is in."""
        node = self.cursor_node
        if node is None:
            return
        if self._folds.is_open(node):
            self._set_open(node, is_open=False)
        elif node.parent is not None:
            self.move_to(self._folds.row_of(node.parent))

    def action_unfold(self) -> None:
        """Open the value, or go to the first thing in it."""
        node = self.cursor_node
        if node is None or not self._folds.can_open(node):
            return
        if self._folds.is_open(node):
            self.move_to(self.cursor + 1)
        else:
            self._set_open(node, is_open=True)

    def action_open_all(self) -> None:
        """Open everything."""
        node = self.cursor_node
        if node is not None:
            if not self._folds.open_all():
                self.app.notify("There is more than can be opened at once; what lies deepest stays folded.")
            self._stay_on(node)

    def action_fold_all(self) -> None:
        """Fold everything but the outermost."""
        if self.cursor_node is not None:
            self._folds.fold_all()
            self.forget_rows()
            self.move_to(0)

    def action_raw(self) -> None:
        """Show the line as it came, or the tree."""
        if self.problem:
            self.app.notify("The line is not JSON, so there is no tree of it.", severity="warning")
            return
        self.is_raw = not self.is_raw
        self.top = self.cursor = 0
        self.forget_rows()
        self.move_to(0)

    def action_next_found(self, step: int) -> None:
        """Go to the next place with what was searched for, or to the one before; around the ends."""
        search = self._search
        if not search.places:
            said = f"Nothing here has “{visible(self.words, keep_newlines=False)}”."
            self.app.notify(said if self.words else "Search first, with /.", severity="warning", markup=False)
            return
        if search.current is None:
            before = self._places_before_cursor()
            index = before if step > 0 else before - 1
        else:
            index = search.current + step
        search.current = index % len(search.places)
        self.is_raw = False
        place = search.places[search.current]
        if not place.is_key and place.node.kind is NodeKind.STRING and self._folds.can_open(place.node):
            self._found_row = self._folds.reveal_text(place.node, search.offset(search.current))
        else:
            self._found_row = self._folds.reveal(place.node)
        self.forget_rows()
        self.move_to(self._found_row)

    def move_to(self, index: int, direction: int = 1) -> None:
        """Whoever goes away from a found place is at none any more."""
        super().move_to(index, direction)
        if self._search.current is not None and self.cursor != self._found_row:
            self._search.current = None
            self.forget_rows()

    def action_copy_path(self) -> None:
        """Copy where the value is."""
        if self.path:
            copy_text(self.app, self.path, is_json=True)

    def action_copy_json(self) -> None:
        """Copy the value as indented JSON, a long one as it stands: to indent that would hold up the screen."""
        node, document = self.cursor_node, self._folds.document
        if node is not None:
            is_long = node.end - node.start > MAX_INDENTED_CHARS
            copy_text(self.app, document.source(node) if is_long else pretty(document, node), is_json=True)

    def action_full_text(self) -> None:
        """Show a string in full."""
        node = self.cursor_node
        if node is not None and node.kind is NodeKind.STRING:
            self.post_message(self.TextWanted(self.path, self._folds.document.string(node)))

    def _set_open(self, node: JsonNode, *, is_open: bool) -> None:
        self._folds.set_open(node, is_open=is_open)
        self._stay_on(node)

    def _stay_on(self, node: JsonNode) -> None:
        self.forget_rows()
        self.move_to(self._folds.row_of(node))

    def _places_before_cursor(self) -> int:
        node = self.cursor_node
        if node is None:
            return 0
        offset = self._text_offset()
        return self._search.first_from(node.first) if offset is None else self._search.first_in_text(node, offset)

    def _text_offset(self) -> int | None:
        """Which visible character of a string stands first under the cursor; None where the cursor is on no text."""
        row = self._folds.rows[self.cursor]
        if row.line < 0:
            return None
        starts = self._folds.text_rows(row.node).starts
        return starts[min(row.line, len(starts) - 1)]

    def _wrap(self, text: str, depth: int, max_rows: int) -> TextRows:
        return wrap_text(text, depth, max(1, self.body_width), max_rows)

    def _raw(self) -> LazyRows:
        width = max(1, self.body_width)
        if self._raw_rows is None or width != self._raw_width:
            self._raw_width = width
            reason = f"not JSON: {self.problem}\n\n" if self.problem else ""
            self._raw_rows = text_rows(f"{reason}{self._source}", width, self.context.palette)
            self.count_rows(self._raw_rows)
        return self._raw_rows
