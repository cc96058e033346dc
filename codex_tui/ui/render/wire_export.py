"""The wire log as Markdown: a heading for each message, its facts, and its JSON in a fence that it cannot break."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic_core import from_json, to_json

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.render.characters import HAZARDS
from codex_tui.ui.render.figures import clock, format_bytes, format_count, format_latency
from codex_tui.ui.render.text import visible

if TYPE_CHECKING:
    from datetime import tzinfo

MAX_INDENTED_BYTES = 256 * 1024
"""A longer line is left as it is, since nobody reads it and making it pretty would hold up the screen."""

_HAZARD = re.compile(f"[{HAZARDS}]")
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|!~&$]")
_BACKTICKS = re.compile("`+")
_WAY = {Direction.INBOUND: "from the server", Direction.OUTBOUND: "to the server"}


def markdown_head(count: int, first: WireRecord | None, filter_text: str, tz: tzinfo | None) -> str:
    """What stands at the top: how much of what is below."""
    facts = [f"{format_count(count)} messages"]
    if first is not None:
        facts.append(f"the first of {_day(first.at, tz)}")
    if filter_text:
        facts.append(f"filter {_code(filter_text)}")
    return f"# Wire log\n\n{' · '.join(facts)}\n"


def markdown_of(record: WireRecord, tz: tzinfo | None, note: str = "", *, is_waiting: bool = False) -> str:
    """One message; `note` is the person's own."""
    titles = [f"{record.seq + 1:,}", clock(record.at, tz), f"{record.direction.value} {record.kind.value}"]
    titles += [_code(record.method)] if record.method else []
    parts = [f"## {' · '.join(titles)}", _facts(record, is_waiting=is_waiting)]
    if note:
        parts.append("\n".join(f"> {_plain(line)}" for line in note.splitlines()))
    body, language = _body(record)
    fence = _fence(body, 3)
    parts.append(f"{fence}{language}\n{body}\n{fence}")
    return "\n" + "\n\n".join(parts) + "\n"


def _facts(record: WireRecord, *, is_waiting: bool) -> str:
    facts = [_WAY[record.direction]]
    if record.id is not None:
        # A string id is quoted, because the server tells "0" from 0.
        facts.append(f"id {_code(json.dumps(record.id, ensure_ascii=False))}")
    if record.thread_id:
        facts.append(f"thread {_code(record.thread_id)}")
    if record.item_id:
        facts.append(f"item {_code(record.item_id)}")
    facts.append(format_bytes(record.size_bytes))
    if record.latency_ms is not None:
        facts.append(f"latency {format_latency(record.latency_ms)}")
    if is_waiting:
        facts.append("no answer yet")
    if record.note:
        facts.append(_plain(record.note))
    return " · ".join(facts)


def _body(record: WireRecord) -> tuple[str, str]:
    """The line, indented where it is JSON, and the language of its fence. Nothing in it deceives a reader."""
    text = record.line.decode("utf-8", "replace")
    if record.kind is MessageKind.MALFORMED:
        return visible(text), "text"
    if len(record.line) <= MAX_INDENTED_BYTES:
        try:
            text = to_json(from_json(record.line), indent=2, inf_nan_mode="constants").decode()
        except ValueError:
            return visible(text), "text"
    return _HAZARD.sub(_escaped, text), "json"


def _escaped(found: re.Match[str]) -> str:
    """The same character as JSON can write it in ASCII."""
    return json.dumps(found[0])[1:-1]


def _fence(text: str, least: int) -> str:
    """Backticks, more than stand together anywhere in the text."""
    return "`" * max(least, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))


def _code(text: str) -> str:
    """A code span that the text cannot leave."""
    shown = visible(text, keep_newlines=False)
    fence = _fence(shown, 1)
    return f"{fence} {shown} {fence}" if "`" in shown or not shown.strip() else f"{fence}{shown}{fence}"


def _plain(text: str) -> str:
    """A text that is no markup."""
    return _MARKUP.sub(r"\\\g<0>", visible(text, keep_newlines=False))


def _day(unix_seconds: float, tz: tzinfo | None) -> str:
    try:
        return datetime.fromtimestamp(unix_seconds, tz).strftime("%Y-%m-%d")
    except (OverflowError, OSError, ValueError):
        return "an unknown day"
