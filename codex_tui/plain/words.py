"""What the line mode tells a person about threads, turns and answered requests, as text that is still hostile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from codex_tui.plain.turns import EndedTurn
from codex_tui.protocol.requests import RequestKind, parse_request
from codex_tui.protocol.threads import Thread, ThreadPage
from codex_tui.state.events import PolicyAnswered
from codex_tui.wire.connection import RequestReceived

MAX_SUBJECT_CHARS = 200
QUIET_KINDS = frozenset({RequestKind.CURRENT_TIME, RequestKind.ATTESTATION})
"""Asked often, and answered as a matter of course."""


def answer_words(asked: RequestReceived, answered: PolicyAnswered) -> str:
    """What was asked and how it was answered; empty for what goes without saying."""
    # Requests are rare, and what describes them takes long to import.
    from codex_tui.ui.render.kinds import kind_title
    from codex_tui.ui.render.request_facts import subject_of

    kind, request = parse_request(asked.method, asked.params)
    if kind in QUIET_KINDS:
        return ""
    what = f"{kind_title(kind, request).lower()} request {asked.id}"
    subject = shortened(subject_of(request))
    where = f" in thread {request.thread_id}" if request.thread_id else ""
    return f"{answered.outcome}, by policy {answered.by}: {what}{where}{f': {subject}' if subject else ''}"


def end_words(ended: EndedTurn) -> str:
    """What is to be said of the end of a turn; empty for one that was completed."""
    turn = ended.turn
    if turn.status == "failed":
        reason = turn.error.message if turn.error is not None and turn.error.message else "the server does not say why"
        return f"The turn in thread {ended.thread_id} failed: {reason}"
    return f"The turn in thread {ended.thread_id} was interrupted." if turn.status == "interrupted" else ""


def thread_rows(result: Any) -> Iterator[str]:
    """The rows of one page of threads: ids, and what each is about."""
    try:
        page = ThreadPage.model_validate(result)
        threads = [Thread.model_validate(thread) for thread in page.data]
    except ValidationError:
        yield "The server's list of threads cannot be read."
        return
    yield "threads:" if threads else "threads: none"
    for thread in threads:
        about = (thread.name or thread.preview).strip().partition("\n")[0]
        yield f"  {thread.id}  {shortened(about)}".rstrip()
    if page.next_cursor:
        yield f"There are more: :refresh-thread {page.next_cursor}"


def shortened(text: str) -> str:
    """The text, or its beginning."""
    return text if len(text) <= MAX_SUBJECT_CHARS else f"{text[:MAX_SUBJECT_CHARS]}…"
