"""Questions to terminals that answer, that answer half, that are silent, and that go away."""

from __future__ import annotations

import os
import select
import termios
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from codex_tui.doctor.terminal_query import FOCUS, SGR_MOUSE, TerminalAnswers, answers_in, ask_terminal

LIMIT_S = 5.0
SHORT_LIMIT_S = 0.2
LAST_QUESTION = b"\x1b[c"
POSITION, NAME = b"\x1b[7;2R", b"\x1bP>|xterm(379)\x1b\\"
MODES = b"\x1b[?1006;2$y\x1b[?1004;0$y"
CAPABILITIES = b"\x1bP1+r4d73=\x1b\\\x1bP0+r524742\x1b\\"
ATTRIBUTES = b"\x1b[?64;1;52c"


@dataclass
class FakeTerminal:
    """The other end of a terminal of our own, which says `answer` once it was asked everything."""

    answer: bytes
    asked: bytes = b""
    master: int = -1
    slave: int = -1
    _thread: threading.Thread | None = field(default=None, repr=False)

    def open(self) -> None:
        self.master, self.slave = os.openpty()
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    def _play(self) -> None:
        while LAST_QUESTION not in self.asked:
            self.asked += os.read(self.master, 4096)
        os.write(self.master, self.answer)

    def close(self) -> None:
        assert self._thread is not None
        self._thread.join(LIMIT_S)
        os.close(self.slave)
        os.close(self.master)


@pytest.fixture
def terminal(request: pytest.FixtureRequest) -> Iterator[FakeTerminal]:
    fake = FakeTerminal(request.param)
    fake.open()
    yield fake
    fake.close()


def whole(answer: bytes) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("terminal", [answer], indirect=True, ids=[""])


@whole(POSITION + NAME + MODES + CAPABILITIES + ATTRIBUTES)
def test_a_terminal_that_answers_is_understood(terminal: FakeTerminal) -> None:
    before = termios.tcgetattr(terminal.slave)
    answers = ask_terminal(terminal.slave, terminal.slave, LIMIT_S)

    assert answers == TerminalAnswers(
        is_complete=True,
        name="xterm(379)",
        attributes=frozenset({64, 1, 52}),
        modes={SGR_MOUSE: 2, FOCUS: 0},
        capabilities=frozenset({"Ms"}),
        character_cells=1,
    )
    assert termios.tcgetattr(terminal.slave) == before


@whole(b"")
def test_a_silent_terminal_is_given_back_after_the_deadline(terminal: FakeTerminal) -> None:
    before = termios.tcgetattr(terminal.slave)
    answers = ask_terminal(terminal.slave, terminal.slave, SHORT_LIMIT_S)

    assert answers == TerminalAnswers()
    assert termios.tcgetattr(terminal.slave) == before


@whole(POSITION + b"\x1b[?100")
def test_half_an_answer_does_not_stay_behind_as_typed_text(terminal: FakeTerminal) -> None:
    answers = ask_terminal(terminal.slave, terminal.slave, SHORT_LIMIT_S)

    assert not answers.is_complete and answers.character_cells == 1
    assert select.select([terminal.slave], [], [], 0)[0] == []


@whole(ATTRIBUTES)
def test_nothing_of_the_questions_stays_on_the_line(terminal: FakeTerminal) -> None:
    ask_terminal(terminal.slave, terminal.slave, LIMIT_S)
    rest = os.read(terminal.master, 4096)

    assert (terminal.asked + rest).endswith(b"\r\x1b[K")


def test_what_a_hostile_terminal_says_is_no_error() -> None:
    assert answers_in(b"\x1b[?;;c\x1bP1+rzz\x1b\\\x1b[?9999999;7$y" + b"\xff" * 100).is_complete
