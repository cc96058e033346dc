"""Requests of both sides without an answer, and those that a dead server leaves behind."""

from __future__ import annotations

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from tests.session import Session


def test_a_request_that_waits_is_not_lost_and_an_answered_one_is_neither() -> None:
    session = Session()
    session.ask(0)
    session.ask(1)
    answer = WireRecord(session.at, Direction.OUTBOUND, MessageKind.RESULT, "", 1, "", "", b"{}", 2)
    session.model.wire_log.append(answer)

    unanswered = session.model.unanswered
    assert unanswered.seqs() == [0] and unanswered.lost_seqs == []


def test_what_waited_for_a_dead_server_is_lost() -> None:
    session = Session()
    session.ask(7)
    session.lose()
    session.ask(7)

    unanswered = session.model.unanswered
    assert unanswered.seqs() == [0, 1] and unanswered.lost_seqs == [0]
    assert unanswered.is_lost(0) and not unanswered.is_lost(1)
