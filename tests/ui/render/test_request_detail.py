from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from codex_tui.protocol.replies import ACCEPT
from codex_tui.state.inbox import EntryState
from codex_tui.ui.render.cards import CardContext
from codex_tui.ui.render.request_detail import render_detail
from tests.ui.render.samples import (
    COMMAND,
    FILE_CHANGE,
    FILE_METHOD,
    PALETTE,
    assert_rows_fit,
    entry_for,
    file_change,
    hostile_texts,
    style_at,
    widths,
)

CONTEXT = CardContext("Fix the flaky parser test", "Rewrite the README", "/home/me", cwd="/home/me/src/parser")


def text_of(params: object = None, method: str = "item/commandExecution/requestApproval", width: int = 80) -> list[str]:
    return [row.plain.rstrip() for row in render_detail(entry_for(method, params), CONTEXT, width, PALETTE).rows]


def test_all_facts_the_decisions_and_the_raw_parameters() -> None:
    rows = text_of()
    assert rows[:12] == [
        "COMMAND · Fix the flaky parser test",
        "",
        "command       /bin/bash -lc 'touch lab.txt && ls -la'",
        "folder        /home/me/src/parser",
        "environment   local",
        "reason        May I run this outside the sandbox?",
        "sub-agent of  Rewrite the README",
        "thread        01a2078e-8858-7772-9917-d7fdb96451ba",
        "turn          turn-1",
        "item          call_1",
        "method        item/commandExecution/requestApproval",
        "request id    0 of server process 1",
    ]
    assert "2  Accept, and from now on allow commands that start with `touch`" in rows
    assert "d  Decline" in rows
    assert any("default.rules" in row for row in rows)
    assert any('"proposedExecpolicyAmendment"' in row or '"availableDecisions"' in row for row in rows)


def test_a_long_command_is_whole() -> None:
    script = "\n".join(f"echo {number}" for number in range(300))
    rows = text_of({**COMMAND, "command": script})
    assert [row.split()[-1] for row in rows[2:302]] == [str(number) for number in range(300)]


def test_a_narrow_screen_puts_labels_above() -> None:
    rows = text_of(width=30)
    assert rows[2:5] == ["command", "  /bin/bash -lc 'touch lab.txt", "   && ls -la'"]


def test_every_file_has_its_whole_diff() -> None:
    lines = "".join(f"line {number}\n" for number in range(40))
    change = file_change(("/home/me/src/parser/a.py", "add", lines), ("/etc/hosts", "add", "127.0.0.1\n"))
    entry = entry_for(FILE_METHOD, FILE_CHANGE)
    rows = render_detail(entry, replace(CONTEXT, change=change), 80, PALETTE).rows
    text = [row.plain for row in rows]
    assert all(any(f"line {number}" in row for row in text) for number in range(40))
    assert any("127.0.0.1" in row for row in text)
    outside = next(row for row in rows if "outside" in row.plain)
    assert style_at(outside, "/etc/hosts") == PALETTE.warning


def test_an_ended_request_says_its_outcome_and_offers_nothing() -> None:
    entry = entry_for()
    entry.state, entry.decision = EntryState.RESOLVED, ACCEPT
    rows = [row.plain.rstrip() for row in render_detail(entry, CONTEXT, 80, PALETTE).rows]
    assert "outcome       accepted · resolved" in rows
    assert "decisions" not in rows


def test_an_unknown_request_shows_what_came() -> None:
    rows = text_of({"hello": ["world"]}, "item/newThing/ask")
    assert rows[2] == "method        item/newThing/ask"
    assert any('"world"' in row for row in rows[5:])


@pytest.mark.parametrize("method", ["item/commandExecution/requestApproval", FILE_METHOD, "item/newThing/ask"])
@given(text=hostile_texts, width=widths)
def test_hostile_requests_keep_the_cells(method: str, text: str, width: int) -> None:
    params = {"threadId": text, "reason": text, "command": text, "cwd": text, "grantRoot": text, text: [text]}
    context = CardContext(text, text, text, file_change((text, "update", text)), text)
    assert_rows_fit(render_detail(entry_for(method, params), context, width, PALETTE).rows, width)
