"""Everything about one server request, uncut, for the full-detail screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from codex_tui.protocol.replies import CANCEL
from codex_tui.protocol.requests import FileChangeApproval, LegacyPatchApproval, UnknownRequest
from codex_tui.state.inbox import EntryState
from codex_tui.ui.render.attestation import attestation_detail
from codex_tui.ui.render.card_history import outcome_of
from codex_tui.ui.render.cards import CardContext
from codex_tui.ui.render.change_rows import file_rows, whole_file_rows
from codex_tui.ui.render.decisions import decision_label, lasting_explanation
from codex_tui.ui.render.diff import render_side_by_side
from codex_tui.ui.render.diff_lines import diff_lines
from codex_tui.ui.render.json import pretty_rows
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.request_facts import Fact, facts_of
from codex_tui.ui.render.text import cut, fold, pad, prefixed, visible, wrap
from codex_tui.wire.envelope import shown_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.state.inbox import InboxEntry
    from codex_tui.ui.render.palette import Palette

LABEL_CELLS = 14
MIN_WIDTH_WITH_LABELS = 48
INDENT = "  "


class Detail(NamedTuple):
    """The rows, of which the first `essential_count` say all there is to know for a decision."""

    rows: list[Text]
    essential_count: int


def render_detail(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> Detail:
    """The facts, the whole command, every file's diff, the decisions and what they mean, the raw parameters."""
    width = max(1, width)
    if context.attestation is not None:
        rows = attestation_detail(context.attestation, width, palette)
        return Detail(rows, len(rows))
    rows = [Text(cut(_title(entry, context), width), palette.warning), Text()]
    facts = [
        *facts_of(entry.request, palette, context.home, context.joined_command),
        *_circumstances(entry, context, palette),
    ]
    for index, fact in enumerate(facts):
        is_label_shown = index == 0 or facts[index - 1].label != fact.label
        rows += _fact_rows(fact, width, palette, is_label_shown=is_label_shown)
    if isinstance(entry.request, FileChangeApproval | LegacyPatchApproval):
        rows += _section("files", width, palette)
        rows += _change_rows(context, width, palette)
    if entry.is_decidable:
        rows += _section("decisions", width, palette)
        rows += _decision_rows(entry, context, width, palette)
    essential_count = len(rows)
    rows += _section("parameters as the server sent them", width, palette)
    rows += pretty_rows(_raw_parameters(entry), width, palette)
    for row in rows:
        row.no_wrap, row.end = True, ""
        row.truncate(width)
    return Detail(rows, essential_count)


def _title(entry: InboxEntry, context: CardContext) -> str:
    return " · ".join(filter(None, (kind_title(entry.kind, entry.request), context.thread_title)))


def _circumstances(entry: InboxEntry, context: CardContext, palette: Palette) -> Iterator[Fact]:
    yield from (
        Fact(label, Text(visible(text), palette.text))
        for label, text in (
            ("sub-agent of", context.parent_title),
            ("thread", entry.thread_id),
            ("turn", entry.request.turn_id or ""),
            ("item", entry.request.item_id or ""),
            ("method", entry.method),
            ("request id", f"{shown_id(entry.key.id)} of server process {entry.key.generation}"),
        )
        if text
    )
    if entry.state is not EntryState.PENDING:
        outcome, style = outcome_of(entry, palette)
        yield Fact("outcome", Text(visible(outcome), style))


def _fact_rows(fact: Fact, width: int, palette: Palette, *, is_label_shown: bool) -> list[Text]:
    """The label in a column of its own, or above the text where the screen is narrow."""
    label = fact.label if is_label_shown else ""
    has_column = width >= MIN_WIDTH_WITH_LABELS
    first, rest = (pad(label, LABEL_CELLS), " " * LABEL_CELLS) if has_column else (INDENT, INDENT)
    rows = (fold if fact.is_exact else wrap)(fact.whole, max(1, width - len(rest)))
    above = [Text(cut(label, width), palette.muted)] if label and not has_column else []
    return above + prefixed(rows, first, rest, palette.muted)


def _section(title: str, width: int, palette: Palette) -> list[Text]:
    return [Text(), Text(cut(title, width), palette.heading)]


def _change_rows(context: CardContext, width: int, palette: Palette) -> Iterator[Text]:
    changes = context.change.changes if context.change is not None else []
    if not changes:
        yield from wrap(Text("The files of this patch are not known.", palette.warning), width)
    if len(changes) > 1:
        yield from (file.text for file in file_rows(changes, width, palette, cwd=context.cwd, home=context.home))
    for change in changes:
        yield Text()
        yield from whole_file_rows(change, width, palette, cwd=context.cwd, home=context.home)
        lines = diff_lines(change.kind.type, change.diff)
        yield from render_side_by_side(lines, width, palette) if lines else (Text("  empty file", palette.muted),)


def _decision_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> Iterator[Text]:
    """Each decision, and what it allows and for how long."""
    cwd = getattr(entry.request, "cwd", None) or context.cwd
    refusal_keys = {CANCEL: context.keys.cancel}
    marks = [str(number) for number in range(1, len(entry.offered) + 1)]
    marks += [refusal_keys.get(decision, context.keys.decline) for decision in entry.refusals]
    for mark, decision in zip(marks, (*entry.offered, *entry.refusals), strict=True):
        label = Text(decision_label(decision, entry.request), palette.strong)
        meaning = Text(lasting_explanation(decision, entry.request, cwd), palette.muted)
        yield from prefixed(wrap(label, max(1, width - 3)), pad(mark, 3), "   ", palette.accent)
        yield from prefixed(wrap(meaning, max(1, width - 3)), "   ", "   ", palette.muted)


def _raw_parameters(entry: InboxEntry) -> object:
    if isinstance(entry.request, UnknownRequest):
        return entry.request.raw
    return entry.request.model_dump(by_alias=True, exclude_unset=True)
