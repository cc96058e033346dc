"""Threads: listed, opened, resumed and held by other programs, paged, and changed as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codex_tui.protocol.items import UserMessage
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentFailed
from codex_tui.state.intents import (
    ArchiveThread,
    DeleteThread,
    ForkThread,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
    RenameThread,
    ResumeThread,
    SendMessage,
    StartThread,
)
from codex_tui.state.threads import ThreadGroup
from tests.e2e.client import Client
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

SINGLE_WRITER_SINCE = (0, 163)


def seeded_thread(world: World, turn_count: int = 1) -> str:
    """A thread of a server that has ended since."""
    with world.start() as client:
        thread_id = client.start_thread("scenario:hello 1")
        for number in range(2, turn_count + 1):
            client.turn_end(thread_id, number - 1)
            client.send(thread_id, f"scenario:hello {number}")
        client.turn_end(thread_id, turn_count)
    return thread_id


def questions(client: Client, thread_id: str) -> list[str]:
    """What the user said, in the order of the timeline."""
    said = (entry.item for entry in client.items(thread_id, "userMessage"))
    return ["".join(part.text for part in item.content) for item in said if isinstance(item, UserMessage)]


def test_a_thread_is_opened_without_being_resumed_and_sending_resumes_it(world: World) -> None:
    thread_id = seeded_thread(world)
    client = world.start()
    client.do(ListThreads())
    record = client.record(thread_id)
    assert (record.title, record.group) == ("scenario:hello 1", ThreadGroup.INACTIVE)
    client.do(OpenThread(thread_id))
    assert client.agent_texts(thread_id) == ["Hello from the scripted model."]
    assert not client.record(thread_id).is_loaded
    client.send(thread_id, "scenario:hello 2")

    assert client.turn_end(thread_id, 2).status == "completed"
    assert questions(client, thread_id) == ["scenario:hello 1", "scenario:hello 2"]
    assert client.record(thread_id).is_loaded


def test_a_thread_may_be_opened_while_it_is_being_started(client: Client) -> None:
    starting = StartThread(text="scenario:slow 1")
    client.worker.submit(starting)
    thread_id = client.wait_until(lambda model: next(iter(model.threads.records), None), "the thread")
    while not client.agent_texts(thread_id):
        client.do(OpenThread(thread_id))

    client.turn_end(thread_id)
    client.do(OpenThread(thread_id))
    assert [entry.item.type for entry in client.items(thread_id)] == ["userMessage", "agentMessage"]


def test_opening_a_thread_leaves_it_to_other_programs(world: World) -> None:
    thread_id = seeded_thread(world)
    reader, other = world.start(), world.start()
    reader.do(OpenThread(thread_id))
    other.do(ResumeThread(thread_id))
    other.send(thread_id, "scenario:hello 2")

    assert other.turn_end(thread_id).status == "completed"
    reader.do(OpenThread(thread_id))
    assert questions(reader, thread_id) == ["scenario:hello 1", "scenario:hello 2"]


def test_a_thread_that_another_program_holds_is_read_and_not_written(world: World) -> None:
    holder, reader = world.start(), world.start()
    thread_id = holder.start_thread("scenario:hello 1")
    holder.turn_end(thread_id)
    reader.do(OpenThread(thread_id))
    assert questions(reader, thread_id) == ["scenario:hello 1"]

    message = SendMessage(thread_id, "scenario:hello 2")
    end = reader.perform(message)
    if reader.version >= SINGLE_WRITER_SINCE:
        assert isinstance(end, IntentFailed) and end.intent is message
        assert "already has an active writer" in end.reason and "or fork it" in end.reason
        assert message.text == "scenario:hello 2"
    else:
        assert reader.turn_end(thread_id, 2).status == "completed"
    holder.send(thread_id, "scenario:hello 3")
    assert holder.turn_end(thread_id, 2).status == "completed"


def test_a_long_history_comes_in_pages_in_order_and_once(world: World) -> None:
    thread_id = seeded_thread(world, 50)
    client = world.start()
    client.do(OpenThread(thread_id))
    timeline = client.model.timeline(thread_id)
    assert questions(client, thread_id)[-1] == "scenario:hello 50" and timeline.older_cursor is not None
    pages = 1
    while timeline.older_cursor is not None:
        client.do(LoadOlderTurns(thread_id, timeline.older_cursor))
        pages += 1

    assert pages == 3
    assert questions(client, thread_id) == [f"scenario:hello {number}" for number in range(1, 51)]
    assert [turn.number for turn in client.turns(thread_id)] == list(range(1, 51))
    assert len(client.agent_texts(thread_id)) == 50


def test_many_threads_come_in_pages_newest_first(world: World) -> None:
    thread_ids = copies_of(seeded_thread(world), world.home, 120)
    client = world.start()
    client.do(ListThreads())
    assert 0 < len(client.model.threads.records) < 120
    while (cursor := client.model.threads.next_cursor) is not None:
        client.do(ListThreads(cursor))

    listed = list(client.model.threads)
    assert [record.id for record in listed] == list(reversed(thread_ids))
    assert [record.title for record in listed] == [f"scenario:hello {number}" for number in range(120, 0, -1)]


def copies_of(thread_id: str, home: Path, count: int) -> list[str]:
    """Turns the home's only thread into many, each a second newer than the one before; their ids, oldest first."""
    (original,) = (home / "sessions").rglob(f"rollout-*-{thread_id}.jsonl")
    text = original.read_text(encoding="utf-8")
    original.unlink()
    for database in home.glob("*.sqlite*"):
        # The server makes its index anew from the files.
        database.unlink()
    started_at = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\.\d+Z)")
    ids = []
    for number in range(1, count + 1):
        at = f"2026-01-02T03:{number // 60:02}:{number % 60:02}"
        copy_id = f"{thread_id[:-12]}{number:012x}"
        copy = text.replace(thread_id, copy_id).replace("scenario:hello 1", f"scenario:hello {number}")
        path = home / "sessions" / "2026" / "01" / "02" / f"rollout-{at.replace(':', '-')}-{copy_id}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(started_at.sub(at, copy), encoding="utf-8")
        ids.append(copy_id)
    return ids


