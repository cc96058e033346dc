"""What a version of the server lacks is known before it is asked for, and everything else works on every version."""

from __future__ import annotations

import pytest

from codex_tui.protocol.versions import METHODS_MISSING_TO, VALUES_GONE_FROM, VALUES_MISSING_TO, is_taken
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.intents import (
    ArchiveThread,
    CallMethod,
    CompactThread,
    FindFiles,
    ForkThread,
    Intent,
    ListModels,
    ListThreads,
    OpenThread,
    RenameThread,
    RunShellCommand,
    SendMessage,
    StartReview,
    ThreadSettings,
)
from codex_tui.ui.commands.turns import APPROVAL_POLICIES, EFFORTS, SANDBOXES
from tests.e2e.client import Client
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

CHOICES = {"approval_policy": APPROVAL_POLICIES, "effort": EFFORTS, "sandbox": SANDBOXES}


@pytest.fixture
def thread_id(client: Client) -> str:
    """A thread that has had a turn."""
    started = client.start_thread("scenario:hello")
    client.turn_end(started)
    return started


def every_intent(thread_id: str, world: World) -> list[Intent]:
    """What the commands ask for that no other test asks of every version, in an order that works."""
    return [
        ListThreads(archived=True),
        OpenThread(thread_id),
        ForkThread(thread_id),
        RenameThread(thread_id, "another name"),
        RunShellCommand(thread_id, "true"),
        CompactThread(thread_id),
        StartReview(thread_id, "what is new"),
        StartReview(thread_id),
        FindFiles("parser", str(world.workspace)),
        ListModels(),
        CallMethod("account/read", {}),
        CallMethod("config/read", {}),
        CallMethod("thread/backgroundTerminals/clean", {"threadId": thread_id}),
        ArchiveThread(thread_id, True),
        ArchiveThread(thread_id, False),
    ]


def test_no_command_that_is_offered_is_refused(client: Client, world: World, thread_id: str) -> None:
    refused = []
    for intent in every_intent(thread_id, world):
        end = client.perform(intent)
        if isinstance(end, IntentFailed):
            refused.append(f"{intent}: {end.reason}")

    assert refused == []


@pytest.mark.parametrize("method", METHODS_MISSING_TO)
def test_a_missing_method_is_known_beforehand(client: Client, method: str) -> None:
    known = client.model.link.missing_methods
    client.perform(CallMethod(method, {}))

    assert (method in known) is (client.version <= METHODS_MISSING_TO[method])
    assert client.model.link.missing_methods == known, "the server lacks something that the table does not"


@pytest.mark.parametrize(
    ("name", "values"), [("approval_policy", APPROVAL_POLICIES), ("effort", EFFORTS), ("sandbox", SANDBOXES)]
)
def test_each_value_of_a_setting_is_taken_where_it_is_offered(
    client: Client, thread_id: str, name: str, values: tuple[str, ...]
) -> None:
    version = client.model.link.version
    taken = {}
    for value in values:
        end = client.perform(SendMessage(thread_id, "scenario:hello", settings=ThreadSettings(**{name: value})))
        taken[value] = isinstance(end, IntentDone)
        assert isinstance(end, IntentDone) or end.reason.startswith(f"codex {version} does not take {value}")

    assert taken == {value: is_taken(name, value, version) for value in values}


def test_the_tables_name_settings_that_can_be_chosen() -> None:
    assert all(value in CHOICES[name] for name, value in {**VALUES_GONE_FROM, **VALUES_MISSING_TO})
