"""The life of the link over real servers: restarted, killed, wrapped in a script, ended with nothing left behind."""

from __future__ import annotations

import os
import signal

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import LinkState
from codex_tui.state.inbox import ClaimRefused, EntryState
from codex_tui.state.intents import OpenThread, RestartServer, SendMessage
from codex_tui.state.timeline import ItemState
from tests.e2e.client import Client
from tests.e2e.processes import Process
from tests.e2e.world import World
from tests.e2e.wrapper import wrapper_around

pytestmark = pytest.mark.e2e


def server_of(world: World) -> Process:
    """The real server: of a script around it, the binary within."""
    servers = [process for process in world.processes() if process.arguments[-2:] == ("app-server", "")]
    return servers[-1]


def test_a_restarted_server_has_lost_what_waited_and_goes_on_with_the_thread(client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    client.do(RestartServer())
    client.wait_ready(generation=2)
    assert (entry.state, entry.key.generation) == (EntryState.LOST, 1)
    assert client.turns(thread_id)[0].status == "interrupted"
    with pytest.raises(ClaimRefused):
        client.decide(entry, ACCEPT)

    client.do(OpenThread(thread_id))
    client.send(thread_id, "scenario:exec-approve proof.txt")
    again = client.pending(thread_id)
    assert again.key.generation == 2
    client.decide(again, ACCEPT)
    assert client.turn_end(thread_id, 2).status == "completed"
    assert [entry.item.type for entry in client.items(thread_id, "userMessage")] == ["userMessage"] * 2


def test_a_killed_server_is_lost_with_all_that_ran_and_nothing_hangs(world: World, client: Client) -> None:
    streaming_id = client.start_thread("scenario:slow 60")
    message = client.item(streaming_id, "agentMessage")
    client.wait_until(lambda model: message.streamed("text"), "its first half")
    client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    os.kill(server_of(world).pid, signal.SIGKILL)
    client.wait_until(lambda model: model.link.state is LinkState.LOST, "the loss")

    assert client.model.link.detail.startswith("The server was ended by signal 9.")
    assert (entry.state, message.state) == (EntryState.LOST, ItemState.CLOSED)
    assert message.streamed("text") == "A first half,"
    assert client.turns(streaming_id)[0].status == "interrupted"
    assert client.fail(SendMessage(streaming_id, "hello")) == "the server is not running"
    client.do(RestartServer())
    client.wait_ready(generation=2)
    client.send(streaming_id, "scenario:hello")
    assert client.turn_end(streaming_id, 2).status == "completed"


def test_stopping_leaves_no_process_even_while_a_command_runs(world: World) -> None:
    with world.start(WorkerOptions(should_auto_approve=True)) as client:
        client.start_thread("scenario:exec-stdin")
        client.wait_until(lambda model: world.running("read line"), "the command")
        assert server_of(world)
    assert world.left_behind() == []


def test_a_script_around_the_server_is_ended_with_its_server(world: World) -> None:
    script = wrapper_around(world.codex_bin, world.workspace)
    with world.start(WorkerOptions(codex_bin=str(script))) as client:
        thread_id = client.start_thread("scenario:hello")
        assert client.turn_end(thread_id).status == "completed"
        assert len(world.running("app-server")) >= 2
    assert world.left_behind() == []


def test_a_killed_script_around_the_server_is_a_lost_link(world: World) -> None:
    client = world.start(WorkerOptions(codex_bin=str(wrapper_around(world.codex_bin, world.workspace))))
    wrapper = next(process for process in world.processes() if process.arguments[0].endswith("sh"))
    os.kill(wrapper.pid, signal.SIGKILL)

    client.wait_until(lambda model: model.link.state is LinkState.LOST, "the loss")
    assert client.model.link.detail.startswith("The server was ended by signal 9.")
    assert world.left_behind() == []
