"""Markdown that grows, at one width: what is finished is rendered once, only the open block at the end again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.markdown_blocks import block_rows, is_blank, needs_gap
from codex_tui.ui.render.markdown_open import OpenCode, OpenParagraph
from codex_tui.ui.render.markdown_syntax import (
    SEGMENT_CHARS,
    is_closed_fence,
    is_final,
    normalised,
    parse_blocks,
    place_after,
)

if TYPE_CHECKING:
    from codex_tui.ui.render.markdown_syntax import Block, ListPlace
    from codex_tui.ui.render.palette import Palette

_LAZY_CHARS = 4000
"""An open block longer than this, one that cannot give up its beginning (a table, a quote), is drawn less often."""


class MarkdownFlow:
    """The rows of a text that is fed piece by piece.

    `_tail` is the source from the open block on. The parser reads it behind the head of `_open`, when that block has
    given up its beginning, or of `_place`, when the block is a later item of a list.
    """

    def __init__(self, width: int, palette: Palette) -> None:
        self.width = max(1, width)
        self.palette = palette
        self.settled_row_count = 0
        self._rows: list[Text] = []
        self._held = ""
        self._tail = ""
        self._open: OpenParagraph | OpenCode | None = None
        self._place: ListPlace | None = None
        self._previous_kind = ""
        self._is_stale = False
        self._is_growing = False
        self._drawn_chars = 0
        self._checked_chars = 0

    def feed(self, text: str) -> None:
        """Add text; a carriage return at its end waits for what follows."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""
        self._tail += normalised(text.removesuffix("\r"))
        self._is_stale = self._is_growing = True

    def rows(self, *, is_whole: bool = False) -> list[Text]:
        """All rows so far, in a list that the next call changes.

        A very long open block may lag behind its text until it has grown by an eighth, or nothing was fed between two
        calls, or `is_whole` says that nothing will be.
        """
        is_lagging = self._is_growing and _LAZY_CHARS < len(self._tail) < self._drawn_chars * 9 // 8
        self._is_growing = False
        if self._is_stale and (is_whole or not is_lagging):
            self._advance()
        return self._rows

    def _advance(self) -> None:
        self._is_stale = False
        del self._rows[self.settled_row_count :]
        self._settle_finished()
        source = self._source()
        blocks = parse_blocks(source, self._place)
        if len(blocks) == 1 and self._give_up_beginning(blocks[0], source):
            source = self._source()
            blocks = parse_blocks(source, self._place)
        self._draw(blocks, source.split("\n"), self._previous_kind)
        self._drawn_chars = len(self._tail)

    def _source(self) -> str:
        head = self._open or self._place
        return self._tail if head is None else head.head + self._tail

    def _draw(self, blocks: list[Block], lines: list[str], previous_kind: str) -> None:
        for block in blocks:
            if self._open is not None and block is blocks[0]:
                self._rows += self._open.rows(block)
            else:
                self._draw_gap(block, lines, previous_kind)
                self._rows += block_rows(block, self.width, self.palette, lines)
            previous_kind = block.kind

    def _draw_gap(self, block: Block, lines: list[str], previous_kind: str) -> None:
        if needs_gap(previous_kind, block, lines):
            self._rows.append(Text(style=self.palette.text))

    def _settle_finished(self) -> None:
        """Draw for good the blocks that are finished; only whole lines can tell, half a line may turn into anything."""
        source = self._source()
        whole_chars = source.rfind("\n") + 1
        if whole_chars == self._checked_chars:
            return
        blocks = parse_blocks(source[:whole_chars], self._place)
        lines = source[:whole_chars].split("\n")
        is_all_final = bool(blocks) and is_final(blocks[-1], len(lines) - 1)
        finished = blocks if is_all_final else blocks[:-1]
        if finished:
            self._draw(finished, lines, self._previous_kind)
            self.settled_row_count = len(self._rows)
            self._previous_kind = finished[-1].kind
            self._open = None
            self._cut_after(finished, blocks[len(finished) :], source, lines)
        elif not blocks:
            self._tail = "\n" + source[whole_chars:]
        self._checked_chars = self._source().rfind("\n") + 1

    def _cut_after(self, finished: list[Block], rest: list[Block], source: str, lines: list[str]) -> None:
        """Begin the tail at the first block that is not finished, or the empty line before it."""
        opening = finished[-1].tokens[0]
        line = rest[0].start_line if rest else opening.map[1] if opening.map is not None else len(lines) - 1
        if rest and is_blank(lines[line - 1]):
            line -= 1
        self._place = place_after(finished[-1]) if rest and rest[0].is_next_item else None
        self._tail = source[sum(len(text) + 1 for text in lines[:line]) :]

    def _give_up_beginning(self, block: Block, source: str) -> bool:
        """Settle what the only block, an open one, can spare; whether there was anything."""
        open_block = self._open or self._opened(block, source)
        if open_block is None:
            return False
        settled, taken_chars = open_block.give_up(block, self._tail)
        self._rows += settled
        self.settled_row_count = len(self._rows)
        self._tail = self._tail[taken_chars:]
        self._checked_chars = self._source().rfind("\n") + 1
        return taken_chars > 0

    def _opened(self, block: Block, source: str) -> OpenParagraph | OpenCode | None:
        """The block as one that can give up its beginning, if it is of that kind and long enough."""
        lines = source.split("\n")
        opening = block.tokens[0]
        if opening.type == "paragraph_open" and len(block.tokens[1].content) > SEGMENT_CHARS:
            start = source.index(block.tokens[1].content[0])
            self._open = OpenParagraph(self.width, self.palette)
        elif opening.type == "fence" and "\n" in opening.content and not is_closed_fence(opening):
            start = sum(len(text) + 1 for text in lines[: block.start_line + 1])
            self._open = OpenCode(lines[block.start_line], opening, self.width, self.palette)
        else:
            return None
        self._tail = source[start:]
        self._draw_gap(block, lines, self._previous_kind)
        return self._open
