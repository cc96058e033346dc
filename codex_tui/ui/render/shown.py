"""What a person could see of a server request when it was decided, as text, and the hash of it that the audit keeps.

The text is that of the full-detail screen before it is laid out, so that it depends on neither width nor colours.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from codex_tui.ui.render.decisions import decision_label
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.palette import PLAIN_PALETTE
from codex_tui.ui.render.request_facts import facts_of
from codex_tui.ui.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codex_tui.state.inbox import InboxEntry
    from codex_tui.ui.render.cards import CardContext

HASH_CHARS = 16


def shown_text(entry: InboxEntry, context: CardContext) -> str:
    """The title, the facts, every file's diff, the decisions, and the parameters as the server sent them."""
    return "\n".join(_lines(entry, context))


def shown_hash(entry: InboxEntry, context: CardContext) -> str:
    """The beginning of the SHA-256 of `shown_text`, in hexadecimal."""
    # A lone surrogate is a value of Python's, not of UTF-8.
    shown = shown_text(entry, context).encode("utf-8", "surrogatepass")
    return hashlib.sha256(shown).hexdigest()[:HASH_CHARS]


def _lines(entry: InboxEntry, context: CardContext) -> Iterator[str]:
    yield kind_title(entry.kind, entry.request)
    yield visible(context.thread_title)
    if context.parent_title is not None:
        yield f"sub-agent of: {visible(context.parent_title)}"
    for fact in facts_of(entry.request, PLAIN_PALETTE, context.home, context.joined_command):
        yield f"{fact.label}: {fact.whole.plain}"
    for change in context.change.changes if context.change is not None else ():
        yield f"{change.kind.type}: {visible(change.path)}"
        yield visible(change.diff)
    for decision in (*entry.offered, *entry.refusals):
        yield decision_label(decision, entry.request)
    yield json.dumps(entry.request.model_dump(by_alias=True, exclude_unset=True), default=str)
