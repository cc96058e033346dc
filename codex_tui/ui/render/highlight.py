"""Colours for finished blocks of code, by Pygments where that is known to be quick, and for diffs by their signs.

Only well-behaved lexers are used, and only on short code: a highlighter that hangs would hide an approval.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color, ColorParseError
from rich.style import Style
from rich.text import Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

    from codex_tui.ui.render.palette import Palette

MAX_CODE_CHARS = 20_000
_MAX_LINE_CHARS = 1000

_LEXERS = {
    "bash": "bash sh shell zsh console",
    "c": "c h",
    "cpp": "cpp c++ cc hpp",
    "css": "css",
    "docker": "docker dockerfile",
    "go": "go golang",
    "html": "html",
    "ini": "ini cfg",
    "java": "java",
    "javascript": "javascript js jsx mjs",
    "json": "json jsonc",
    "kotlin": "kotlin kt",
    "lua": "lua",
    "make": "make makefile",
    "python": "python py python3",
    "ruby": "ruby rb",
    "rust": "rust rs",
    "sql": "sql",
    "swift": "swift",
    "toml": "toml",
    "typescript": "typescript ts tsx",
    "xml": "xml svg",
    "yaml": "yaml yml",
}
_DIFF_WORDS = frozenset({"diff", "patch"})
_LEXER_BY_WORD = {word: name for name, words in _LEXERS.items() for word in words.split()}


def can_highlight(language: str, code_chars: int, palette: Palette) -> bool:
    """Whether code of this language and length would get colours once it is finished."""
    word = language.lower()
    return (
        bool(palette.syntax_theme) and code_chars < MAX_CODE_CHARS and (word in _LEXER_BY_WORD or word in _DIFF_WORDS)
    )


def highlighted(code: str, language: str, palette: Palette) -> Text:
    """Visible code with colours; plain in the style of code blocks when `can_highlight` says no."""
    text = Text(code, palette.code_block)
    if not can_highlight(language, len(code), palette):
        return text
    if any(len(line) > _MAX_LINE_CHARS for line in code.split("\n")):
        return text
    if language.lower() in _DIFF_WORDS:
        text.spans += _diff_spans(code, palette)
        return text
    position = 0
    for kind, piece in _lexer(_LEXER_BY_WORD[language.lower()]).get_tokens(code):
        end = position + len(piece)
        style = _token_style(palette.syntax_theme, kind)
        if style is not None:
            text.spans.append(Span(position, min(end, len(code)), style))
        position = end
    return text


def _diff_spans(code: str, palette: Palette) -> Iterator[Span]:
    """What is added and what is removed in the inks of all other diffs, which no theme of Pygments is sure to part."""
    styles = {"+": palette.success, "-": palette.error, "@": palette.muted}
    position = 0
    for line in code.split("\n"):
        style = palette.muted if line.startswith(("+++ ", "--- ", "diff ", "index ")) else styles.get(line[:1])
        if style is not None:
            yield Span(position, position + len(line), style)
        position += len(line) + 1


@lru_cache(maxsize=len(_LEXERS))
def _lexer(name: str) -> Lexer:
    # Imported late: the first screen has no code in it.
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


@lru_cache(maxsize=1024)
def _token_style(theme: str, kind: _TokenType) -> Style | None:
    """What the theme says of a kind of token, without its background; None when that is nothing."""
    from pygments.styles import get_style_by_name
    from pygments.util import ClassNotFound

    try:
        found = get_style_by_name(theme).style_for_token(kind)
        color = Color.parse(f"#{found['color']}") if found["color"] else None
    except (ClassNotFound, KeyError, ColorParseError):
        return None
    style = Style(color=color, bold=found["bold"] or None, italic=found["italic"] or None)
    return style if style else None
