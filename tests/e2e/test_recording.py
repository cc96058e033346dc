"""A recorded session of the real server, played without it: the same threads, items, inbox and wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.protocol.replies import ACCEPT, DECLINE
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import LinkChanged
from codex_tui.state.fold import fold
from codex_tui.state.inbox import EntryState
from tests.e2e.client import Client
from tests.e2e.world import World
from tests.models import facts_of, replayed

pytestmark = pytest.mark.e2e


def leave(client: Client) -> None:
    """Stop the worker and take what it still had to say, but for the end of the server, which nobody saw."""
    client.worker.stop()
    for event in client.worker.drain(100_000):
        if not isinstance(event, LinkChanged):
            fold(client.model, event)


def test_a_replay_ends_with_what_the_session_ended_with(world: World, tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    client = world.start(WorkerOptions(record_file=path))
    first = client.start_thread("scenario:exec-approve proof.txt")
    client.decide(client.pending(), ACCEPT)
    client.turn_end(first)
    second = client.start_thread("scenario:exec-approve other.txt")
    client.decide(client.pending(), DECLINE)
    client.turn_end(second)
    client.start_thread("scenario:exec-approve left.txt")
    client.pending()
    leave(client)

    model = replayed(path)

    assert facts_of(model) == facts_of(client.model)
    assert [entry.state for entry in model.inbox] == [EntryState.RESOLVED, EntryState.RESOLVED, EntryState.PENDING]
    assert [entry.decision for entry in model.inbox] == [ACCEPT, DECLINE, None]
