"""What is told of answered requests and ended turns."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.plain.turns import EndedTurn
from codex_tui.plain.words import MAX_SUBJECT_CHARS, answer_words, end_words
from codex_tui.protocol.threads import Turn, TurnError
from codex_tui.state.events import PolicyAnswered, RequestKey
from codex_tui.wire.connection import RequestReceived


def words_for(method: str, params: Any, outcome: str = "declined") -> str:
    asked = RequestReceived(b"", 7, method, params, is_replay=False)
    return answer_words(asked, PolicyAnswered(0, RequestKey(1, 7), "plain", outcome))


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        (
            "item/commandExecution/requestApproval",
            {"threadId": "t", "command": "rm -rf build"},
            "declined, by policy plain: command request 7 in thread t: $ rm -rf build",
        ),
        (
            "item/fileChange/requestApproval",
            {"threadId": "t"},
            "declined, by policy plain: file change request 7 in thread t",
        ),
        ("future/ask", {}, "declined, by policy plain: unknown request 7: future/ask"),
        ("currentTime/read", {}, ""),
        ("attestation/generate", {}, ""),
    ],
)
def test_an_answered_request_is_told_in_one_line(method: str, params: Any, words: str) -> None:
    assert words_for(method, params) == words


def test_a_long_command_is_shortened() -> None:
    words = words_for("item/commandExecution/requestApproval", {"threadId": "t", "command": "x" * 5_000})

    assert words.endswith("x…") and len(words) < MAX_SUBJECT_CHARS + 100


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (Turn(id="a", status="completed"), ""),
        (Turn(id="a", status="interrupted"), "The turn in thread t was interrupted."),
        (Turn(id="a", status="failed", error=TurnError(message="quota")), "The turn in thread t failed: quota"),
        (Turn(id="a", status="failed"), "The turn in thread t failed: the server does not say why"),
    ],
)
def test_the_end_of_a_turn_is_told_where_it_is_not_the_usual_one(turn: Turn, words: str) -> None:
    assert end_words(EndedTurn("t", turn)) == words
