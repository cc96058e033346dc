"""The cards of the inbox: what a server request asks, its facts, and the decisions that the server offers.

A pending card has the same rows whether it is selected or not, so that nothing moves under the cursor; the bar beside
them is thicker then, which needs no colour. An ended one is two rows of history, or more for a long outcome. A long
text is cut only in sight: its last row says how much more there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.replies import CANCEL, DECLINE, Decision
from codex_tui.protocol.requests import FileChangeApproval, LegacyPatchApproval, PermissionsApproval
from codex_tui.state.inbox import EntryState
from codex_tui.state.inbox_groups import grant_words
from codex_tui.ui.render.attestation import policy_label, undecided_rows
from codex_tui.ui.render.card_history import history_rows, spread
from codex_tui.ui.render.change_rows import file_rows
from codex_tui.ui.render.decisions import decision_label
from codex_tui.ui.render.diff import render_lines
from codex_tui.ui.render.diff_lines import diff_lines
from codex_tui.ui.render.figures import format_age, format_count, format_duration
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.request_facts import Fact, facts_of
from codex_tui.ui.render.text import cut, fold, prefixed, wrap
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

    from codex_tui.protocol.items import FileChange, FileUpdateChange
    from codex_tui.state.attestation import AttestationStatus
    from codex_tui.state.inbox import InboxEntry
    from codex_tui.ui.render.palette import Palette

BAR = "┃"
ENDED_BAR = "│"
SELECTED_BAR = "▌"
MAX_FILES = 6
MAX_FILES_WITH_LINES = 4
MIN_DIFF_ROWS = 8
"""What a diff gets on a card however low the inbox is."""
MAX_LABEL_ROWS = 6
MIN_WIDTH = 8
"""Narrower cards are drawn at this width and cut."""


@dataclass(frozen=True, slots=True)
class CardKeys:
    """The keys that a card names, as they are bound."""

    decline: str = "d"
    decline_with_message: str = "m"
    detail: str = "enter"
    cancel: str = "c"


@dataclass(frozen=True, slots=True)
class CardContext:
    """What a request does not say itself: `change` is the file change joined by `itemId`, `cwd` the thread's folder.

    `joined_command` is what a called tool of the user's would run, or the program that input is for. `count` equal
    requests stand on the card, and `grant` is a lasting one that covers them though the server still asks.
    """

    thread_title: str = ""
    parent_title: str | None = None
    home: str = ""
    change: FileChange | None = None
    cwd: str = ""
    joined_command: str = ""
    keys: CardKeys = CardKeys()
    attestation: AttestationStatus | None = None
    """What the one card of all attestation requests is about."""
    count: int = 1
    is_marked: bool = False
    max_diff_rows: int = MIN_DIFF_ROWS
    grant: Decision | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """The rows of a card, which of them are buttons of which decision, and which one opens the form."""

    rows: tuple[Text, ...]
    buttons: tuple[tuple[int, Decision], ...] = ()
    answer_row: int | None = None


def render_card(
    entry: InboxEntry,
    context: CardContext,
    width: int,
    palette: Palette,
    *,
    now: float,
    is_selected: bool,
    is_armed: bool,
) -> Card:
    """A card of at most `width` cells.

    `is_selected` is the inbox's cursor, whether the inbox has focus or not; `is_armed` says that keys decide now.
    """
    inner_cells = max(width, MIN_WIDTH) - 2
    is_settled = context.attestation is not None and not entry.is_decidable
    if is_settled or entry.state is not EntryState.PENDING:
        rows = history_rows(entry, context, inner_cells, palette, now)
        bar, bar_style = (SELECTED_BAR, palette.muted) if is_selected else (ENDED_BAR, palette.faint)
        return Card(_with_bar(rows, bar, bar_style, width))
    rows = [_head(entry, context, inner_cells, palette, now), *_thread_rows(entry, context, inner_cells, palette)]
    if context.attestation is not None:
        rows += undecided_rows(context.attestation, inner_cells, palette)
    rows += _fact_rows(entry, context, inner_cells, palette)
    if context.grant is not None:
        covered = f"covered by {grant_words(context.grant)}; the server still asks"
        rows += wrap(Text(covered, palette.muted), inner_cells)
    buttons: list[tuple[int, Decision]] = []
    if entry.is_decidable:
        rows.append(Text())
    answer_row = len(rows) if entry.form is not None and entry.is_decidable else None
    if answer_row is not None:
        label = "Grant…" if isinstance(entry.request, PermissionsApproval) else "Answer…"
        rows.append(_answer_row(label, context, inner_cells, palette, is_armed=is_armed))
    for row, decision in _decision_rows(entry, context, inner_cells, palette, is_armed=is_armed):
        if decision is not None:
            buttons.append((len(rows), decision))
        rows.append(row)
    rows.append(Text())
    bar, bar_style = (SELECTED_BAR, palette.accent) if is_selected else (BAR, palette.warning)
    return Card(_with_bar(rows, bar, bar_style, width), tuple(buttons), answer_row)


def is_cut(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> bool:
    """Whether a card of this width leaves out a part of what is to be approved: of a fact, a path, or a diff."""
    inner_cells = max(width, MIN_WIDTH) - 2
    if isinstance(entry.request, FileChangeApproval | LegacyPatchApproval):
        changes = context.change.changes if context.change is not None else []
        files = file_rows(changes, inner_cells, palette, cwd=context.cwd, home=context.home)
        _, left_out = _changes_on_card(context, inner_cells, palette)
        if left_out or any(file.is_cut for file in files):
            return True
    for fact in facts_of(entry.request, palette, context.home, context.joined_command):
        text = fact.whole if fact.brief is None else fact.brief
        if text and (fact.is_shortened or len(fact_rows(fact, text, inner_cells, palette)) > fact.max_rows):
            return True
    return False


def blind_spot(entry: InboxEntry, context: CardContext) -> str:
    """What nobody can be shown of a request, in words; empty where that is nothing."""
    is_patch = isinstance(entry.request, FileChangeApproval | LegacyPatchApproval)
    is_known = context.change is not None and bool(context.change.changes)
    return (
        "The files of this patch are not known, so nobody can see what it changes." if is_patch and not is_known else ""
    )


def _answer_row(label: str, context: CardContext, width: int, palette: Palette, *, is_armed: bool) -> Text:
    key_style, text_style = (palette.accent, palette.text) if is_armed else (palette.faint, palette.muted)
    row = Text.assemble((f"{context.keys.detail} ", key_style), (label, text_style))
    row.truncate(width)
    return row


def _with_bar(rows: list[Text], bar: str, style: Style, width: int) -> tuple[Text, ...]:
    """The bar stands on its own ground, even beside a row that is tinted as a whole."""
    barred = [Text(no_wrap=True, end="").append(f"{bar} ", style).append_text(row) for row in rows]
    for row in barred:
        row.truncate(max(0, width))
    return tuple(barred)


def _head(entry: InboxEntry, context: CardContext, width: int, palette: Palette, now: float) -> Text:
    age_s = now - entry.received_at
    age = format_duration(age_s) if age_s >= 60 else format_age(age_s)
    mark, count = "● " if context.is_marked else "", f" ×{context.count}" if context.count > 1 else ""
    title = f"{mark}{kind_title(entry.kind, entry.request)}{count}"
    return spread(Text(title, palette.warning), Text(age, palette.muted), width)


def _thread_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> Iterator[Text]:
    title = context.thread_title or short_id(entry.thread_id)
    if title:
        yield Text(cut(title, width), palette.strong)
    if context.parent_title:
        yield Text(cut(f"└ sub-agent of {context.parent_title}", width), palette.muted)


def _fact_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> Iterator[Text]:
    for fact in facts_of(entry.request, palette, context.home, context.joined_command):
        text = fact.whole if fact.brief is None else fact.brief
        if text:
            rows = fact_rows(fact, text, width, palette)
            yield from _capped(rows, fact.max_rows, width, context, palette, is_all=not fact.is_shortened)
    if isinstance(entry.request, FileChangeApproval | LegacyPatchApproval):
        yield from _change_rows(context, width, palette)


def fact_rows(fact: Fact, text: Text, width: int, palette: Palette) -> list[Text]:
    """The rows of a fact with its mark and hanging indent; what is to be approved is broken by cells alone."""
    mark = fact.mark if width > 2 * len(fact.mark) else ""
    rows = (fold if fact.is_exact else wrap)(text, max(1, width - len(mark)))
    return prefixed(rows, mark, " " * len(mark), palette.muted)


def _change_rows(context: CardContext, width: int, palette: Palette) -> Iterator[Text]:
    """The files, the first changed lines of each below it where they are few, and how much the card leaves out."""
    if context.change is None or not context.change.changes:
        yield from wrap(Text("The files of this patch are not known.", palette.warning), width)
        return
    rows, left_out = _changes_on_card(context, width, palette)
    yield from rows
    if left_out:
        yield Text(cut(f"  … {left_out} · {context.keys.detail}", width), palette.warning)


def _changes_on_card(context: CardContext, width: int, palette: Palette) -> tuple[list[Text], str]:
    """The rows that a card has room for, and in words what it leaves out; empty where that is nothing."""
    changes = context.change.changes if context.change is not None else []
    if not changes:
        return [], ""
    files = file_rows(changes, width, palette, cwd=context.cwd, home=context.home)
    shares = _shares(changes, context.max_diff_rows, width, palette)
    hidden_count = 0
    shown: list[Text] = []
    for file, change, share in list(zip(files, changes, shares, strict=True))[:MAX_FILES]:
        rows, left_count = _excerpt(change, share, width, palette)
        shown += (file.text, *rows)
        hidden_count += left_count
    if len(files) > MAX_FILES:
        return shown, _more(len(files) - MAX_FILES, "file")
    return shown, _more(hidden_count, "line") if hidden_count else ""


def _more(count: int, noun: str) -> str:
    return f"{format_count(count)} more {noun}{'' if count == 1 else 's'}"


def _shares(changes: list[FileUpdateChange], max_rows: int, width: int, palette: Palette) -> list[int]:
    """How many rows the lines of each file get; what a short one leaves goes to the others."""
    shares = [0] * len(changes)
    if len(changes) > MAX_FILES_WITH_LINES:
        return shares
    wanted = [len(_excerpt(change, max_rows, width, palette)[0]) for change in changes]
    for place, index in enumerate(sorted(range(len(changes)), key=wanted.__getitem__)):
        shares[index] = min(wanted[index], max_rows // (len(changes) - place))
        max_rows -= shares[index]
    return shares


def _excerpt(change: FileUpdateChange, max_rows: int, width: int, palette: Palette) -> tuple[list[Text], int]:
    """The first changed lines of a file in at most `max_rows` rows, and how many changed lines are left."""
    lines = diff_lines(change.kind.type, change.diff)
    changed = [index for index, line in enumerate(lines) if line.kind in ("added", "removed")]
    rows: list[Text] = []
    for count, index in enumerate(changed):
        is_short = len(lines[index].text) <= max_rows * width
        found = render_lines(lines, width, palette, offset=index, limit=1) if is_short else []
        if not is_short or len(rows) + len(found) > max_rows:
            return rows, len(changed) - count
        rows += found
    return rows, 0


def _capped(
    rows: list[Text], max_rows: int, width: int, context: CardContext, palette: Palette, *, is_all: bool = True
) -> Iterator[Text]:
    """The first rows, then how many more there are and the key that shows them."""
    if len(rows) <= max_rows and is_all:
        yield from rows
        return
    yield from rows[: max_rows - 1]
    more = _more(max(1, len(rows) - max_rows + 1), "row")
    more = more if is_all else f"over {more}"
    yield Text(cut(f"  … {more} · {context.keys.detail}", width), palette.warning)


def _decision_rows(
    entry: InboxEntry, context: CardContext, width: int, palette: Palette, *, is_armed: bool
) -> Iterator[tuple[Text, Decision | None]]:
    """The numbered decisions in the server's order, then what else refuses; each row with what a click decides."""
    key_style = palette.accent if is_armed else palette.faint
    text_style = palette.text if is_armed else palette.muted
    for number, decision in enumerate(entry.offered, 1):
        mark = f"{number} " if number <= 9 else "· "
        is_policy = context.attestation is not None
        label = Text(policy_label(decision) if is_policy else decision_label(decision, entry.request), text_style)
        rows = wrap(label, max(1, width - len(mark)))
        for row in _capped(prefixed(rows, mark, "  ", key_style), MAX_LABEL_ROWS, width, context, palette):
            yield row, decision
    hint = Text()
    refusal_keys = {DECLINE: context.keys.decline, CANCEL: context.keys.cancel}
    for decision in entry.refusals:
        hint.append(" · " if hint else "", palette.faint)
        hint.append(f"{refusal_keys[decision]} " if decision in refusal_keys else "", key_style)
        hint.append(decision_label(decision, entry.request).lower(), text_style)
    if context.attestation is None and (DECLINE in entry.offered or DECLINE in entry.refusals):
        hint.append(" · " if hint else "", palette.faint).append(f"{context.keys.decline_with_message} ", key_style)
        hint.append("with a message" if entry.refusals else "Decline with a message", text_style)
    if hint:
        for row in wrap(hint, width):
            yield row, DECLINE if DECLINE in entry.refusals else None
