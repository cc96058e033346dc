"""What a card of the inbox says once its request has ended: how, when, and what it was about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.answers import PermissionsAnswer
from codex_tui.protocol.permissions import granted_profile
from codex_tui.protocol.requests import FileChangeApproval, LegacyPatchApproval, PermissionsApproval
from codex_tui.state.inbox import EntryState
from codex_tui.ui.render.attestation import settled_rows
from codex_tui.ui.render.decisions import answer_word, decision_word
from codex_tui.ui.render.figures import format_age
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.permission_words import permission_words
from codex_tui.ui.render.request_facts import subject_of
from codex_tui.ui.render.text import cells, cut, visible, wrap
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.state.inbox import InboxEntry
    from codex_tui.ui.render.cards import CardContext
    from codex_tui.ui.render.palette import Palette

MIN_SHARED_CELLS = 28
"""From here on a row of history holds both the thread and what it was about."""


def history_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette, now: float) -> list[Text]:
    """`COMMAND  accepted · resolved  12s` and what it was about; a long outcome has rows of its own in between."""
    if context.attestation is not None:
        return settled_rows(context.attestation, width, palette)
    kind = Text(kind_title(entry.kind, entry.request), palette.muted)
    outcome, style = outcome_of(entry, palette)
    right = Text(_ended_when(entry, now), palette.muted)
    room = width - kind.cell_len - 2 - right.cell_len - 1
    is_short = cells(outcome) <= room
    head = spread(Text.assemble(kind, "  ", (outcome, style)) if is_short and outcome else kind, right, width)
    # The second half of an outcome keeps its dot.
    own_rows = [] if is_short else wrap(Text(outcome.replace(" · ", " ·\N{NO-BREAK SPACE}"), style), width)
    return [head, *own_rows, *_about_rows(entry, context, width, palette)]


def outcome_of(entry: InboxEntry, palette: Palette) -> tuple[str, Style]:
    """How a request ended, or how far its answer is, and the style that says whether that is good."""
    decided = decision_word(entry.decision) if entry.decision is not None else answer_word(entry.answer, entry.request)
    match entry.state:
        case EntryState.ANSWERING:
            return f"{decided} · sending", palette.accent
        case EntryState.LOST:
            return visible(entry.outcome, keep_newlines=False) or "lost with the server", palette.error
        case EntryState.BY_POLICY | EntryState.WITHDRAWN:
            return visible(entry.outcome, keep_newlines=False) or str(entry.state), palette.muted
    state = "sent" if entry.state is EntryState.ANSWERED else "resolved"
    is_grant = entry.answer is not None or (entry.decision is not None and not entry.decision.is_refusal)
    return f"{decided} · {state}", palette.success if is_grant else palette.muted


def _ended_when(entry: InboxEntry, now: float) -> str:
    """How long ago it ended."""
    return "" if entry.ended_at is None else format_age(now - entry.ended_at)


def _about_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> list[Text]:
    """One row; but what was granted is said whole."""
    if isinstance(entry.answer, PermissionsAnswer):
        title = cut(context.thread_title or short_id(entry.thread_id), width)
        texts = [Text(text, palette.muted) for text in (title, _subject(entry, context)) if text]
        return [row for text in texts for row in wrap(text, width)]
    about = _about(entry, context, width)
    return [Text(about, palette.muted)] if about else []


def _about(entry: InboxEntry, context: CardContext, width: int) -> str:
    """The thread and the subject; a long title leaves the subject half of the row."""
    title, subject = context.thread_title or short_id(entry.thread_id), _subject(entry, context)
    if not title or not subject or width < MIN_SHARED_CELLS:
        return cut(title or subject, width)
    subject_cells = min(cells(cut(subject, width)), width // 2)
    title = cut(title, width - subject_cells - 3)
    return f"{title} · {cut(subject, width - cells(title) - 3)}"


def _subject(entry: InboxEntry, context: CardContext) -> str:
    if isinstance(entry.request, FileChangeApproval | LegacyPatchApproval):
        count = len(context.change.changes) if context.change is not None else 0
        return f"{count} {'file' if count == 1 else 'files'}" if count else ""
    if isinstance(entry.answer, PermissionsAnswer) and isinstance(entry.request, PermissionsApproval):
        return ", ".join(permission_words(granted_profile(entry.request.permissions, entry.answer.granted)))
    return subject_of(entry.request)


def spread(left: Text, right: Text, width: int) -> Text:
    """Left and right at the edges of a row; the right one goes where the left one would touch it."""
    space = width - left.cell_len - right.cell_len
    if space < 1:
        return Text(cut(left.plain, width), left.style)
    return Text.assemble(left, " " * space, right)
