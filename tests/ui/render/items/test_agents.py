from __future__ import annotations

from codex_tui.ui.render.entries import entry_text
from tests.ui.render.items.drawing import entry_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at

FIRST = "01a2078e-e65f-74c1-a4cf-d37f49ceb5cd"
SECOND = "01a2078e-e65f-74c1-a4cf-d37f49ce91d7"


def test_a_call_names_its_agents_and_how_they_are() -> None:
    states = {
        FIRST: {"status": "running", "message": None},
        SECOND: {"status": "errored", "message": "no network\nat all"},
    }
    entry = entry_of(
        "collabAgentToolCall",
        tool="spawnAgent",
        status="completed",
        receiverThreadIds=[FIRST],
        prompt="Collect the links.\nAll of them.",
        model="gpt-5.5",
        agentsStates=states,
    )
    assert lines_of(entry) == [
        "» started agent 01…b5cd · gpt-5.5".ljust(59) + "✓",
        "  Collect the links. All of them.",
        "  01…b5cd running",
        "  01…91d7 failed     no network at all",
    ]
    assert style_at(rows_of(entry)[3], "failed") == PALETTE.error
    assert lines_of(entry, is_expanded=True)[1:] == [
        "  Collect the links.",
        "  All of them.",
        "  01…b5cd running",
        "  01…91d7 failed",
        "  no network",
        "  at all",
    ]
    assert FIRST in entry_text(entry)


def test_calls_of_newer_servers_keep_their_own_words() -> None:
    entry = entry_of("collabAgentToolCall", tool="teleportAgent", status="failed", receiverThreadIds=[])
    assert lines_of(entry) == ["» teleportAgent".ljust(52) + "✗ failed"]


def test_an_activity_is_one_row() -> None:
    started = entry_of("subAgentActivity", kind="started", agentThreadId=SECOND, agentPath="a/links", model="gpt-5.5")
    assert lines_of(started) == ["» agent 01…91d7 started · a/links · gpt-5.5"]
    assert lines_of(entry_of("subAgentActivity", kind="interacted", agentThreadId="x")) == ["» agent x was spoken to"]
