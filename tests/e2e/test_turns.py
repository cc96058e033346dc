"""Turns: from the first message to the completed timeline, and how they end otherwise."""

from __future__ import annotations

import pytest

from codex_tui.protocol.items import AgentMessage, CommandExecution
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.intents import EndBackgroundCommand, InterruptTurn, SendMessage, StartThread
from codex_tui.state.threads import ThreadGroup
from codex_tui.state.timeline import ItemState, NoticeEntry
from tests.e2e.client import Client
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

WHOLE_OUTPUT_SINCE = (0, 163)


def test_a_turn_from_its_message_to_its_completed_timeline(client: Client) -> None:
    thread_id = client.do(StartThread(text="scenario:hello", name="A greeting"))

    turn = client.turn_end(thread_id)
    assert (turn.status, turn.number) == ("completed", 1)
    assert [entry.item.type for entry in client.items(thread_id)] == ["userMessage", "agentMessage"]
    assert all(entry.state is ItemState.DONE for entry in client.items(thread_id))
    assert client.agent_texts(thread_id) == ["Hello from the scripted model."]
    record = client.record(thread_id)
    assert (record.title, record.model, record.group) == ("A greeting", "gpt-5.5", ThreadGroup.READY)
    assert record.tokens is not None and record.context_fraction is not None


def test_the_next_message_is_the_next_turn_of_the_same_thread(client: Client) -> None:
    thread_id = client.start_thread("scenario:hello")
    client.turn_end(thread_id)
    client.send(thread_id, "scenario:reasoning thoughts")

    assert client.turn_end(thread_id, 2).status == "completed"
    assert client.agent_texts(thread_id) == ["Hello from the scripted model.", "Reasoned answer."]
    assert client.record(thread_id).title == "scenario:hello"


def test_streamed_text_is_whole_before_and_after_its_end(client: Client) -> None:
    thread_id = client.start_thread("scenario:stream 300 1000")
    client.wait_until(
        lambda model: any(
            len(entry.streamed("text")) > 200 for entry in client.items(thread_id, "agentMessage") if entry.parts
        ),
        "a good part of the text",
    )
    streamed = client.item(thread_id, "agentMessage").streamed("text")

    client.turn_end(thread_id)
    (text,) = client.agent_texts(thread_id)
    assert text.startswith(streamed) and text.count("one more line") == 30


def test_a_message_into_a_running_turn_joins_it(client: Client) -> None:
    thread_id = client.start_thread("scenario:slow 3")
    first = client.item(thread_id, "agentMessage")
    client.wait_until(lambda model: first.streamed("text"), "its first half")
    client.do(SendMessage(thread_id, "scenario:hello", first.turn_id))

    assert client.turn_end(thread_id).status == "completed"
    assert client.agent_texts(thread_id)[-1] == "Hello from the scripted model."
    assert len(client.turns(thread_id)) == 1
    # Newer servers cut the message short, older ones let it end; it says what it said either way.
    assert first.state in (ItemState.DONE, ItemState.CLOSED)
    assert "A first half," in (first.streamed("text") or client.agent_texts(thread_id)[0])


def test_an_interrupted_stream_keeps_what_it_said(client: Client) -> None:
    thread_id = client.start_thread("scenario:slow 60")
    message = client.item(thread_id, "agentMessage")
    client.wait_until(lambda model: message.streamed("text"), "its first half")
    client.do(InterruptTurn(thread_id, message.turn_id))

    assert client.turn_end(thread_id).status == "interrupted"
    assert message.state is ItemState.CLOSED
    assert message.streamed("text") == "A first half,"
    client.send(thread_id, "scenario:hello")
    assert client.turn_end(thread_id, 2).status == "completed"


def test_an_interrupted_command_goes_on_until_it_is_ended_too(make_world: MakeWorld) -> None:
    client = make_world(sandbox_mode="danger-full-access").start()
    thread_id = client.start_thread("scenario:sleep-command 300")
    command = client.item(thread_id, "commandExecution")
    client.do(InterruptTurn(thread_id, command.turn_id))

    assert client.turn_end(thread_id).status == "interrupted"
    assert command.state is ItemState.OUTLIVES
    assert client.model.timeline(thread_id).running_commands() == [command]
    assert isinstance(command.item, CommandExecution) and command.item.process_id is not None
    client.do(EndBackgroundCommand(thread_id, command.item.process_id))
    client.wait_until(lambda model: command.state is ItemState.DONE, "the end of the command")


