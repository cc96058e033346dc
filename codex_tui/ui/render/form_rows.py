"""The rows of a form: the head of a field, its options, and what is wrong with it. All of its texts are hostile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.forms import FieldKind, FormField, Limits, checks_pattern
from codex_tui.ui.render.decisions import compact_json, revealed
from codex_tui.ui.render.text import joined, prefixed, visible, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.ui.render.palette import Palette

OTHER_LABEL = "Something else, in your own words"
_KIND_HINTS = {
    FieldKind.NUMBER: "a number",
    FieldKind.INTEGER: "a whole number",
    FieldKind.CHOICES: "any number of these",
    FieldKind.JSON: "JSON",
}
_FORMAT_HINTS = {
    "email": "an e-mail address",
    "uri": "an address with its scheme",
    "date": "a date, YYYY-MM-DD",
    "date-time": "a date and time, YYYY-MM-DDThh:mm:ssZ",
}


def head_rows(field: FormField, width: int, palette: Palette, *, is_focused: bool) -> list[Text]:
    """The title, what the server says about the field, and what it takes."""
    style = palette.accent if is_focused else palette.strong
    title = Text(visible(field.title, keep_newlines=False), style)
    hint = ", ".join(field_hints(field))
    if hint:
        title = joined(title, Text(f"  {hint}", palette.muted))
    rows = wrap(title, width)
    if field.description.strip():
        rows += wrap(Text(visible(field.description.strip()), palette.text), width)
    return rows


def field_hints(field: FormField) -> Iterator[str]:
    """What a field takes, in words."""
    if not field.is_required:
        yield "optional"
    if field.is_secret:
        yield "kept secret"
    limits = field.limits
    is_counted = limits.min_count is not None or limits.max_count is not None
    if field.kind in _KIND_HINTS and not (field.kind is FieldKind.CHOICES and is_counted):
        yield _KIND_HINTS[field.kind]
    if limits.format in _FORMAT_HINTS:
        yield _FORMAT_HINTS[limits.format]
    yield from _range_hints(limits)
    if limits.pattern:
        verb = "matches" if checks_pattern(limits.pattern) else "should match"
        yield f"{verb} {revealed(limits.pattern)}"
    if field.kind is FieldKind.BOOLEAN and field.default is True:
        yield "proposed: Yes"
    elif field.kind is FieldKind.JSON and field.default is not None:
        yield f"proposed: {compact_json(field.default)}"


def _range_hints(limits: Limits) -> Iterator[str]:
    low, high = limits.minimum, limits.maximum
    if low is not None and high is not None:
        yield f"{low:g} to {high:g}"
    elif low is not None or high is not None:
        yield f"at least {low:g}" if low is not None else f"at most {high:g}"
    if limits.exclusive_minimum is not None:
        yield f"more than {limits.exclusive_minimum:g}"
    if limits.exclusive_maximum is not None:
        yield f"less than {limits.exclusive_maximum:g}"
    yield from _count_hints(limits.min_length, limits.max_length, "characters")
    yield from _count_hints(limits.min_count, limits.max_count, "of them")


def _count_hints(low: int | None, high: int | None, what: str) -> Iterator[str]:
    if low and high is not None:
        yield f"{low} to {high} {what}"
    elif high is not None:
        yield f"at most {high} {what}"
    elif low:
        yield f"at least {low} {what}"


def option_rows(
    field: FormField, chosen: tuple[int, ...], cursor: int | None, width: int, palette: Palette
) -> list[tuple[int, Text]]:
    """Each row with the position of its option; `cursor` is the option under it, None without the focus."""
    on, off = ("☑", "☐") if field.kind is FieldKind.CHOICES else ("●", "○")
    labels = [(option.label, option.description) for option in field.options]
    labels += [(OTHER_LABEL, "")] if field.has_other else []
    rows: list[tuple[int, Text]] = []
    for position, (label, description) in enumerate(labels):
        is_chosen = position in chosen
        number = f"{position + 1} " if position < 9 else "  "
        pointer = "›" if position == cursor else " "
        style = palette.accent if position == cursor else palette.strong if is_chosen else palette.text
        first = f"{pointer} {on if is_chosen else off} {number}"
        found = wrap(Text(visible(label), style), max(1, width - len(first)))
        lines = prefixed(found, first, " " * len(first), palette.accent if is_chosen else palette.muted)
        if description.strip():
            indent = " " * len(first)
            about = wrap(Text(visible(description.strip()), palette.muted), max(1, width - len(first)))
            lines += prefixed(about, indent, indent, palette.muted)
        rows += [(position, line) for line in lines]
    return rows


def error_rows(error: str, width: int, palette: Palette) -> list[Text]:
    """What is wrong with what was entered; none where nothing is."""
    return wrap(Text(f"! {visible(error)}", palette.error), width) if error else []
