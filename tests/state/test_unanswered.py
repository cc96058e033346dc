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


def test_what_was_resolved_without_us_waits_no_more_and_leads_to_what_ended_it() -> None:
    session = Session()
    session.ask(7)
    session.tell("serverRequest/resolved", threadId="t", requestId=7)

    log = session.model.wire_log
    request, resolved = log.get(0), log.get(1)
    assert request is not None and resolved is not None
    assert session.model.unanswered.seqs() == [] and not log.is_waiting(request)
    assert (request.pair_seq, resolved.pair_seq) == (1, 0)


def test_the_end_of_a_turn_ends_what_the_server_never_calls_resolved() -> None:
    session = Session()
    session.start_turn()
    session.ask(3, "item/tool/call", threadId="t", turnId="u", callId="c", tool="x", arguments={})
    assert session.model.unanswered.seqs() == [1]
    session.end_turn()

    assert session.model.unanswered.seqs() == []


def test_a_reply_of_ours_stays_the_pair_of_its_request() -> None:
    session = Session()
    session.ask(7)
    answer = WireRecord(session.at, Direction.OUTBOUND, MessageKind.RESULT, "", 7, "", "", b"{}", 2)
    session.model.wire_log.append(answer)
    session.tell("serverRequest/resolved", threadId="t", requestId=7)

    assert [session.model.wire_log.get(seq).pair_seq for seq in range(3)] == [1, 0, None]  # type: ignore[union-attr]
