"""Requests beside the approvals: what nobody can decide is refused at once, and a refusal lets the turn go on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from codex_tui.protocol.replies import DECLINE
from codex_tui.protocol.requests import RequestKind
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.inbox import EntryState, InboxEntry
from codex_tui.state.intents import CallMethod, StartThread
from tests.e2e.client import Client
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

CLOCK_SINCE = (0, 163)
MCP_SERVER = Path(__file__).with_name("eliciting_mcp.py")


def only_entry(client: Client) -> InboxEntry:
    (entry,) = client.model.inbox
    return entry


def refuse(client: Client) -> InboxEntry:
    """Refuse the next request as a person would, unless a policy already has."""
    entry = client.wait_until(lambda model: next(iter(model.inbox), None), "a request")
    if entry.is_decidable:
        client.decide(entry, DECLINE)
    return entry


@pytest.mark.parametrize(
    ("text", "kind"), [("scenario:ask", RequestKind.USER_INPUT), ("scenario:permissions", RequestKind.PERMISSIONS)]
)
def test_refused_questions_of_the_agent_let_its_turn_go_on(client: Client, text: str, kind: RequestKind) -> None:
    thread_id = client.start_thread(text)
    entry = refuse(client)

    assert client.turn_end(thread_id).status == "completed"
    assert (entry.kind, entry.thread_id) == (kind, thread_id)
    assert entry.state in (EntryState.RESOLVED, EntryState.BY_POLICY)
    assert not client.model.inbox.pending
    assert client.agent_texts(thread_id)[0].startswith("Finished.")


def test_a_call_of_a_tool_that_nobody_has_is_refused(world: World, client: Client) -> None:
    tool = {"type": "function", "name": "lookup", "description": "Looks up.", "inputSchema": {"type": "object"}}
    started = client.perform(CallMethod("thread/start", {"cwd": str(world.workspace), "dynamicTools": [tool]}))
    assert isinstance(started, IntentDone)
    thread_id = started.result["thread"]["id"]
    client.send(thread_id, "scenario:dynamic lookup")

    assert client.turn_end(thread_id).status == "completed"
    entry = only_entry(client)
    assert (entry.kind, entry.state) == (RequestKind.TOOL_CALL, EntryState.BY_POLICY)
    assert "no such tool" in client.agent_texts(thread_id)[0]


def test_a_question_of_an_mcp_server_is_declined(make_world: MakeWorld) -> None:
    command, script = json.dumps(sys.executable), json.dumps(str(MCP_SERVER))
    client = make_world(extra_config=f"[mcp_servers.paints]\ncommand = {command}\nargs = [{script}]").start()
    thread_id = client.start_thread("scenario:mcp paints paint")
    entry = refuse(client)

    assert client.turn_end(thread_id).status == "completed"
    assert entry.kind is RequestKind.ELICITATION
    assert entry.state in (EntryState.RESOLVED, EntryState.BY_POLICY)
    assert "action=decline" in client.agent_texts(thread_id)[0]
    assert client.item(thread_id, "mcpToolCall").item.type == "mcpToolCall"


def test_the_clock_is_told(make_world: MakeWorld) -> None:
    reminder = '[features.current_time_reminder]\nenabled = true\nclock_source = "external"'
    client = make_world(extra_config=reminder).start()
    started = client.perform(StartThread(text="scenario:hello"))
    if client.version < CLOCK_SINCE:
        assert isinstance(started, IntentFailed) and "failed to load configuration" in started.reason
        return
    assert isinstance(started, IntentDone) and started.thread_id is not None

    assert client.turn_end(started.thread_id).status == "completed"
    entries = {(entry.kind, entry.state, entry.outcome) for entry in client.model.inbox}
    assert entries == {(RequestKind.CURRENT_TIME, EntryState.BY_POLICY, "told the time · by policy: the clock")}
