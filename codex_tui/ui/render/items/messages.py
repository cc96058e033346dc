"""What is said: the user, the agent, its reasoning, proposed plans, hooks and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from rich.style import Style
from rich.text import Text

from codex_tui.protocol.items import (
    AgentMessage,
    EnteredReviewMode,
    ExitedReviewMode,
    HookPrompt,
    Plan,
    Reasoning,
    UserInput,
    UserMessage,
)
from codex_tui.state.timeline import ItemEntry, ItemState
from codex_tui.ui.render.figures import format_count
from codex_tui.ui.render.items.frame import (
    GUTTER,
    Canvas,
    Extent,
    Look,
    Looks,
    Rows,
    always,
    body,
    guttered,
    head_row,
    limited,
    prose,
    rest_row,
    title_of,
)
from codex_tui.ui.render.items.growth import first_line, grown_text, parts_of
from codex_tui.ui.render.text import ELLIPSIS, visible, wrap

USER = "›"
AGENT = "•"
REVIEW = "§"
MAX_USER_ROWS = 12
MAX_HOOK_ROWS = 2
MAX_MESSAGE_CHARS = 400_000
"""What is laid out, within a tenth of a second, of a message that did not grow on this screen."""
_TEXT = ("text", 0)


class GutteredRows(Sequence[Text]):
    """Rows that get the gutter when they are asked for, since a growing message has thousands and shows forty."""

    def __init__(self, rows: Rows, glyph: str, glyph_style: Style) -> None:
        self._rows = rows
        self._glyph = glyph
        self._glyph_style = glyph_style

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Text: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Text]: ...
    def __getitem__(self, index: int | slice) -> Text | Sequence[Text]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        row = self._rows[index]
        is_first = index in (0, -len(self._rows))
        return guttered(row, self._glyph, self._glyph_style) if is_first else guttered(row)


def _user_rows(canvas: Canvas, _entry: ItemEntry, item: UserMessage) -> Rows:
    palette = canvas.palette
    if canvas.is_folded:
        line = _said_by_user(item, canvas).plain.strip().split("\n", 1)[0]
        return [head_row(canvas, USER, palette.accent, title_of((line, palette.strong)))]
    rows = body(wrap(_said_by_user(item, canvas), canvas.body_width), USER, palette.accent)
    return limited(canvas, rows, canvas.limit(MAX_USER_ROWS, 2000))


def _said_by_user(item: UserMessage, canvas: Canvas) -> Text:
    """The parts of a message, one below the other."""
    palette = canvas.palette
    text = Text()
    for part in item.content:
        if text:
            text.append("\n")
        if part.type == "text":
            text.append(visible(part.text.strip("\n")), palette.strong)
        else:
            text.append(f"[{visible(_attachment(part), keep_newlines=False)}]", palette.link)
    return text


def _attachment(part: UserInput) -> str:
    """What was attached, in words; the data of an image that lies in its URL is left out."""
    where = part.path or part.url or ""
    if where.startswith("data:"):
        where = where[:64].split(",", 1)[0] + f",{ELLIPSIS}"
    name = {"localImage": "image", "localAudio": "audio", "mention": "@"}.get(part.type, part.type)
    if part.type in ("skill", "mention"):
        return f"{name} {part.name or where}".replace("@ ", "@")
    return f"{name} {where}".rstrip()


def _user_text(_entry: ItemEntry, item: UserMessage) -> str:
    return "\n".join(part.text if part.type == "text" else f"[{_attachment(part)}]" for part in item.content)


def _agent_rows(canvas: Canvas, entry: ItemEntry, item: AgentMessage) -> Rows:
    """The final answer in full ink; commentary, which only accompanies the work, in muted ink."""
    if is_silent(entry):
        return []
    is_commentary = item.phase == "commentary"
    glyph_style = canvas.palette.muted if is_commentary else canvas.palette.accent
    return _markdown_rows(canvas.hushed() if is_commentary else canvas, entry, item.text, AGENT, glyph_style)


def _markdown_rows(canvas: Canvas, entry: ItemEntry, said: str, glyph: str, glyph_style: Style) -> Rows:
    palette = canvas.palette
    if canvas.is_folded:
        title = title_of((_bare(first_line(entry, _TEXT, said)) + f" {ELLIPSIS}", palette.muted))
        return [head_row(canvas, glyph, glyph_style, title)]
    left_chars = 0 if canvas.is_whole or canvas.growth.has(_TEXT) else max(0, len(said) - MAX_MESSAGE_CHARS)
    said = said[:MAX_MESSAGE_CHARS] if left_chars else said
    rows = canvas.growth.markdown(entry, _TEXT, said, canvas.body_width, palette)
    if not rows and entry.state is ItemState.OPEN:
        rows = [Text(ELLIPSIS, palette.muted)]
    shown = GutteredRows(rows, glyph, glyph_style)
    if not left_chars:
        return shown
    return [*shown, rest_row(canvas, f"{format_count(left_chars, is_short=True)} more characters", "o")]


def _bare(line: str) -> str:
    """A line of Markdown without the signs around it."""
    return line.strip("#*_`> ").replace("**", "")


def _field_text(entry: ItemEntry, item: AgentMessage | Plan) -> str:
    return grown_text(entry, _TEXT, item.text)


def _plan_rows(canvas: Canvas, entry: ItemEntry, item: Plan) -> Rows:
    """A proposed plan under a title of its own, since it waits for a yes."""
    palette = canvas.palette
    head = head_row(canvas, "☐", palette.accent, Text("Proposed plan", palette.heading))
    if canvas.is_folded:
        return [head]
    rows = canvas.growth.markdown(entry, _TEXT, item.text, canvas.body_width, palette)
    return [head, *GutteredRows(rows, " ", palette.text)]


def _reasoning_rows(canvas: Canvas, entry: ItemEntry, item: Reasoning) -> Rows:
    """One row of titles; expanded, the summaries and the raw text, all muted. What never said a word is no row."""
    hushed = canvas.hushed()
    if is_silent(entry):
        return []
    titles = _reasoning_titles(entry, item)
    is_open = entry.state is ItemState.OPEN
    word = "thinking" if is_open else "thought"
    shown = titles[-1] if titles and is_open else " · ".join(titles)
    title = title_of((f"{word}: {shown}" if shown else word, canvas.palette.muted))
    head = head_row(canvas, ELLIPSIS, canvas.palette.muted, title)
    if canvas.extent in (Extent.FOLDED, Extent.USUAL):
        return [head]
    rows = [Text(ELLIPSIS + GUTTER[1:] + word, canvas.palette.muted)]
    for part, said in _reasoning_parts(entry, item):
        laid_out = hushed.growth.markdown(entry, part, said, hushed.body_width, hushed.palette)
        if laid_out and len(rows) > 1:
            rows.append(Text())
        rows += body(laid_out)
    return rows


def _reasoning_parts(entry: ItemEntry, item: Reasoning) -> list[tuple[tuple[str, int], str]]:
    return parts_of(entry, "summary", item.summary) + parts_of(entry, "content", item.content)


def _reasoning_titles(entry: ItemEntry, item: Reasoning) -> list[str]:
    """The first lines of the summaries, or of the raw text where the provider sums nothing up."""
    for name, said in (("summary", item.summary), ("content", item.content)):
        lines = (_bare(first_line(entry, part, text)) for part, text in parts_of(entry, name, said)[-50:])
        if titles := [line for line in lines if line]:
            return titles
    return []


def is_silent(entry: ItemEntry) -> bool:
    """Whether an item ended without a word, and so takes no row: much reasoning does."""
    if entry.state is ItemState.OPEN:
        return False
    if isinstance(entry.item, Reasoning):
        return not _reasoning_titles(entry, entry.item)
    return isinstance(entry.item, AgentMessage) and not first_line(entry, _TEXT, entry.item.text)


def _reasoning_text(entry: ItemEntry, item: Reasoning) -> str:
    return "\n\n".join(grown_text(entry, part, said) for part, said in _reasoning_parts(entry, item))


def _hook_rows(canvas: Canvas, _entry: ItemEntry, item: HookPrompt) -> Rows:
    palette = canvas.palette
    head = head_row(canvas, USER, palette.muted, Text("a hook added to the prompt", palette.muted))
    rows = [row for fragment in item.fragments for row in prose(canvas, fragment.text, palette.muted)]
    return [head, *limited(canvas, rows, canvas.limit(MAX_HOOK_ROWS, 2000))] if not canvas.is_folded else [head]


def _hook_text(_entry: ItemEntry, item: HookPrompt) -> str:
    return "\n\n".join(fragment.text for fragment in item.fragments)


def _entered_rows(canvas: Canvas, _entry: ItemEntry, item: EnteredReviewMode) -> Rows:
    palette = canvas.palette
    title = title_of(("Review of ", palette.heading), (item.review or "the changes", palette.text))
    if not canvas.is_expanded:
        return [head_row(canvas, REVIEW, palette.accent, title)]
    words = Text(f"Review of {visible(item.review)}", palette.text)
    return body(wrap(words, canvas.body_width), REVIEW, palette.accent)


def _exited_rows(canvas: Canvas, entry: ItemEntry, item: ExitedReviewMode) -> Rows:
    palette = canvas.palette
    head = head_row(canvas, REVIEW, palette.accent, Text("Review finished", palette.heading))
    if canvas.is_folded:
        return [head]
    rows = canvas.growth.markdown(entry, _TEXT, item.review, canvas.body_width, palette)
    return [head, *GutteredRows(rows, " ", palette.text)]


def _review_text(_entry: ItemEntry, item: EnteredReviewMode | ExitedReviewMode) -> str:
    return item.review


def _has_fragments(_entry: ItemEntry, item: HookPrompt) -> bool:
    return bool(item.fragments)


LOOKS: Looks = {
    UserMessage: Look(_user_rows, _user_text, always, is_message=True),
    AgentMessage: Look(_agent_rows, _field_text, always, is_message=True),
    Plan: Look(_plan_rows, _field_text, always, is_message=True),
    Reasoning: Look(_reasoning_rows, _reasoning_text, always),
    HookPrompt: Look(_hook_rows, _hook_text, _has_fragments),
    EnteredReviewMode: Look(_entered_rows, _review_text, always, is_message=True),
    ExitedReviewMode: Look(_exited_rows, _review_text, always, is_message=True),
}
