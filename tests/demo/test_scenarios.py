"""The scenarios against the real app-server: each provokes what it is there for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from codex_tui.demo.home import open_demo_world
from tests.demo.conftest import StartClient
from tests.e2e.server import Message, Predicate, RawClient

pytestmark = pytest.mark.e2e

COMMAND_APPROVAL = "item/commandExecution/requestApproval"
PATCH_APPROVAL = "item/fileChange/requestApproval"


def notes(client: RawClient, method: str) -> list[Message]:
    return [message["params"] for message in list(client.messages) if message.get("method") == method]


def play_and_answer(client: RawClient, text: str, method: str, result: Message) -> Message:
    thread_id = client.start_thread()
    turn_id = client.start_turn(thread_id, text)
    client.answer(client.wait_for(method), result)
    return client.finish_turn(thread_id, turn_id)


def test_hello_and_flood_stream_every_delta(start_client: StartClient) -> None:
    with start_client() as client:
        assert client.run_turn("scenario:hello")["status"] == "completed"
        assert client.run_turn("scenario:flood 2000")["status"] == "completed"
        hello, flood = client.items("agentMessage")
        assert hello["text"] == "Hello from the scripted model."
        deltas = Counter(note["itemId"] for note in notes(client, "item/agentMessage/delta"))
        assert deltas[flood["id"]] == 2000


def test_a_load_is_as_large_as_it_was_asked_for(start_client: StartClient) -> None:
    with start_client() as client:
        assert client.run_turn("scenario:message 50000")["status"] == "completed"
        assert client.run_turn("scenario:items 30")["status"] == "completed"
        assert client.run_turn("scenario:print 5000")["status"] == "completed"
        message, *items, end = client.items("agentMessage")
        assert 45_000 < len(message["text"]) < 52_000 and message["text"].endswith("This is the end of it.")
        assert [item["text"] for item in items] == [f"Message {number} of 30." for number in range(1, 31)]
        (command,) = client.items("commandExecution")
        assert command["aggregatedOutput"].count("\n") == 5000 // 39 and end["text"] == "This is the end of it."


def test_websockets_carry_the_same_events(start_client: StartClient) -> None:
    with start_client(supports_websockets=True) as client:
        assert client.run_turn("scenario:plan")["status"] == "completed"
        updates = [note["plan"] for note in notes(client, "turn/plan/updated")]
        done = [sum(step["status"] == "completed" for step in plan) for plan in updates]
        assert done == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("decision", "is_made"), [("accept", True), ("decline", False)])
def test_exec_approve_asks_and_the_file_is_the_proof(start_client: StartClient, decision: str, is_made: bool) -> None:
    with start_client() as client:
        play_and_answer(client, "scenario:exec-approve proof.txt", COMMAND_APPROVAL, {"decision": decision})
        assert (client.cwd / "proof.txt").exists() is is_made


def test_exec_prefix_offers_an_amendment(start_client: StartClient) -> None:
    with start_client() as client:
        play_and_answer(client, "scenario:exec-prefix", COMMAND_APPROVAL, {"decision": "accept"})
        approval = client.wait_for(COMMAND_APPROVAL)["params"]
        assert approval["proposedExecpolicyAmendment"] == ["touch"]


@pytest.mark.parametrize(("decision", "is_made"), [("accept", True), ("decline", False)])
def test_patch_asks_and_the_file_is_the_proof(start_client: StartClient, decision: str, is_made: bool) -> None:
    with start_client() as client:
        play_and_answer(client, "scenario:patch proof.txt", PATCH_APPROVAL, {"decision": decision})
        assert (client.cwd / "proof.txt").exists() is is_made


def test_ask_puts_its_questions(start_client: StartClient) -> None:
    with start_client() as client:
        answers = {"answers": {"scope": {"answers": ["Package too"]}}}
        play_and_answer(client, "scenario:ask", "item/tool/requestUserInput", answers)
        assert "Package too" in client.items("agentMessage")[-1]["text"]


def test_permissions_asks_for_network_and_folder(start_client: StartClient) -> None:
    with start_client() as client:
        method = "item/permissions/requestApproval"
        play_and_answer(client, "scenario:permissions", method, {"permissions": {}})
        assert client.wait_for(method)["params"]["permissions"]["network"] == {"enabled": True}


def test_reasoning_search_and_output_make_their_items(start_client: StartClient) -> None:
    with start_client(sandbox_mode="danger-full-access") as client:
        for name in ("reasoning thoughts", "web-search bidi marks", "output 5", "fail"):
            assert client.run_turn(f"scenario:{name}")["status"] == "completed"
        assert client.items("reasoning")[0]["content"] == ["thoughts"]
        assert client.items("webSearch")[0]["query"] == "bidi marks"
        counted, failed = client.items("commandExecution")
        assert counted["aggregatedOutput"].splitlines()[-1] == "line 5 of 5"
        assert failed["exitCode"] == 3


def test_plan_mode_compaction_and_review_make_their_items(start_client: StartClient) -> None:
    settings = {"model": "gpt-5.5", "reasoning_effort": None, "developer_instructions": None}
    with start_client() as client:
        thread_id = client.start_thread()
        plan_mode = {"mode": "plan", "settings": settings}
        client.finish_turn(thread_id, client.start_turn(thread_id, "scenario:plan-item", collaborationMode=plan_mode))
        assert client.items("plan")[0]["text"].startswith("# Make `parse()` keep its order")
        client.request("thread/compact/start", threadId=thread_id)
        client.wait_for("item/completed", of_type("contextCompaction"))
        client.request("review/start", threadId=thread_id, target={"type": "uncommittedChanges"})
        review = client.wait_for("item/completed", of_type("exitedReviewMode"))["params"]["item"]["review"]
        assert "found nothing" in review


def test_an_interrupt_ends_a_slow_stream(start_client: StartClient) -> None:
    with start_client() as client:
        thread_id = client.start_thread()
        turn_id = client.start_turn(thread_id, "scenario:slow 60")
        client.wait_for("item/agentMessage/delta")
        client.request("turn/interrupt", threadId=thread_id, turnId=turn_id)
        assert client.finish_turn(thread_id, turn_id)["status"] == "interrupted"


def test_a_child_asks_under_its_own_thread(start_client: StartClient) -> None:
    with start_client() as client:
        thread_id = client.start_thread()
        turn_id = client.start_turn(thread_id, "scenario:spawn scenario:exec-approve child.txt")
        approval = client.wait_for(COMMAND_APPROVAL)
        assert approval["params"]["threadId"] != thread_id
        client.answer(approval, {"decision": "accept"})
        assert client.finish_turn(thread_id, turn_id)["status"] == "completed"
        assert (client.cwd / "child.txt").exists()


@pytest.mark.parametrize("name", ["drop", "http-500", "quota", "incomplete"])
def test_faults_end_in_a_failed_turn(start_client: StartClient, name: str) -> None:
    with start_client() as client:
        assert client.run_turn(f"scenario:{name}")["status"] == "failed"
        assert not client.items("agentMessage")


def test_a_dropped_stream_is_retried(start_client: StartClient) -> None:
    with start_client(stream_max_retries=1) as client:
        assert client.run_turn("scenario:recovers")["status"] == "completed"
        assert [note["willRetry"] for note in notes(client, "error")] == [True]


def test_hostile_text_arrives_raw(start_client: StartClient) -> None:
    with start_client() as client:
        play_and_answer(client, "scenario:hostile", COMMAND_APPROVAL, {"decision": "decline"})
        command: str = client.wait_for(COMMAND_APPROVAL)["params"]["command"]
        for mark in ("\x1b]52;", "\u202e", "\U000e0041", "\x9b", "\r\x1b[2K"):
            assert mark in command
        assert "\x00" in client.items("agentMessage")[0]["text"]


def test_the_stories_leave_two_ready_two_asking_and_two_at_work(codex_bin: Path) -> None:
    world = open_demo_world()
    try:
        with RawClient(codex_bin, Path(world.env["CODEX_HOME"]), world.cwd) as client:
            threads: dict[str, str] = {}
            for story in world.stories:
                threads[client.start_thread(**story.thread_settings)] = story.title
                client.start_turn([*threads][-1], story.prompt)
            command = client.wait_for(COMMAND_APPROVAL)["params"]
            patch = client.wait_for(PATCH_APPROVAL)["params"]
            for thread_id in [*threads][:2]:
                client.wait_for("turn/completed", of_thread(thread_id))
            ended = [threads.get(note["threadId"]) for note in notes(client, "turn/completed")]
    finally:
        world.close()
    assert threads[command["threadId"]] == "Fix the flaky parser test"
    assert threads[patch["threadId"]] == "Upgrade the lockfile"
    assert sorted(filter(None, ended)) == ["Benchmarks for v2", "Typo in the changelog"]


def of_thread(thread_id: str) -> Predicate:
    return lambda message: bool(message["params"]["threadId"] == thread_id)


def of_type(kind: str) -> Predicate:
    return lambda message: bool(message["params"]["item"]["type"] == kind)


def test_the_word_fail_fails_whatever_the_stories_have_mended(codex_bin: Path) -> None:
    world = open_demo_world()
    try:
        with RawClient(codex_bin, Path(world.env["CODEX_HOME"]), world.cwd) as client:
            assert client.run_turn("fail")["status"] == "completed"
            (command,) = client.items("commandExecution")
    finally:
        world.close()
    assert command["exitCode"] == 2
    assert "usage: words" in command["aggregatedOutput"]
