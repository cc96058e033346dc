"""The status bar: one row that says how things stand, and loses its least important pieces first as it narrows.

The banner stands in for the inbox where that is out of sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.state.events import LinkState
from codex_tui.state.intents import ThreadSettings
from codex_tui.ui.render.figures import format_count, meter
from codex_tui.ui.render.text import cells, cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style

    from codex_tui.protocol.threads import RateLimitWindow
    from codex_tui.state.model import Model
    from codex_tui.ui.render.palette import Palette

METER_CELLS = 6
MANY_PERCENT = 90
MAX_MODEL_CELLS = 24
MAX_ACCOUNT_CELLS = 40
GAP = "  "
MIN_SPACE_CELLS = 3
"""Between the left and the right half of the bar."""

_LINK_GLYPHS: Mapping[LinkState, str] = MappingProxyType(
    {LinkState.READY: "●", LinkState.STARTING: "◐", LinkState.RESTARTING: "◐", LinkState.LOST: "✗", LinkState.DOWN: "✗"}
)
_WINDOW_NAMES: Mapping[int, str] = MappingProxyType({1440: "day", 10_080: "week", 43_200: "month"})
UNCHANGED = ThreadSettings()


@dataclass(frozen=True, slots=True)
class RateLimit:
    """One rate limit: its window's name (`5h`, `week`) and what of it is used, in percent."""

    name: str
    used_percent: float


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the status bar says; empty texts and None are left out. `context_used` is a fraction of the window."""

    link: LinkState
    detail: str = ""
    version: str = ""
    account: str = ""
    model: str = ""
    approval_policy: str = ""
    sandbox: str = ""
    primary: RateLimit | None = None
    secondary: RateLimit | None = None
    context_used: float | None = None
    pending_count: int = 0
    unknown_count: int = 0
    is_final_only: bool = False
    clock: str = ""
    replay: str = ""
    """What a replay is doing, in words; empty in a session of its own."""
    is_redacting: bool = True


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of the bar, its forms from the longest to the shortest; the highest rank chooses first."""

    rank: int
    forms: tuple[Text, ...]


def facts_for(
    model: Model,
    thread_id: str | None,
    *,
    chosen: ThreadSettings = UNCHANGED,
    clock: str = "",
    is_final_only: bool = False,
    is_redacting: bool = True,
) -> StatusFacts:
    """The facts of the moment; model, policies and context are those of the open thread's next turn.

    `chosen` is what the person has set for it.
    """
    record = model.threads.get(thread_id) if thread_id is not None else None
    limits = model.account.rate_limits
    return StatusFacts(
        link=model.link.state,
        detail=model.link.detail,
        version=model.link.version,
        account=model.account.label,
        model=chosen.model or (record.model if record else ""),
        approval_policy=chosen.approval_policy or (record.approval_policy if record else ""),
        sandbox=chosen.sandbox or (record.sandbox if record else ""),
        primary=_rate_limit(limits.primary) if limits else None,
        secondary=_rate_limit(limits.secondary) if limits else None,
        context_used=record.context_fraction if record else None,
        pending_count=len(model.inbox.pending),
        unknown_count=model.unknown_count,
        is_final_only=is_final_only,
        is_redacting=is_redacting,
        clock=clock,
    )


def render_status(facts: StatusFacts, width: int, palette: Palette) -> Text:
    """The bar in exactly `width` cells, a blank cell at each end where there is room."""
    margin = 1 if width >= 20 else 0
    room = max(0, width - 2 * margin)
    left, right = _left_pieces(facts, palette), _right_pieces(facts, palette)
    shown_left, shown_right = _fitted(left, right, room)
    row = Text(" " * margin, no_wrap=True, end="")
    row.append_text(shown_left)
    row.append(" " * max(0, room - shown_left.cell_len - shown_right.cell_len))
    row.append_text(shown_right)
    row.append(" " * margin)
    row.truncate(max(0, width), overflow="ellipsis" if width > 1 else "crop")
    return row


def render_banner(
    pending: int,
    oldest_title: str,
    kind: str,
    width: int,
    palette: Palette,
    *,
    inbox_key: str,
    next_key: str,
) -> Text:
    """`⚠ 2 waiting · COMMAND in “Fix the flaky parser” · f5 inbox · ^g next` in exactly `width` cells."""
    head = f"⚠ {format_count(pending)} waiting"
    what = f" · {cut(kind.upper(), 24)}"
    hints = f" · {inbox_key} inbox · {next_key} next"
    if cells(head + what + hints) + 16 > width:
        hints = f" · {inbox_key}"
    room = width - cells(head + what + hints)
    title = cut(oldest_title, room - 6) if room >= 16 else ""
    row = Text(no_wrap=True, end="")
    row.append(head, palette.warning)
    row.append(what, palette.text)
    row.append(f" in “{title}”" if title else "", palette.text)
    row.append(hints, palette.muted)
    row.truncate(max(0, width), overflow="ellipsis" if width > 1 else "crop", pad=True)
    return row


def _fitted(left: list[_Piece], right: list[_Piece], room: int) -> tuple[Text, Text]:
    """Both halves, each piece in the longest form that fits, the most important piece first."""
    chosen = [[piece.forms[-1] for piece in half] for half in (left, right)]
    places = [(piece, half, index) for half, pieces in enumerate((left, right)) for index, piece in enumerate(pieces)]
    for piece, half, index in sorted(places, key=lambda place: -place[0].rank):
        for form in piece.forms:
            chosen[half][index] = form
            if _is_fitting(_joined(chosen[0]), _joined(chosen[1]), room):
                break
    return _joined(chosen[0]), _joined(chosen[1])


