"""Requests that are answered with a form, or with a decision of their own, and what the agent hears of it."""

from __future__ import annotations

import json
import os
import socket
import sys
from base64 import urlsafe_b64encode
from contextlib import closing
from pathlib import Path

import pytest

from codex_tui.demo.home import scripted_home, start_provider
from codex_tui.protocol.answers import FormAnswer, answer_from
from codex_tui.protocol.forms import Entered
from codex_tui.protocol.items import McpToolCall
from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision
from codex_tui.protocol.requests import RequestKind
from codex_tui.runtime.dynamic_tools import DynamicTool
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.inbox import ClaimRefused, EntryState, InboxEntry
from codex_tui.state.intents import Answer, CallMethod, InterruptTurn
from codex_tui.state.threads import ThreadGroup
from tests.e2e.client import Client
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import World
from tests.runtime.driver import has_ended

pytestmark = pytest.mark.e2e

MCP_SERVER = Path(__file__).with_name("eliciting_mcp.py")


@pytest.fixture
def mcp_client(make_world: MakeWorld) -> Client:
    """A client whose server has an MCP server that asks."""
    command, script = json.dumps(sys.executable), json.dumps(str(MCP_SERVER))
    return make_world(extra_config=f"[mcp_servers.paints]\ncommand = {command}\nargs = [{script}]").start()


def give(client: Client, entry: InboxEntry, **entered: Entered) -> FormAnswer:
    """Fill in the form and send it, as the screen does."""
    answer = answer_from(entry.request, entered)
    client.model.inbox.claim_answer(entry.key, answer)
    assert isinstance(client.perform(Answer(entry.key, answer)), IntentDone)
    return answer


def last_words(client: Client, thread_id: str) -> str:
    assert client.turn_end(thread_id).status == "completed"
    return client.agent_texts(thread_id)[-1]


def test_answered_questions_reach_the_agent(client: Client) -> None:
    thread_id = client.start_thread("scenario:ask")
    entry = client.pending()
    assert entry.kind is RequestKind.USER_INPUT and entry.form is not None
    assert client.record(thread_id).group is ThreadGroup.NEEDS_YOU
    give(client, entry, scope=Entered((1,)), style=Entered((2,), "nose2"))

    words = last_words(client, thread_id)
    assert "Package too" in words and "user_note: nose2" in words
    assert entry.state is EntryState.RESOLVED


def test_declined_questions_are_no_answers_and_the_turn_goes_on(client: Client) -> None:
    thread_id = client.start_thread("scenario:ask")
    entry = client.pending()
    client.decide(entry, DECLINE)

    assert "Package too" not in last_words(client, thread_id)
    assert entry.state is EntryState.RESOLVED


def test_an_interrupt_withdraws_a_question(client: Client) -> None:
    thread_id = client.start_thread("scenario:ask")
    entry = client.pending()
    client.do(InterruptTurn(thread_id, client.turns(thread_id)[0].turn_id))

    client.wait_state(entry.key, EntryState.WITHDRAWN)
    answer = answer_from(entry.request, {"scope": Entered((0,)), "style": Entered((0,))})
    with pytest.raises(ClaimRefused):
        client.model.inbox.claim_answer(entry.key, answer)


def test_only_the_granted_permissions_are_granted(client: Client) -> None:
    thread_id = client.start_thread("scenario:permissions /srv/shared")
    entry = client.pending()
    assert entry.kind is RequestKind.PERMISSIONS
    give(client, entry, permissions=Entered((1,)), scope=Entered((0,)))

    words = last_words(client, thread_id)
    assert "/srv/shared" in words and '"enabled":true' not in words.replace(" ", "")
    assert entry.state is EntryState.RESOLVED


def test_permissions_for_the_session_say_so(client: Client) -> None:
    thread_id = client.start_thread("scenario:permissions /srv/shared")
    give(client, client.pending(), permissions=Entered((0,)), scope=Entered((1,)))

    words = last_words(client, thread_id)
    assert "session" in words and "/srv/shared" not in words


def test_declined_permissions_grant_nothing(client: Client) -> None:
    thread_id = client.start_thread("scenario:permissions /srv/shared")
    client.decide(client.pending(), DECLINE)

    words = last_words(client, thread_id)
    assert "/srv/shared" not in words and '"enabled":true' not in words.replace(" ", "")


def test_a_filled_in_form_reaches_the_mcp_server(mcp_client: Client) -> None:
    thread_id = mcp_client.start_thread("scenario:mcp paints paint")
    entry = mcp_client.pending()
    assert entry.kind is RequestKind.ELICITATION and entry.form is not None
    give(mcp_client, entry, colour=Entered((1,)), layers=Entered(text="3"), signed=Entered((1,)))

    expected = json.dumps({"colour": "green", "layers": 3, "signed": False}, sort_keys=True)
    assert f"action=accept content={expected}" in last_words(mcp_client, thread_id).replace('\\"', '"')


@pytest.mark.parametrize(("decision", "action"), [(DECLINE, "decline"), (CANCEL, "cancel")])
def test_a_form_can_be_declined_and_dismissed(mcp_client: Client, decision: Decision, action: str) -> None:
    thread_id = mcp_client.start_thread("scenario:mcp paints paint")
    mcp_client.decide(mcp_client.pending(), decision)

    assert f"action={action}" in last_words(mcp_client, thread_id)


def test_a_page_to_open_is_agreed_to(mcp_client: Client) -> None:
    thread_id = mcp_client.start_thread("scenario:mcp paints visit")
    entry = mcp_client.pending()
    assert (entry.form, entry.offered) == (None, (ACCEPT, DECLINE, CANCEL))
    mcp_client.decide(entry, ACCEPT)

    assert "action=accept" in last_words(mcp_client, thread_id)


