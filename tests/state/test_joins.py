"""The facts on a card that come from elsewhere."""

from __future__ import annotations

from codex_tui.protocol.requests import FileChangeApproval
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.joins import file_change_for, item_for, parent_title, thread_title
from codex_tui.state.model import Model
from tests.recording import model_after
from tests.session import COMMAND_APPROVAL, Session

FILE_CHANGE_APPROVAL = "item/fileChange/requestApproval"


def entry_of(model: Model) -> InboxEntry:
    (entry,) = model.inbox.pending
    return entry


def test_a_recorded_patch_is_joined_by_its_item() -> None:
    model = model_after("patch-accept", until=lambda model: bool(model.inbox.pending))
    entry = entry_of(model)
    patch = file_change_for(model, entry)

    assert isinstance(entry.request, FileChangeApproval)
    assert patch is not None and patch.id == entry.request.item_id
    assert [(change.kind.type, bool(change.diff)) for change in patch.changes] == [("add", True)]


def test_a_network_approval_has_no_item() -> None:
    model = model_after("net-accept", until=lambda model: bool(model.inbox.pending))

    assert item_for(model, entry_of(model)) is None and file_change_for(model, entry_of(model)) is None


def test_an_item_of_another_kind_is_no_patch() -> None:
    session = Session()
    session.start_item("i", "commandExecution")
    session.ask(0, FILE_CHANGE_APPROVAL, threadId="t", turnId="u", itemId="i")

    assert item_for(session.model, entry_of(session.model)) is not None
    assert file_change_for(session.model, entry_of(session.model)) is None


def test_an_item_of_another_thread_is_not_joined() -> None:
    session = Session()
    session.start_item("i", "fileChange", thread_id="other")
    session.ask(0, FILE_CHANGE_APPROVAL, threadId="t", turnId="u", itemId="i")

    assert file_change_for(session.model, entry_of(session.model)) is None


def test_a_request_without_an_item_is_not_joined() -> None:
    session = Session()
    session.start_item("i", "commandExecution")
    session.ask(0, COMMAND_APPROVAL, threadId="t", turnId="u")

    assert item_for(session.model, entry_of(session.model)) is None


def test_titles_of_a_thread_and_of_its_parent() -> None:
    model = Session().model
    model.threads.seen("parent", 1).name = "Upgrade"
    model.threads.seen("child", 2).parent_id = "parent"
    model.threads.seen("orphan", 3).parent_id = "never seen"

    assert thread_title(model, "parent") == "Upgrade" and thread_title(model, "never seen") == "never seen"
    assert parent_title(model, "child") == "Upgrade" and parent_title(model, "orphan") == "never seen"
    assert parent_title(model, "parent") is None and parent_title(model, "never seen") is None
