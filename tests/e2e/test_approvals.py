"""Approvals: each decision with what it leads to on disk, in the turn and in the inbox."""

from __future__ import annotations

import pytest

from codex_tui.protocol.items import CommandExecution
from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision, DecisionKind
from codex_tui.protocol.requests import CommandApproval, RequestKind
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone
from codex_tui.state.inbox import ClaimRefused, EntryState, InboxEntry
from codex_tui.state.inbox_groups import covering_grant, group_equal, lasting_grants
from codex_tui.state.intents import DescribeThread, InterruptTurn, RunShellCommand
from codex_tui.state.joins import file_change_for, item_for
from codex_tui.state.threads import ThreadGroup
from codex_tui.state.timeline import ItemState
from tests.e2e.client import Client
from tests.e2e.world import World

pytestmark = pytest.mark.e2e


def offered(entry: InboxEntry, kind: DecisionKind) -> Decision:
    return next(decision for decision in entry.offered if decision.kind is kind)


def test_an_accepted_command_runs(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    assert isinstance(entry.request, CommandApproval) and "touch proof.txt" in (entry.request.command or "")
    assert entry.request.reason == "May I run this outside the sandbox?"
    assert client.record(thread_id).group is ThreadGroup.NEEDS_YOU
    assert not (world.workspace / "proof.txt").exists()
    client.decide(entry, ACCEPT)

    assert client.turn_end(thread_id).status == "completed"
    assert (world.workspace / "proof.txt").exists()
    assert entry.state is EntryState.RESOLVED
    assert client.record(thread_id).group is ThreadGroup.READY


def test_a_declined_command_does_not_run_and_the_turn_goes_on(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    client.decide(entry, DECLINE)

    assert client.turn_end(thread_id).status == "completed"
    assert not (world.workspace / "proof.txt").exists()
    command = client.item(thread_id, "commandExecution").item
    assert isinstance(command, CommandExecution) and command.status == "declined"
    assert "rejected" in client.agent_texts(thread_id)[0]
    assert entry.state is EntryState.RESOLVED


def test_cancel_declines_and_interrupts(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    client.decide(entry, CANCEL)

    assert client.turn_end(thread_id).status == "interrupted"
    assert client.wait_state(entry.key, EntryState.RESOLVED).decision == CANCEL
    assert not (world.workspace / "proof.txt").exists()
    assert client.agent_texts(thread_id) == []


def test_equal_requests_stand_together_and_one_decision_answers_all_of_them(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve same.txt same.txt other.txt")
    client.pending(count=3)
    # They come in any order.
    other, same = sorted(group_equal(client.model, client.model.inbox.pending), key=len)
    assert (len(same), len(other)) == (2, 1)

    for entry in same:
        client.decide(entry, ACCEPT)
    for entry in same:
        client.wait_state(entry.key, EntryState.RESOLVED)
    assert other[0].is_decidable and group_equal(client.model, client.model.inbox.pending) == [other]
    client.decide(other[0], DECLINE)

    assert client.turn_end(thread_id).status == "completed"
    assert {path.name for path in world.workspace.iterdir()} == {"same.txt"}


def test_what_a_lasting_grant_covers_is_still_asked_and_never_answered_by_itself(world: World, client: Client) -> None:
    """The server asks on for what was pending when the grant came; it is covered, and says so, and waits."""
    thread_id = client.start_thread("scenario:exec-prefix first.txt second.txt")
    client.pending(count=2)
    first, second = client.model.inbox.pending
    amendment = offered(first, DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT)
    client.decide(first, amendment)
    client.wait_state(first.key, EntryState.RESOLVED)

    grants = lasting_grants(client.model.inbox)
    assert covering_grant(client.model, second, grants) == amendment
    assert second.is_decidable
    client.decide(second, ACCEPT)

    assert client.turn_end(thread_id).status == "completed"
    client.send(thread_id, "scenario:exec-prefix third.txt")
    assert client.turn_end(thread_id, 2).status == "completed"
    assert len(client.model.inbox.entries) == 2
    assert {path.name for path in world.workspace.iterdir()} == {"first.txt", "second.txt", "third.txt"}


def test_an_amendment_becomes_a_rule_and_the_next_such_command_does_not_ask(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-prefix first.txt")
    entry = client.pending()
    amendment = offered(entry, DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT)
    assert amendment.is_lasting and amendment.amendment == ["touch"]
    client.decide(entry, amendment)
    client.turn_end(thread_id)
    assert '"touch"' in (world.home / "rules" / "default.rules").read_text(encoding="utf-8")

    client.send(thread_id, "scenario:exec-prefix second.txt")
    assert client.turn_end(thread_id, 2).status == "completed"
    assert {path.name for path in world.workspace.iterdir()} == {"first.txt", "second.txt"}
    assert len(client.model.inbox.entries) == 1


@pytest.mark.parametrize(("decision", "is_made"), [(ACCEPT, True), (DECLINE, False)])
def test_a_file_change_is_shown_whole_before_it_is_decided(
    world: World, client: Client, decision: Decision, is_made: bool
) -> None:
    thread_id = client.start_thread("scenario:patch proof.txt")
    entry = client.pending()
    assert entry.kind is RequestKind.FILE_CHANGE
    change = file_change_for(client.model, entry)
    assert change is not None and [part.diff for part in change.changes] == ["one\ntwo\n"]
    assert change.changes[0].path.endswith("proof.txt")
    client.decide(entry, decision)

    assert client.turn_end(thread_id).status == "completed"
    assert (world.workspace / "proof.txt").exists() is is_made
    assert entry.state is EntryState.RESOLVED
    assert getattr(client.item(thread_id, "fileChange").item, "status", None) == (
        "completed" if is_made else "declined"
    )


def test_a_cancelled_file_change_is_closed_by_the_end_of_its_turn(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:patch proof.txt")
    client.decide(client.pending(), CANCEL)

    assert client.turn_end(thread_id).status == "interrupted"
    assert client.item(thread_id, "fileChange").state in (ItemState.CLOSED, ItemState.DONE)
    assert not (world.workspace / "proof.txt").exists()


def test_a_file_change_for_the_session_is_asked_once(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:patch proof.txt")
    client.decide(client.pending(), ACCEPT_FOR_SESSION)
    client.turn_end(thread_id)
    (world.workspace / "proof.txt").unlink()

    client.send(thread_id, "scenario:patch proof.txt")
    assert client.turn_end(thread_id, 2).status == "completed"
    assert (world.workspace / "proof.txt").read_text(encoding="utf-8") == "one\ntwo\n"
    assert len(client.model.inbox.entries) == 1


def test_the_words_of_a_refusal_reach_the_agent_with_the_refusal(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    decided = client.decide(client.pending(), DECLINE, "scenario:hello")

    assert client.turn_end(thread_id).status == "completed"
    assert isinstance(client.end_of(decided), IntentDone)
    # Had the words come later than the refusal, the agent would first have answered the refusal alone.
    assert client.agent_texts(thread_id) == ["Hello from the scripted model."]
    kinds = [entry.item.type for entry in client.items(thread_id)]
    assert kinds == ["userMessage", "commandExecution", "userMessage", "agentMessage"]
    assert len(client.turns(thread_id)) == 1


def test_the_words_of_a_cancellation_begin_the_next_turn(client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    decided = client.decide(client.pending(), CANCEL, "scenario:hello")

    assert client.turn_end(thread_id).status == "interrupted"
    assert client.turn_end(thread_id, 2).status == "completed"
    assert isinstance(client.end_of(decided), IntentDone)
    assert client.agent_texts(thread_id) == ["Hello from the scripted model."]


def test_threads_that_ask_at_once_are_answered_in_any_order(world: World, client: Client) -> None:
    names = ("first.txt", "second.txt", "third.txt")
    thread_ids = [client.start_thread(f"scenario:exec-approve {name}") for name in names]
    client.pending(count=3)
    entries = {entry.thread_id: entry for entry in client.model.inbox.pending}
    assert set(entries) == set(thread_ids)

    for thread_id, decision in zip(reversed(thread_ids), (ACCEPT, DECLINE, ACCEPT), strict=True):
        client.decide(entries[thread_id], decision)
        assert client.turn_end(thread_id).status == "completed"
        still_open = {entry.thread_id for entry in client.model.inbox.pending}
        assert still_open == set(thread_ids[: thread_ids.index(thread_id)])
    assert {path.name for path in world.workspace.iterdir()} == {"first.txt", "third.txt"}


def test_one_thread_that_asks_twice_is_decided_twice(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-two")
    client.decide(client.pending(), ACCEPT)
    client.decide(client.wait_until(lambda model: model.inbox.pending, "the other request")[0], DECLINE)

    assert client.turn_end(thread_id).status == "completed"
    assert len(list(world.workspace.iterdir())) == 1
    assert [entry.state for entry in client.model.inbox] == [EntryState.RESOLVED] * 2


def test_an_entry_is_decided_once(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    client.decide(entry, ACCEPT)
    with pytest.raises(ClaimRefused):
        client.decide(entry, DECLINE)

    client.turn_end(thread_id)
    replies = [
        r for r in client.model.wire_log.since(0) if r.direction == "→" and r.id == entry.key.id and r.kind == "ok"
    ]
    assert len(replies) == 1


def test_an_interrupt_withdraws_what_its_turn_asked(client: Client) -> None:
    thread_id = client.start_thread("scenario:exec-approve proof.txt")
    entry = client.pending()
    client.do(InterruptTurn(thread_id, client.turns(thread_id)[0].turn_id))

    assert client.turn_end(thread_id).status == "interrupted"
    assert client.wait_state(entry.key, EntryState.WITHDRAWN).outcome
    assert client.record(thread_id).pending_count == 0
    with pytest.raises(ClaimRefused):
        client.decide(entry, ACCEPT)


def test_a_sub_agent_asks_under_its_own_thread_and_is_known_by_its_parent(world: World, client: Client) -> None:
    parent_id = client.start_thread("scenario:spawn scenario:exec-approve child.txt")
    entry = client.pending()
    child_id = entry.thread_id
    assert child_id not in ("", parent_id)
    client.do(DescribeThread(child_id))
    assert client.record(child_id).parent_id == parent_id
    joined = item_for(client.model, entry)
    assert joined is not None and joined.item.type == "commandExecution"
    client.decide(entry, ACCEPT)

    assert client.turn_end(parent_id).status == "completed"
    assert client.turn_end(child_id).status == "completed"
    assert (world.workspace / "child.txt").exists()


def test_auto_approve_accepts_both_kinds_and_says_so(world: World) -> None:
    client = world.start(WorkerOptions(should_auto_approve=True))
    thread_id = client.start_thread("scenario:exec-approve command.txt")
    client.turn_end(thread_id)
    client.send(thread_id, "scenario:patch patch.txt")
    client.turn_end(thread_id, 2)

    assert {path.name for path in world.workspace.iterdir()} == {"command.txt", "patch.txt"}
    entries = list(client.model.inbox)
    assert [entry.kind for entry in entries] == [RequestKind.COMMAND, RequestKind.FILE_CHANGE]
    assert {entry.state for entry in entries} == {EntryState.BY_POLICY}
    assert {entry.outcome for entry in entries} == {"accepted · by policy: auto-approve"}


def test_a_users_own_command_runs_without_asking(world: World, client: Client) -> None:
    thread_id = client.start_thread("scenario:hello")
    client.turn_end(thread_id)
    client.do(RunShellCommand(thread_id, "echo mine > own.txt"))

    command = client.item(thread_id, "commandExecution")
    client.wait_until(lambda model: command.state is ItemState.DONE, "its end")
    assert (world.workspace / "own.txt").read_text(encoding="utf-8") == "mine\n"
    assert not client.model.inbox.entries