def test_a_tool_allowed_for_the_session_is_not_asked_about_again(mcp_client: Client) -> None:
    thread_id = mcp_client.start_thread("scenario:mcp paints write")
    entry = mcp_client.pending()
    assert ACCEPT_FOR_SESSION in entry.offered
    mcp_client.decide(entry, ACCEPT_FOR_SESSION)
    assert "written" in last_words(mcp_client, thread_id)

    mcp_client.send(thread_id, "scenario:mcp paints write")
    assert mcp_client.turn_end(thread_id, 2).status == "completed"
    assert len(mcp_client.model.inbox.entries) == 1


def test_a_tool_that_was_not_allowed_does_not_run(mcp_client: Client) -> None:
    thread_id = mcp_client.start_thread("scenario:mcp paints write")
    mcp_client.decide(mcp_client.pending(), DECLINE)

    assert "written" not in last_words(mcp_client, thread_id)
    call = mcp_client.item(thread_id, "mcpToolCall").item
    assert isinstance(call, McpToolCall) and call.status == "failed"


def tool_options(*script: str) -> WorkerOptions:
    return WorkerOptions(dynamic_tools=(DynamicTool("lookup", (sys.executable, "-c", "\n".join(script))),))


def test_a_tool_of_the_users_runs_once_it_is_allowed(world: World) -> None:
    client = world.start(tool_options("import sys, json", "print('found', json.load(sys.stdin)['key'])"))
    thread_id = client.start_thread('scenario:dynamic lookup {"key": "K-7"}')
    entry = client.pending()
    assert (entry.kind, entry.offered) == (RequestKind.TOOL_CALL, (ACCEPT, DECLINE))
    client.decide(entry, ACCEPT)

    assert "found K-7" in last_words(client, thread_id)
    # The server never calls a tool call resolved; the end of its turn does it.
    client.wait_state(entry.key, EntryState.RESOLVED)


def test_a_tool_of_the_users_that_is_declined_does_not_run(world: World) -> None:
    client = world.start(tool_options("open('ran', 'w')"))
    thread_id = client.start_thread("scenario:dynamic lookup")
    client.decide(client.pending(), DECLINE)

    assert "declined" in last_words(client, thread_id)
    assert not list(world.workspace.iterdir())


def test_an_interrupt_ends_a_running_tool(world: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pid"
    os.mkfifo(pipe)
    script = ("import os, pathlib, time", f"pathlib.Path({str(pipe)!r}).write_text(str(os.getpid()))")
    client = world.start(tool_options(*script, "time.sleep(600)"))
    thread_id = client.start_thread("scenario:dynamic lookup")
    entry = client.pending()
    decided = client.decide(entry, ACCEPT)
    pid = int(pipe.read_text())
    client.do(InterruptTurn(thread_id, client.turns(thread_id)[0].turn_id))

    assert isinstance(client.end_of(decided), IntentFailed)
    assert has_ended(pid)


def login(client: Client, token: str) -> None:
    """Log in as a host does that keeps the tokens itself."""
    given = {"type": "chatgptAuthTokens", "accessToken": token, "chatgptAccountId": "acc", "chatgptPlanType": "pro"}
    end = client.perform(CallMethod("account/login/start", given))
    assert isinstance(end, IntentDone), end.reason
    client.wait_until(
        lambda model: any(record.method == "account/login/completed" for record in model.wire_log.since(0)), "the login"
    )


def made_up_jwt(name: str) -> str:
    """An unsigned token, which the app-server reads and does not check; all are one user's, or a turn would fail."""
    auth = {"chatgpt_plan_type": "pro", "chatgpt_user_id": "nobody", "chatgpt_account_id": "acc"}
    claims = {"jti": name, "exp": 4_000_000_000, "email": "nobody@example.invalid", "https://api.openai.com/auth": auth}
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(
        (*(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts), "made-up")
    )


def test_fresh_tokens_come_from_a_command(codex_bin: Path, provider_port: int, tmp_path: Path) -> None:
    stale, fresh = made_up_jwt("stale"), made_up_jwt("fresh")
    tokens = json.dumps({"accessToken": fresh, "chatgptAccountId": "acc", "chatgptPlanType": "pro"})
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        provider = start_provider(listener, fresh)
        port = listener.getsockname()[1]
    assert provider.stdin is not None
    # A server that is logged in asks other parts of ChatGPT as well, where any token will do.
    elsewhere = f'chatgpt_base_url = "http://127.0.0.1:{provider_port}/backend-api"'
    home = scripted_home(tmp_path, port, top_config=elsewhere, provider_config="requires_openai_auth = true")
    with provider, closing(provider.stdin), World.at(codex_bin, home, workspace) as world:
        client = world.start(WorkerOptions(auth_refresh_command=(sys.executable, "-c", f"print({tokens!r})")))
        login(client, stale)
        thread_id = client.start_thread("scenario:hello")

        client.wait_until(lambda model: any(e.state is EntryState.BY_POLICY for e in model.inbox), "fresh tokens")
        entry = next(iter(client.model.inbox))
        assert (entry.kind, entry.state) == (RequestKind.AUTH_REFRESH, EntryState.BY_POLICY)
        assert entry.outcome.startswith("fresh tokens were sent")
        assert not [r for r in client.model.wire_log.since(0) if stale.encode() in r.line or fresh.encode() in r.line]
        client.turn_end(thread_id)
        message = client.item(thread_id, "agentMessage").item
        assert getattr(message, "text", None) == "Hello from the scripted model."