def test_a_failing_command_says_its_exit_code(make_world: MakeWorld) -> None:
    client = make_world(sandbox_mode="danger-full-access").start()
    thread_id = client.start_thread("scenario:fail")

    assert client.turn_end(thread_id).status == "completed"
    command = client.item(thread_id, "commandExecution").item
    assert isinstance(command, CommandExecution)
    assert (command.exit_code, command.aggregated_output) == (3, "something went wrong\n")


def test_a_dropped_stream_fails_the_turn_and_says_why(client: Client) -> None:
    thread_id = client.start_thread("scenario:drop")

    turn = client.turn_end(thread_id)
    assert turn.status == "failed" and turn.error is not None and turn.error.message
    assert client.item(thread_id, "agentMessage").state is ItemState.CLOSED
    assert [notice.level for notice in notices(client, thread_id)] == ["error"]


def test_a_retried_stream_tells_of_its_retry_and_then_of_its_success(make_world: MakeWorld) -> None:
    client = make_world(stream_max_retries=2).start()
    thread_id = client.start_thread("scenario:recovers")

    assert client.turn_end(thread_id).status == "completed"
    (notice,) = notices(client, thread_id)
    assert (notice.level, notice.text) == ("warning", "Reconnecting... 1/2")
    broken, whole = (entry for entry in client.items(thread_id, "agentMessage"))
    assert (broken.state, whole.state) == (ItemState.CLOSED, ItemState.DONE)
    assert isinstance(whole.item, AgentMessage) and whole.item.text == "This time it went well."


@pytest.mark.parametrize("name", ["http-500", "quota", "context-full", "incomplete"])
def test_trouble_of_the_provider_is_said_where_it_happened(client: Client, name: str) -> None:
    thread_id = client.start_thread(f"scenario:{name}")

    turn = client.turn_end(thread_id)
    assert turn.status == "failed" and turn.error is not None
    assert [(notice.level, notice.text) for notice in notices(client, thread_id)] == [("error", turn.error.message)]


def test_output_is_there_while_the_command_runs(make_world: MakeWorld) -> None:
    client = make_world(sandbox_mode="danger-full-access").start()
    thread_id = client.start_thread("scenario:output 10")
    command = client.item(thread_id, "commandExecution")
    client.wait_until(lambda model: "of 10" in command.streamed("output"), "live output")
    assert command.state is ItemState.OPEN

    # 0.131 may end an item after its turn.
    client.wait_until(lambda model: command.state is ItemState.DONE, "its end")
    assert isinstance(command.item, CommandExecution)
    whole = "".join(f"line {number} of 10\n" for number in range(1, 11))
    if client.version >= WHOLE_OUTPUT_SINCE:
        assert command.item.aggregated_output == whole
    else:
        # 0.131 may leave out what came before it listened.
        assert whole.endswith(command.item.aggregated_output or "")


def test_every_item_type_that_the_scripted_model_has_arrives(make_world: MakeWorld) -> None:
    client = make_world(sandbox_mode="danger-full-access").start()
    thread_id = client.start_thread("scenario:web-search bidi marks")
    for number, name in enumerate(("plan", "commentary", "markdown"), start=2):
        client.turn_end(thread_id, number - 1)
        client.send(thread_id, f"scenario:{name}")

    assert client.turn_end(thread_id, 4).status == "completed"
    kinds = {entry.item.type for entry in client.items(thread_id)}
    assert kinds >= {"userMessage", "agentMessage", "webSearch", "commandExecution"}
    assert client.model.timeline(thread_id).get(f"plan:{client.turns(thread_id)[1].turn_id}") is not None
    assert client.model.unknown_count == 0


def test_the_output_file_holds_the_servers_lines_and_nothing_else(world: World) -> None:
    path = world.workspace / "lines.jsonl"
    client = world.start(WorkerOptions(output_file=path))
    thread_id = client.start_thread("scenario:flood 500")
    client.turn_end(thread_id)

    assert path.read_bytes() == b"".join(line + b"\n" for line in client.inbound_lines())
    assert path.stat().st_mode & 0o777 == 0o600


def notices(client: Client, thread_id: str) -> list[NoticeEntry]:
    return [entry for entry in client.model.timeline(thread_id).entries if isinstance(entry, NoticeEntry)]
