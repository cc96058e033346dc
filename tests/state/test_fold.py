"""`fold` on what the worker reports, and on what the server says of no thread."""

from __future__ import annotations

import pytest

from codex_tui.protocol.replies import ACCEPT
from codex_tui.state.changes import InboxChanged, LinkStatusChanged, NoticeRaised, WireLogGrew
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    ReplyFailed,
    ReplyWritten,
    RequestKey,
    ServerIdentified,
    StderrReceived,
)
from codex_tui.state.fold import fold
from codex_tui.state.inbox import EntryState
from codex_tui.state.intents import ListModels
from codex_tui.state.model import MAX_STDERR_LINES, Model
from tests.session import Session


def test_the_worker_reports_the_link() -> None:
    model = Model()
    fold(model, LinkChanged(1, LinkState.STARTING, 1))
    changes = fold(model, ServerIdentified(1, "codex/0.163.0", "0.163.0", "/home", "/bin/codex"))
    fold(model, LinkChanged(2, LinkState.READY, 1))

    assert changes == [LinkStatusChanged()]
    assert (model.link.state, model.link.version, model.link.generation) == (LinkState.READY, "0.163.0", 1)


def test_a_lost_link_says_why() -> None:
    model = Model()

    assert LinkStatusChanged() in fold(model, LinkChanged(1, LinkState.LOST, 1, "exit code 1"))
    assert model.link.detail == "exit code 1"


def test_a_late_word_of_an_old_server_does_not_turn_the_generation_back() -> None:
    model = Model()
    fold(model, LinkChanged(1, LinkState.READY, 2))
    fold(model, LinkChanged(2, LinkState.LOST, 1))

    assert model.link.generation == 2


def test_only_a_tail_of_stderr_is_kept() -> None:
    model = Model()
    changes = fold(model, StderrReceived(tuple(map(str, range(MAX_STDERR_LINES + 5)))))

    assert changes == [LinkStatusChanged()]
    assert (len(model.stderr), model.stderr[0]) == (MAX_STDERR_LINES, "5")


def test_a_policy_ends_an_entry() -> None:
    session = Session()
    key = session.ask(0, threadId="t")

    assert InboxChanged(key) in session.fold(PolicyAnswered(5, key, "auto-approve", "accepted"))
    assert session.model.inbox.entries[key].state is EntryState.BY_POLICY


def test_a_decision_goes_from_the_claim_to_the_servers_word() -> None:
    session = Session()
    key = session.ask(0, threadId="t", turnId="u")
    entry = session.model.inbox.claim(key, ACCEPT)
    states = [entry.state]
    session.fold(ReplyWritten(5, key))
    states.append(entry.state)
    session.tell("serverRequest/resolved", threadId="t", requestId=0)
    states.append(entry.state)

    assert states == [EntryState.ANSWERING, EntryState.ANSWERED, EntryState.RESOLVED]


def test_a_reply_that_could_not_leave_is_said() -> None:
    session = Session()
    key = session.ask(0, threadId="t")
    session.model.inbox.claim(key, ACCEPT)

    changes = session.fold(ReplyFailed(5, key, "broken pipe"))

    assert InboxChanged(key) in changes
    assert [c.text for c in changes if isinstance(c, NoticeRaised)] == ["The decision was not sent: broken pipe"]
    assert session.model.inbox.entries[key].state is EntryState.LOST


def test_an_id_of_the_next_server_is_another_request() -> None:
    session = Session()
    old = session.ask(0, threadId="t")
    session.lose()
    new = session.ask(0, threadId="t")

    assert (old, new) == (RequestKey(1, 0), RequestKey(2, 0))
    entries = session.model.inbox.entries
    assert (entries[old].state, entries[new].state) == (EntryState.LOST, EntryState.PENDING)


def test_a_resolved_request_that_was_never_seen_changes_nothing() -> None:
    session = Session()

    assert session.tell("serverRequest/resolved", threadId="t", requestId=99) == [WireLogGrew()]


def test_a_fault_is_said() -> None:
    assert fold(Model(), FaultReported("disk full")) == [NoticeRaised("error", "disk full")]


def test_intents_change_nothing_by_themselves() -> None:
    assert fold(Model(), IntentDone(ListModels())) == []


def test_an_error_answer_changes_nothing_but_the_log() -> None:
    session = Session()

    assert session.fail("thread/list", "no") == [WireLogGrew()]


@pytest.mark.parametrize(
    ("account", "label"),
    [
        (None, "no account"),
        ({"type": "apiKey"}, "apiKey"),
        ({"type": "chatgpt", "email": "a@example.org", "planType": "pro"}, "a@example.org · pro"),
        ({"type": "chatgpt", "email": None, "planType": None}, "ChatGPT · ?"),
        ({}, "?"),
    ],
)
def test_the_account_has_a_label(account: object, label: str) -> None:
    session = Session()
    session.answer("account/read", {"account": account})

    assert session.model.account.label == label


def test_rate_limits_are_sparse_updates_of_a_whole() -> None:
    session = Session()
    primary, secondary = {"usedPercent": 10}, {"usedPercent": 20}
    session.answer("account/rateLimits/read", {"rateLimits": {"primary": primary, "secondary": secondary}})
    session.tell("account/rateLimits/updated", rateLimits={"primary": {"usedPercent": 30}})

    limits = session.model.account.rate_limits
    assert limits is not None and limits.primary is not None and limits.secondary is not None
    assert (limits.primary.used_percent, limits.secondary.used_percent) == (30, 20)


def test_trouble_without_a_thread_is_a_notice() -> None:
    session = Session()

    assert NoticeRaised("error", "m") in session.tell("error", error={"message": "m"})
    assert NoticeRaised("warning", "s") in session.tell("configWarning", summary="s", details="d")


def test_what_nobody_knows_is_counted_and_what_needs_no_model_is_not() -> None:
    session = Session()
    session.tell("thread/teleported", threadId="t")
    session.tell("turn/started", threadId=5)
    session.tell("skills/changed")

    assert session.model.unknown_count == 2


def test_the_models_that_the_server_offers_are_known_once_it_was_asked() -> None:
    session = Session()
    session.answer("model/list", {"data": [{"model": "gpt"}, "odd", {"id": "old"}, {"model": "h", "hidden": True}]})

    assert [offer.name for offer in session.model.models] == ["gpt", "old"]