def _is_fitting(left: Text, right: Text, room: int) -> bool:
    return left.cell_len + (MIN_SPACE_CELLS if left and right else 0) + right.cell_len <= room


def _joined(texts: list[Text]) -> Text:
    return Text(GAP).join(text for text in texts if text)


def _left_pieces(facts: StatusFacts, palette: Palette) -> list[_Piece]:
    nothing = Text()
    settings = [cut(facts.model, MAX_MODEL_CELLS), cut(facts.approval_policy, 20), cut(facts.sandbox, 20)]
    return [
        _Piece(2, (Text("codex-tui", palette.strong), nothing)),
        _Piece(100, (Text(facts.replay, palette.accent),)),
        _Piece(99, (_link(facts, palette),)),
        _Piece(90, tuple(_detail(facts, length, palette) for length in (60, 40, 24, 12, 0))),
        _Piece(4, (_version(facts, palette), nothing)),
        _Piece(20, (_facts_text(settings, palette), _facts_text(settings[:1], palette), nothing)),
        _Piece(1, (Text(cut(facts.account, MAX_ACCOUNT_CELLS), palette.muted), nothing)),
    ]


def _right_pieces(facts: StatusFacts, palette: Palette) -> list[_Piece]:
    nothing = Text()
    unknown = f"{format_count(facts.unknown_count)} unknown" if facts.unknown_count else ""
    return [
        _Piece(3, (Text(unknown, palette.muted), nothing)),
        _Piece(97, _unredacted_forms(facts, palette)),
        _Piece(12, (Text("final only" if facts.is_final_only else "", palette.accent), nothing)),
        _Piece(6, (_limit(facts.primary, palette, has_meter=True), _limit(facts.primary, palette), nothing)),
        _Piece(5, (_limit(facts.secondary, palette), nothing)),
        _Piece(10, (_context(facts, palette), nothing)),
        _Piece(98, _pending_forms(facts, palette)),
        _Piece(15, (Text(cut(facts.clock, 12), palette.muted), nothing)),
    ]


def _link(facts: StatusFacts, palette: Palette) -> Text:
    return Text(f"{_LINK_GLYPHS[facts.link]} {facts.link}", _link_style(facts.link, palette))


def _link_style(link: LinkState, palette: Palette) -> Style:
    match link:
        case LinkState.READY:
            return palette.success
        case LinkState.STARTING | LinkState.RESTARTING:
            return palette.accent
        case _:
            return palette.error


def _detail(facts: StatusFacts, max_cells: int, palette: Palette) -> Text:
    """Why the link is not ready; a healthy link needs no reason."""
    return Text("" if facts.link is LinkState.READY else cut(facts.detail, max_cells), palette.muted)


def _version(facts: StatusFacts, palette: Palette) -> Text:
    return Text(f"codex {cut(facts.version, 20)}" if facts.version else "", palette.muted)


def _facts_text(texts: list[str], palette: Palette) -> Text:
    return Text(" · ".join(filter(None, texts)), palette.text)


def _limit(limit: RateLimit | None, palette: Palette, *, has_meter: bool = False) -> Text:
    if limit is None:
        return Text()
    percent = min(999.0, max(0.0, limit.used_percent))
    bar = meter(percent / 100, METER_CELLS) + " " if has_meter else ""
    style = palette.error if percent >= MANY_PERCENT else palette.muted
    return Text(f"{cut(limit.name, 8)} {bar}{percent:.0f}%", style)


def _context(facts: StatusFacts, palette: Palette) -> Text:
    if facts.context_used is None:
        return Text()
    left_percent = 100 * (1 - min(1.0, max(0.0, facts.context_used)))
    style = palette.error if left_percent <= 100 - MANY_PERCENT else palette.muted
    return Text(f"ctx {left_percent:.0f}% left", style)


def _pending_forms(facts: StatusFacts, palette: Palette) -> tuple[Text, ...]:
    if not facts.pending_count:
        return (Text(),)
    number = format_count(facts.pending_count)
    return Text(f"⚠ {number} waiting", palette.warning), Text(f"⚠ {number}", palette.warning)


def _unredacted_forms(facts: StatusFacts, palette: Palette) -> tuple[Text, ...]:
    """Said for as long as secrets are kept, so it has no empty form."""
    if facts.is_redacting:
        return (Text(),)
    return Text("secrets are kept (--no-redact)", palette.error), Text("--no-redact", palette.error)


def _rate_limit(window: RateLimitWindow | None) -> RateLimit | None:
    return None if window is None else RateLimit(_window_name(window.window_duration_mins), window.used_percent)


def _window_name(minutes: float | None) -> str:
    """`5h`, `week`, `3d`; a limit whose window is not told is just a limit."""
    if minutes is None or not 1 <= minutes < 1e9:
        return "limit"
    whole = round(minutes)
    if whole in _WINDOW_NAMES:
        return _WINDOW_NAMES[whole]
    if whole % 1440 == 0:
        return f"{whole // 1440}d"
    return f"{whole // 60}h" if whole % 60 == 0 else f"{whole}m"
