"""Answers in the inbox: claimed once, and only where they fit."""

from __future__ import annotations

import pytest

from codex_tui.protocol.answers import InputAnswer
from codex_tui.protocol.replies import DECLINE
from codex_tui.state.events import ReplyWritten
from codex_tui.state.inbox import ClaimRefused, EntryState
from tests.session import Session

QUESTION = {"id": "q", "question": "Which?", "options": None}
ANSWER = InputAnswer({"q": ("this one",)})


def test_an_answer_is_claimed_once() -> None:
    session = Session()
    key = session.ask(0, "item/tool/requestUserInput", threadId="t", questions=[QUESTION])
    entry = session.model.inbox.claim_answer(key, ANSWER)

    assert (entry.state, entry.answer, entry.decision) == (EntryState.ANSWERING, ANSWER, None)
    with pytest.raises(ClaimRefused, match="already answering"):
        session.model.inbox.claim_answer(key, ANSWER)
    with pytest.raises(ClaimRefused):
        session.model.inbox.claim(key, DECLINE)
    session.fold(ReplyWritten(session.at, key))
    session.tell("serverRequest/resolved", threadId="t", requestId=0)
    assert entry.state is EntryState.RESOLVED


def test_an_answer_that_does_not_fit_leaves_the_request_open() -> None:
    session = Session()
    key = session.ask(0, "item/tool/requestUserInput", threadId="t", questions=[QUESTION])
    with pytest.raises(ClaimRefused):
        session.model.inbox.claim_answer(key, InputAnswer({}))

    assert session.model.inbox.entries[key].is_decidable


def test_an_answer_that_may_be_tried_again_is_forgotten() -> None:
    session = Session()
    key = session.ask(0, "item/tool/requestUserInput", threadId="t", questions=[QUESTION])
    entry = session.model.inbox.claim_answer(key, ANSWER)
    session.model.inbox.give_back(key)

    assert entry.is_decidable and entry.answer is None
