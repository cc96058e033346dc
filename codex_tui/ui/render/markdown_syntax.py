"""Markdown source to blocks: markdown-it-py, with the rules bent so that a message can be parsed while it streams.

What a finished block means must never depend on what comes later. Therefore link reference definitions are off (one at
the end would change the whole text), HTML is off, a heading needs at least three underline characters (one dash is
mostly the start of a list), and what is longer than `SEGMENT_CHARS` becomes neither a heading nor a table's header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, lheading, list_block, table

from codex_tui.ui.render.text import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

SEGMENT_CHARS = 1000
"""Longest piece of a paragraph that is searched for emphasis, code and links; longer ones are cut up."""

BULLETS = ("-", "*", "+")

_MAX_LEVEL = 24
_MIN_UNDERLINE_CHARS = 3
_CONTROLS = re.compile("\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def _short_heading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's rule for underlined headings, undone for long paragraphs and short underlines."""
    token_count, line = len(state.tokens), state.line
    parent = state.parentType
    if not lheading(state, start_line, end_line, silent):
        return False
    underline = state.getLines(state.line - 1, state.line, 0, False).strip()
    is_heading = len(underline) >= _MIN_UNDERLINE_CHARS and len(state.tokens[-2].content) <= SEGMENT_CHARS
    if not is_heading:
        del state.tokens[token_count:]
        state.line = line
        state.parentType = parent
    return is_heading


def _short_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's rule for tables, refused where the header line is over-long."""
    is_short = state.eMarks[start_line] - state.bMarks[start_line] <= SEGMENT_CHARS
    return is_short and table(state, start_line, end_line, silent)


def _shallow_quote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """markdown-it's rule for quotes, refused before its limit of nesting, beyond which it leaves out the text."""
    return state.level < _MAX_LEVEL and blockquote(state, start_line, end_line, silent)


def _shallow_list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The same for lists."""
    return state.level < _MAX_LEVEL and list_block(state, start_line, end_line, silent)


def _new_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * _MAX_LEVEL})
    parser.enable(["table", "strikethrough"]).disable(["reference", "html_block", "html_inline"])
    parser.block.ruler.at("lheading", _short_heading)
    parser.block.ruler.at("blockquote", _shallow_quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.block.ruler.at("list", _shallow_list, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("table", _short_table, {"alt": ["paragraph", "reference"]})
    return parser


PARSER = _new_parser()
LINKLESS_PARSER = _new_parser().disable(["link", "image"])
"""For text without `](`, in which the search for links would be long and in vain."""


def normalised(source: str) -> str:
    """Source with plain newlines, and with controls shown before the parser can strip or split at them."""
    return _CONTROLS.sub(_shown_control, source) if _CONTROLS.search(source) is not None else source


def _shown_control(match: re.Match[str]) -> str:
    return "\n" if match[0] == "\r\n" else name_of(match[0])


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the outermost level, or one item of an outermost list: the unit that is finished and then kept."""

    tokens: Sequence[Token]
    start_line: int
    marker: str
    """What stands before a list item, one of `BULLETS` or a number with its delimiter; empty for everything else."""
    is_next_item: bool
    """Whether it is an item, and the block before it is the previous item of the same list."""

    @property
    def kind(self) -> str:
        return self.tokens[0].type


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where in a list the source goes on, if it begins with a later item of one."""

    number: int
    """The number of its first item; bullets do not use it."""
    head: str
    """An item to be put before the source, so that the parser is in the list; wide, so that nothing nests in it."""


def groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens cut into elements: each from an opening token to its closing one, or a single token."""
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def parse_blocks(source: str, place: ListPlace | None = None) -> list[Block]:
    """The blocks of normalised source; with `place` it begins with that place's head, which is no block of its own."""
    tokens: list[Token] = []
    PARSER.block.parse(source, PARSER, {}, tokens)
    blocks: list[Block] = []
    for group in groups(tokens):
        if group[0].type not in ("bullet_list_open", "ordered_list_open"):
            blocks.append(Block(group, _line_of(group[0]), "", is_next_item=False))
            continue
        is_first_list = place is not None and not blocks
        number = place.number - 1 if place is not None and not blocks else None
        for index, (marker, item) in enumerate(list_items(group, number)):
            if index > 0 or not is_first_list:
                blocks.append(Block(item, _line_of(item[0]), marker, is_next_item=index > 0))
    return blocks


def list_items(group: Sequence[Token], first_number: int | None = None) -> Iterator[tuple[str, Sequence[Token]]]:
    """Each item of a list with its marker; numbers count up from the first one, whatever the source says."""
    opening = group[0]
    if opening.type == "bullet_list_open":
        yield from ((opening.markup, item) for item in groups(group[1:-1]))
        return
    number = int(opening.attrs.get("start", 1)) if first_number is None else first_number
    yield from ((f"{number + index}{opening.markup}", item) for index, item in enumerate(groups(group[1:-1])))


def place_after(block: Block) -> ListPlace:
    """The place in its list after an item."""
    if block.marker in BULLETS:
        return ListPlace(0, f"{block.marker}    x\n")
    return ListPlace(int(block.marker[:-1]) + 1, f"1{block.marker[-1]}    x\n")


def _line_of(token: Token) -> int:
    return token.map[0] if token.map is not None else 0


def is_closed_fence(token: Token) -> bool:
    """Whether a fenced code block has its closing line, so that nothing can be added to it."""
    if token.map is None:
        return False
    has_half_line = bool(token.content) and not token.content.endswith("\n")
    content_lines = token.content.count("\n") + has_half_line
    return token.map[1] - token.map[0] - 1 > content_lines


def is_final(block: Block, line_count: int) -> bool:
    """Whether the last block of source that ends with a whole line can no longer change."""
    opening = block.tokens[0]
    if opening.type in ("heading_open", "hr"):
        # A line with a bar in it may yet become the header of a table.
        return opening.type == "hr" or "|" not in block.tokens[1].content
    if opening.type == "fence":
        return is_closed_fence(opening)
    is_before_blank_line = opening.map is not None and opening.map[1] < line_count
    return is_before_blank_line and opening.type in ("paragraph_open", "table_open", "blockquote_open")
