"""Open blocks that grow without end, and how they give up their beginning while they do.

A message may be one paragraph in 20,000 deltas, or one block of code. What an open block has given up is replaced for
the parser by a short *head* of the same meaning: an over-long word for the paragraph, the opening fence for the code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.highlight import can_highlight, highlighted
from codex_tui.ui.render.markdown_blocks import code_line_rows, language_of, visible_code, without_half_a_fence
from codex_tui.ui.render.markdown_inline import inline_text, segments
from codex_tui.ui.render.markdown_syntax import SEGMENT_CHARS, is_closed_fence
from codex_tui.ui.render.wrapping import bounds_by_line, joined, slices, squeezed, word_bounds, wrap

if TYPE_CHECKING:
    from markdown_it.token import Token

    from codex_tui.ui.render.markdown_syntax import Block
    from codex_tui.ui.render.palette import Palette


class OpenParagraph:
    """A paragraph of more than `SEGMENT_CHARS`; all rows but those of its last segments are settled."""

    def __init__(self, width: int, palette: Palette) -> None:
        self.head = ""
        self._width = width
        self._palette = palette
        self._carried = Text(style=palette.text)

    def rows(self, block: Block) -> list[Text]:
        """The rows that are not settled yet."""
        rest = inline_text(self._rest_of(block), self._palette)
        return wrap(joined(self._carried, rest), self._width)

    def give_up(self, block: Block, tail: str) -> tuple[list[Text], int]:
        """The rows that are settled now, and how many characters of the source behind the head they took."""
        rest = self._rest_of(block)
        settled: list[Text] = []
        taken = 0
        for segment, separator in segments(self._stable(rest), is_open=True):
            taken += len(segment) + len(separator)
            self.head = "x" * (SEGMENT_CHARS + 1) + separator
            settled += self._settle(inline_text(segment, self._palette).append(separator))
        return settled, taken

    def _rest_of(self, block: Block) -> str:
        return block.tokens[1].content[len(self.head) :]

    def _stable(self, rest: str) -> str:
        """Text that certainly belongs to the paragraph: its last line may yet become the header of a table."""
        has_long_last_line = len((self.head + rest).rpartition("\n")[2]) > SEGMENT_CHARS
        return rest if has_long_last_line else rest.rpartition("\n")[0]

    def _settle(self, segment: Text) -> list[Text]:
        """All rows but the last, which goes on in the next segment."""
        text = joined(self._carried, segment)
        plain = squeezed(text.plain, self._width)
        *bounds, (start, _) = bounds_by_line(plain, self._width, word_bounds)
        self._carried = slices(text, text.plain, [(start, len(text.plain))])[0]
        return slices(text, plain, bounds)


class OpenCode:
    """A fenced block of code that is not closed: its whole lines are rendered once."""

    def __init__(self, opening_line: str, token: Token, width: int, palette: Palette) -> None:
        # Without the language: a bar in it would make the line the header of a table, were its next line gone.
        indent = opening_line[: len(opening_line) - len(opening_line.lstrip())]
        self.head = f"{indent}{token.markup}\n"
        self._language = language_of(token)
        self._width = width
        self._palette = palette
        self._waiting_rows: list[Text] = []
        self._waiting_source: list[str] = []
        self._chars = 0

    def rows(self, block: Block) -> list[Text]:
        """The rows that are not settled yet, in colour if the block is closed."""
        token = block.tokens[0]
        is_closed = is_closed_fence(token)
        if is_closed and self._waiting_source:
            code = visible_code("".join(self._waiting_source) + token.content)
            return code_line_rows(highlighted(code, self._language, self._palette), self._width, self._palette)
        rest = token.content if is_closed else without_half_a_fence(token)
        return self._waiting_rows + (self._plain_rows(rest) if rest else [])

    def give_up(self, block: Block, tail: str) -> tuple[list[Text], int]:
        """The rows that are settled now, and how many characters of the source behind the head the whole lines took.

        Lines that will get colours when the block closes are kept back, and settle when there are too many for that.
        """
        token = block.tokens[0]
        lines = token.content[: token.content.rfind("\n") + 1]
        if not lines or is_closed_fence(token):
            return [], 0
        self._chars += len(lines)
        self._waiting_rows += self._plain_rows(lines)
        self._waiting_source.append(lines)
        taken = tail.rfind("\n") + 1
        if can_highlight(self._language, self._chars - 1, self._palette):
            return [], taken
        settled, self._waiting_rows, self._waiting_source = self._waiting_rows, [], []
        return settled, taken

    def _plain_rows(self, lines: str) -> list[Text]:
        code = Text(visible_code(lines), self._palette.code_block)
        return code_line_rows(code, self._width, self._palette)
