"""Requests, threads and hostile texts that the tests of the row and card renderers share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from rich.style import Style
from rich.text import Text

from codex_tui.protocol.items import FileChange, FileUpdateChange, PatchKind
from codex_tui.protocol.requests import parse_request
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import Inbox, InboxEntry
from codex_tui.ui.render.palette import PLAIN_PALETTE

NOW = 1_795_423_200.0
THREAD_ID = "01a2078e-8858-7772-9917-d7fdb96451ba"
COMMAND_METHOD = "item/commandExecution/requestApproval"
FILE_METHOD = "item/fileChange/requestApproval"
AMENDMENT = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": ["touch"]}}
COMMAND: dict[str, Any] = {
    "kind": "command",
    "threadId": THREAD_ID,
    "turnId": "turn-1",
    "itemId": "call_1",
    "environmentId": "local",
    "reason": "May I run this outside the sandbox?",
    "command": "/bin/bash -lc 'touch lab.txt && ls -la'",
    "cwd": "/home/me/src/parser",
    "availableDecisions": ["accept", AMENDMENT, "cancel"],
}
FILE_CHANGE = {"threadId": THREAD_ID, "turnId": "turn-1", "itemId": "call_2"}
HOSTILE_PIECES = ("\x1b[2J", "\r", "\n", "\t", "\u202e", "\u200b", "e\u0301", "日本", "👩‍💻", "[red]", "а", "\x00", "…")

PALETTE = replace(
    PLAIN_PALETTE,
    text=Style(color="color(1)"),
    muted=Style(color="color(2)"),
    faint=Style(color="color(3)"),
    accent=Style(color="color(4)"),
    warning=Style(color="color(5)"),
    error=Style(color="color(6)"),
    success=Style(color="color(7)"),
    strong=Style(color="color(8)"),
    heading=Style(color="color(9)"),
    added=Style(color="color(10)"),
    removed=Style(color="color(11)"),
    revealed=Style(color="color(12)"),
    match=Style(color="color(13)"),
)
"""Every meaning has a colour of its own."""

widths = st.integers(10, 200)
hostile_texts = st.lists(st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE_PIECES)), max_size=12).map("".join)


def entry_for(method: str = COMMAND_METHOD, params: Any = None, *, waited_s: float = 124) -> InboxEntry:
    """A pending entry that has waited this long."""
    kind, request = parse_request(method, COMMAND if params is None else params)
    return Inbox().add(RequestKey(1, 0), method, kind, request, NOW - waited_s)


def file_change(*files: tuple[str, str, str]) -> FileChange:
    """A patch of files, each path, kind and diff."""
    changes = [FileUpdateChange(path=path, kind=PatchKind(type=kind), diff=diff) for path, kind, diff in files]
    return FileChange(type="fileChange", id="call_2", changes=changes)


def assert_rows_fit(rows: Iterable[Text], width: int) -> None:
    """Every row is one line without controls and within the width."""
    for row in rows:
        assert row.cell_len <= width, row.plain
        assert not any(ord(character) < 0x20 or character in "\x7f\u202e\u200b" for character in row.plain), row.plain


def style_at(row: Text, text: str) -> object:
    """The style in which a row shows the beginning of a piece of its text."""
    start = row.plain.index(text)
    return next((span.style for span in reversed(row.spans) if span.start <= start < span.end), row.style)
