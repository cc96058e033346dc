"""The text of a paragraph, heading or table cell to styled text: emphasis, code, links with their address shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Span, Text

from codex_tui.ui.render.markdown_syntax import LINKLESS_PARSER, PARSER, SEGMENT_CHARS
from codex_tui.ui.render.text import joined, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from codex_tui.ui.render.palette import Palette

_SPECIAL = re.compile(r"[\\`*_~\[\]<&]")
_SPACES_AT_LINE_ENDS = re.compile(r"[ \t]*\n[ \t]*")
_TRIED_CUTS = 16


def inline_text(content: str, palette: Palette) -> Text:
    """Styled text of any length; the author's line breaks are kept."""
    if len(content) <= SEGMENT_CHARS:
        return _segment_text(content, palette)
    pieces = segments(content)
    return joined(*(_segment_text(segment, palette).append(separator) for segment, separator in pieces))


def segments(content: str, *, is_open: bool = False) -> Iterator[tuple[str, str]]:
    """Long text in pieces with what stands between them; where it is cut depends on nothing that comes later.

    With `is_open` the last piece, to which text may still be added, is left out.
    """
    position = 0
    while len(content) - position > SEGMENT_CHARS:
        window = content[position : position + SEGMENT_CHARS]
        end = _segment_end(window)
        separator = window[end : end + 1]
        yield window[:end], separator
        position += end + len(separator)
    if not is_open:
        yield content[position:], ""


def _segment_end(window: str) -> int:
    """The last white space at which no emphasis, code or link seems to be open, or any, or the window's end."""
    spaces: list[int] = []
    end = len(window)
    while len(spaces) < _TRIED_CUTS:
        end = max(window.rfind(" ", 0, end), window.rfind("\n", 0, end))
        if end <= 0:
            break
        if _seems_closed(window[:end]):
            return end
        spaces.append(end)
    return spaces[0] if spaces else len(window)


def _seems_closed(text: str) -> bool:
    is_even = all(text.count(mark) % 2 == 0 for mark in ("`", "*", "**"))
    return is_even and text.count("[") <= text.count("]")


def _segment_text(content: str, palette: Palette) -> Text:
    if _SPECIAL.search(content) is None:
        plain = _SPACES_AT_LINE_ENDS.sub("\n", content) if "\n" in content else content
        return Text(visible(plain.strip(" \t")), palette.text)
    tokens: list[Token] = []
    parser = PARSER if "](" in content else LINKLESS_PARSER
    parser.inline.parse(content.strip(" \t"), parser, {}, tokens)
    writer = _Writer(palette)
    writer.write(tokens)
    return Text("".join(writer.parts), palette.text, spans=writer.spans)


class _Writer:
    """Collects text and spans while the inline tokens are walked."""

    def __init__(self, palette: Palette) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self._length = 0
        self._palette = palette
        self._open: list[tuple[int, Style]] = []
        self._links: list[tuple[int, str]] = []

    def write(self, tokens: list[Token]) -> None:
        palette = self._palette
        for token in tokens:
            match token.type:
                case "text" | "text_special":
                    self._put(visible(token.content, keep_newlines=False))
                case "softbreak" | "hardbreak":
                    self._put("\n")
                case "code_inline":
                    self._put(visible(token.content, keep_newlines=False), palette.code)
                case "strong_open":
                    self._open.append((self._length, palette.strong))
                case "em_open":
                    self._open.append((self._length, palette.emphasis))
                case "s_open":
                    self._open.append((self._length, Style(strike=True)))
                case "strong_close" | "em_close" | "s_close":
                    self._close()
                case "link_open":
                    self._links.append((len(self.parts), str(token.attrs.get("href", ""))))
                    self._open.append((self._length, palette.link))
                case "link_close":
                    self._close()
                    self._put_address(*self._links.pop())
                case "image":
                    start = len(self.parts)
                    self._put(visible(token.content, keep_newlines=False) or "image", palette.emphasis)
                    self._put_address(start, str(token.attrs.get("src", "")))
                case _:
                    self._put(visible(token.content))

    def _put(self, text: str, style: Style | None = None) -> None:
        if style is not None:
            self.spans.append(Span(self._length, self._length + len(text), style))
        self.parts.append(text)
        self._length += len(text)

    def _close(self) -> None:
        start, style = self._open.pop()
        self.spans.append(Span(start, self._length, style))

    def _put_address(self, first_part: int, address: str) -> None:
        """The address after the text of a link, unless the text says the same: a hidden address is a trick."""
        address = visible(address, keep_newlines=False)
        label = "".join(self.parts[first_part:])
        if address and label not in (address, address.removeprefix("mailto:")):
            self._put(f" ({address})", self._palette.muted)
