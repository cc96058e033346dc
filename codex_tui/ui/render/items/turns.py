"""What stands between items: turn headers, check lists and notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.ui.render.diff import parse_unified, render_side_by_side
from codex_tui.ui.render.figures import format_count, format_duration
from codex_tui.ui.render.items.frame import (
    GUTTER,
    Canvas,
    Fact,
    body,
    head_row,
    limited,
    prose,
    title_of,
)
from codex_tui.ui.render.items.values import brief
from codex_tui.ui.render.text import cells, cut, visible, wrap

if TYPE_CHECKING:
    from rich.style import Style

    from codex_tui.protocol.threads import PlanStep, TurnError
    from codex_tui.state.timeline import NoticeEntry, PlanEntry, TurnEntry

RULE = "─"
NOTICE = "!"
PLAN = "≡"
FAILED = "✗"
STEP_GAP = "  "
SEPARATOR = " · "
MAX_DETAIL_ROWS = 2
_STEPS = {"completed": "☑", "inProgress": "▶"}
_PENDING = "☐"


def turn_rows(canvas: Canvas, entry: TurnEntry) -> list[Text]:
    """`── turn 4 ─────── completed · 38s · 14.2k tokens`; why it failed unless a notice says so; whole, its diff."""
    palette = canvas.palette
    word, style = _turn_status(canvas, entry.status)
    facts = [word, *_turn_figures(entry)]
    title = f"turn {entry.number}" if entry.number else "turn"
    start = f"{RULE * 2} {title} "
    room = canvas.width - len(start) - len(f"{RULE} ")
    while len(facts) > 1 and cells(SEPARATOR.join(facts)) > room:
        facts.pop()
    right = cut(SEPARATOR.join(facts), room)
    row = Text(start, palette.faint)
    row.append(RULE * (canvas.width - len(start) - cells(right) - 1) + " ")
    row.append(right, palette.muted)
    row.stylize(palette.muted, 3, 3 + len(title))
    row.stylize(style, len(row) - len(right), len(row) - len(right) + len(word))
    row.truncate(canvas.width)
    diff = render_side_by_side(parse_unified(entry.diff), canvas.body_width, palette) if canvas.is_whole else []
    is_told_below = entry.has_error_notice and not canvas.is_whole
    return [row, *_error_rows(canvas, None if is_told_below else entry.error), *body(diff)]


def _turn_status(canvas: Canvas, status: str) -> tuple[str, Style]:
    palette = canvas.palette
    match status:
        case "inProgress":
            return "working", palette.accent
        case "failed":
            return status, palette.error
        case "interrupted":
            return status, palette.warning
        case _:
            return cut(status, 24), palette.muted


def _turn_figures(entry: TurnEntry) -> list[str]:
    duration_ms = entry.duration_ms
    if duration_ms is None and entry.started_at is not None and entry.completed_at is not None:
        duration_ms = (entry.completed_at - entry.started_at) * 1000
    figures = [] if duration_ms is None else [format_duration(duration_ms / 1000)]
    if entry.spent_tokens:
        figures.append(f"{format_count(entry.spent_tokens, is_short=True)} tokens")
    return figures


def _error_rows(canvas: Canvas, error: TurnError | None) -> list[Text]:
    if error is None:
        return []
    palette = canvas.palette
    message = error.message or brief(error.codex_error_info)
    if not canvas.is_expanded:
        return [head_row(canvas, FAILED, palette.error, title_of((message, palette.error)))]
    rows = wrap(Text(visible(message), palette.error), canvas.body_width)
    details = prose(canvas, error.additional_details or "", palette.muted)
    return [*body(rows, FAILED, palette.error), *details]


def turn_text(entry: TurnEntry) -> str:
    """The turn in a line, why it failed, and all that it changed."""
    head = SEPARATOR.join([f"turn {entry.number}", entry.status, *_turn_figures(entry)])
    error = [entry.error.message, entry.error.additional_details or ""] if entry.error is not None else []
    return "\n".join(filter(None, [head, *error, entry.diff]))


def plan_rows(canvas: Canvas, entry: PlanEntry) -> list[Text]:
    """The check list: in one row if it fits there, else a row a step; how many are done stands at the right end."""
    palette = canvas.palette
    done = sum(step.status == "completed" for step in entry.steps)
    facts = [Text(f"{done}/{len(entry.steps)}", palette.muted)]
    if not entry.steps:
        return [head_row(canvas, _PENDING, palette.muted, title_of((entry.explanation or "no plan", palette.muted)))]
    if canvas.is_folded:
        current = next((step for step in entry.steps if step.status != "completed"), entry.steps[-1])
        return [_step_row(canvas, current, facts)]
    if not entry.explanation:
        row = _steps_in_a_row(canvas, entry.steps, facts)
        return [row] if row is not None else _steps_below(canvas, entry.steps, facts)
    steps = _steps_below(canvas, entry.steps, [])
    if canvas.is_expanded:
        words = wrap(Text(visible(entry.explanation), palette.muted), canvas.body_width)
        return [*body(words, PLAN, palette.muted), *steps]
    return [head_row(canvas, PLAN, palette.muted, title_of((entry.explanation, palette.muted)), facts), *steps]


def _step_style(canvas: Canvas, step: PlanStep) -> tuple[str, Style, Style]:
    """Sign, its style and the style of the words."""
    palette = canvas.palette
    styles = {
        "completed": (palette.success, palette.muted),
        "inProgress": (palette.accent, palette.strong),
    }
    return _STEPS.get(step.status, _PENDING), *styles.get(step.status, (palette.muted, palette.text))


def _steps_in_a_row(canvas: Canvas, steps: tuple[PlanStep, ...], facts: list[Fact]) -> Text | None:
    room = canvas.width - sum(len(fact) + 2 for fact in facts)
    if sum(len(step.step) + 4 for step in steps) > room + len(STEP_GAP):
        return None
    pieces: list[tuple[str, Style]] = []
    for step in steps:
        sign, sign_style, style = _step_style(canvas, step)
        pieces += [(f"{sign} ", sign_style), (step.step, style), (STEP_GAP, style)]
    row = title_of(*pieces[1:-1])
    if cells(row.plain) > room - len(GUTTER):
        return None
    sign, sign_style, _ = _step_style(canvas, steps[0])
    return head_row(canvas, sign, sign_style, row, facts)


def _steps_below(canvas: Canvas, steps: tuple[PlanStep, ...], facts: list[Fact]) -> list[Text]:
    rows: list[Text] = []
    for index, step in enumerate(steps):
        if not canvas.is_expanded:
            rows.append(_step_row(canvas, step, [] if index else facts))
            continue
        sign, sign_style, style = _step_style(canvas, step)
        rows += body(wrap(Text(visible(step.step), style), canvas.body_width), sign, sign_style)
    return rows


def _step_row(canvas: Canvas, step: PlanStep, facts: list[Fact]) -> Text:
    sign, sign_style, style = _step_style(canvas, step)
    return head_row(canvas, sign, sign_style, title_of((step.step, style)), facts)


def plan_text(entry: PlanEntry) -> str:
    """The check list as Markdown."""
    steps = [f"- [{'x' if step.status == 'completed' else ' '}] {step.step}" for step in entry.steps]
    return "\n".join([*([entry.explanation, ""] if entry.explanation else []), *steps])


def notice_rows(canvas: Canvas, entry: NoticeEntry) -> list[Text]:
    """A sign in the colour of its level; only an error's words are coloured, since a retry passes by itself."""
    palette = canvas.palette
    sign = {"error": palette.error, "warning": palette.warning}.get(entry.level, palette.muted)
    style = palette.error if entry.level == "error" else palette.muted
    if canvas.is_folded:
        return [head_row(canvas, NOTICE, sign, title_of((entry.text, style)))]
    words = wrap(Text(visible(entry.text), style), canvas.body_width)
    rows = limited(canvas, body(words, NOTICE, sign), canvas.limit(4, 200))
    details = body(wrap(Text(visible(entry.details), palette.muted), canvas.body_width)) if entry.details else []
    return rows + limited(canvas, details, canvas.limit(MAX_DETAIL_ROWS, 200))


def notice_text(entry: NoticeEntry) -> str:
    """The notice and its details."""
    return "\n".join(filter(None, (entry.text, entry.details)))
