"""Blocks of Markdown to rows: the calm look of headings, lists, quotes, code and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.highlight import highlighted
from codex_tui.ui.render.markdown_inline import inline_text
from codex_tui.ui.render.markdown_syntax import BULLETS, groups, is_closed_fence, list_items
from codex_tui.ui.render.markdown_table import table_rows
from codex_tui.ui.render.text import cells, fold, prefixed, visible, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from codex_tui.ui.render.markdown_syntax import Block
    from codex_tui.ui.render.palette import Palette

_SET_APART_FROM_NEXT = ("table_open", "hr", "fence", "code_block", "blockquote_open")
_SET_APART = ("heading_open", *_SET_APART_FROM_NEXT)
_SIGNS = "•◦▪"
_CODE_INDENT = "  "
_MIN_CELLS = 4
"""What a marker or an indent must leave for the text, or it is given up."""


def block_rows(block: Block, width: int, palette: Palette, lines: Sequence[str]) -> list[Text]:
    """Rows of one outermost block; `lines` are the source lines that its tokens count in."""
    if block.marker:
        return _item_rows(block.tokens, block.marker, width, palette, lines, depth=0)
    return _element_rows(block.tokens, width, palette, lines, depth=0)


def needs_gap(previous_kind: str, block: Block, lines: Sequence[str]) -> bool:
    """Whether an empty row stands before a block, which must not depend on anything after it."""
    if previous_kind and not block.is_next_item and (block.kind in _SET_APART or previous_kind in _SET_APART_FROM_NEXT):
        return True
    return bool(previous_kind) and block.start_line > 0 and is_blank(lines[block.start_line - 1])


def is_blank(line: str) -> bool:
    """Whether Markdown takes a line for an empty one."""
    return not line.strip(" \t")


def _is_blank_before(token: Token, lines: Sequence[str]) -> bool:
    """Whether an element in a container stands after an empty line; the bars of quotes do not count."""
    return token.map is not None and token.map[0] > 0 and not lines[token.map[0] - 1].strip(" \t>")


def _rows_of_all(tokens: Sequence[Token], width: int, palette: Palette, lines: Sequence[str], depth: int) -> list[Text]:
    """Rows of all elements in a quote or list item."""
    rows: list[Text] = []
    for group in groups(tokens):
        if rows and _is_blank_before(group[0], lines):
            rows.append(Text(style=palette.text))
        rows += _element_rows(group, width, palette, lines, depth)
    return rows


def _element_rows(group: Sequence[Token], width: int, palette: Palette, lines: Sequence[str], depth: int) -> list[Text]:
    opening = group[0]
    match opening.type:
        case "paragraph_open":
            return wrap(inline_text(group[1].content, palette), width)
        case "heading_open":
            return _heading_rows(opening.tag, group[1].content, width, palette)
        case "fence" | "code_block":
            return code_rows(opening, width, palette)
        case "bullet_list_open" | "ordered_list_open":
            return _list_rows(group, width, palette, lines, depth)
        case "blockquote_open":
            bar = "▎ " if width >= _MIN_CELLS + 2 else ""
            rows = _rows_of_all(group[1:-1], width - len(bar), palette, lines, depth)
            return prefixed(rows, bar, bar, palette.muted)
        case "table_open":
            return table_rows(group, width, palette)
        case "hr":
            return [Text("─" * width, palette.faint)]
        case _:
            return wrap(Text(visible(opening.content), palette.text), width)


def _heading_rows(tag: str, content: str, width: int, palette: Palette) -> list[Text]:
    text = inline_text(content, palette)
    text.style = palette.heading if tag in ("h1", "h2") else palette.strong
    return wrap(text, width)


def _list_rows(group: Sequence[Token], width: int, palette: Palette, lines: Sequence[str], depth: int) -> list[Text]:
    rows: list[Text] = []
    for marker, item in list_items(group):
        if rows and _is_blank_before(item[0], lines):
            rows.append(Text(style=palette.text))
        rows += _item_rows(item, marker, width, palette, lines, depth)
    return rows


def _item_rows(
    item: Sequence[Token], marker: str, width: int, palette: Palette, lines: Sequence[str], depth: int
) -> list[Text]:
    """One list item with a hanging indent; `[ ]` and `[x]` at its start become a check box in place of the bullet."""
    box, tokens = _check_box(item[1:-1])
    sign = box or (_SIGNS[min(depth, len(_SIGNS) - 1)] if marker in BULLETS else marker)
    first = f"{sign} "
    indent = " " * cells(first)
    if width - len(indent) < _MIN_CELLS:
        first = indent = ""
    rows = _rows_of_all(tokens, width - len(indent), palette, lines, depth + 1)
    return prefixed(rows or [Text(style=palette.text)], first, indent, palette.success if box == "☑" else palette.muted)


def _check_box(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    if len(tokens) < 2 or tokens[1].type != "inline":
        return "", tokens
    content = tokens[1].content
    box = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}.get(content[:4], "")
    if not box:
        return "", tokens
    return box, [tokens[0], tokens[1].copy(content=content[4:]), *tokens[2:]]


def code_rows(token: Token, width: int, palette: Palette) -> list[Text]:
    """Rows of a code block; coloured once it is closed, in a language that is known."""
    is_closed = token.type == "code_block" or is_closed_fence(token)
    content = token.content if is_closed else without_half_a_fence(token)
    code = visible_code(content)
    if not is_closed:
        return code_line_rows(Text(code, palette.code_block), width, palette)
    return code_line_rows(highlighted(code, language_of(token), palette), width, palette)


def language_of(token: Token) -> str:
    """The first word after the opening fence."""
    words = token.info.split(maxsplit=1)
    return words[0].strip("{}.") if words else ""


def visible_code(content: str) -> str:
    """Code made harmless, tabs expanded to stops of four, without the newline at its end."""
    return visible(content.removesuffix("\n").expandtabs(4))


def without_half_a_fence(token: Token) -> str:
    """The code so far, less a last line that looks like the beginning of the closing fence."""
    body, newline, last = token.content.rpartition("\n")
    is_half = bool(last.strip()) and not last.strip(token.markup[:1] + " ") and len(last.strip()) < len(token.markup)
    return body + newline if is_half else token.content


def code_line_rows(code: Text, width: int, palette: Palette) -> list[Text]:
    """Lines of code folded into indented rows, filled to the full width where code has a background."""
    indent = _CODE_INDENT if width >= _MIN_CELLS + len(_CODE_INDENT) else ""
    rows = prefixed(fold(code, width - len(indent)), indent, indent, palette.code_block)
    if palette.code_block.bgcolor is not None:
        for row in rows:
            row.pad_right(width - cells(row.plain))
    return rows