def test_rename_fork_archive_and_delete(client: Client) -> None:
    thread_id = client.start_thread("scenario:hello 1")
    client.turn_end(thread_id)
    client.do(RenameThread(thread_id, "Renamed"))
    client.wait_until(lambda model: client.record(thread_id).title == "Renamed", "the name")

    fork_id = client.do(ForkThread(thread_id))
    assert client.record(fork_id).forked_from_id == thread_id
    client.do(OpenThread(fork_id))
    assert client.agent_texts(fork_id) == ["Hello from the scripted model."]

    client.do(ArchiveThread(thread_id, True))
    client.wait_until(lambda model: client.record(thread_id).is_archived, "the archive")
    client.do(ArchiveThread(thread_id, False))
    client.wait_until(lambda model: not client.record(thread_id).is_archived, "it back")
    client.do(ListThreads())
    assert client.record(thread_id).title == "Renamed"


def test_a_deleted_thread_is_gone(client: Client) -> None:
    thread_id = client.start_thread("scenario:hello 1")
    client.turn_end(thread_id)
    end = client.perform(DeleteThread(thread_id))
    if client.version < SINGLE_WRITER_SINCE:
        assert isinstance(end, IntentFailed) and end.reason == "thread/delete: this version of codex does not have it"
        return
    client.wait_until(lambda model: model.threads.get(thread_id) is None, "its end")
    client.do(ListThreads())
    assert client.model.threads.get(thread_id) is None


def test_a_thread_named_at_the_start_is_resumed_at_once(world: World) -> None:
    thread_id = seeded_thread(world)
    client = world.start(WorkerOptions(first_intents=(ListThreads(), ResumeThread(thread_id))))

    client.wait_until(lambda model: thread_id in model.threads.records and client.record(thread_id).is_loaded, "it")
    client.send(thread_id, "scenario:hello 2")
    assert client.turn_end(thread_id).status == "completed"


def test_a_thread_that_does_not_exist_is_an_error_in_words(client: Client) -> None:
    missing = "01a00000-0000-7000-8000-000000000000"

    assert "thread/resume:" in client.fail(SendMessage(missing, "hello"))
    assert client.fail(ResumeThread("not a thread")).startswith("thread/resume:")
