"""A check that fails or does not end is a result like any other."""

from __future__ import annotations

import threading

import pytest

from codex_tui.doctor.deadlines import last_words, run_briefly, within
from codex_tui.doctor.results import Result, Status, ok
from codex_tui.runtime.programs import ProgramEnd, ProgramFailed


def test_a_check_that_does_not_end_is_a_problem_of_its_own() -> None:
    released = threading.Event()

    def check() -> list[Result]:
        released.wait()
        return []

    (result,) = within(0.05, "codex_home", check)
    released.set()

    assert (result.id, result.status) == ("codex_home", Status.PROBLEM)
    assert "0.05 seconds" in result.detail and result.remedy


def test_a_check_that_fails_is_a_problem_of_its_own() -> None:
    def check() -> list[Result]:
        raise OSError("the disk is gone")

    (result,) = within(5.0, "codex_home", check)

    assert result.status is Status.PROBLEM and "the disk is gone" in result.detail


def test_a_check_that_is_done_is_handed_on() -> None:
    assert within(5.0, "x", lambda: [ok("x", "fine")]) == [ok("x", "fine")]


def test_a_program_is_given_no_input_and_a_deadline() -> None:
    assert run_briefly(("sh", "-c", "cat; echo $MINE"), 5.0, {"MINE": "yes"}).stdout == b"yes\n"
    with pytest.raises(ProgramFailed, match=r"0\.1 seconds"):
        run_briefly(("sleep", "60"), 0.1)


def test_the_last_words_are_those_of_standard_error_first() -> None:
    assert last_words(ProgramEnd(1, b"out\n", b"first\nlast\n\n", False)) == "last"
    assert last_words(ProgramEnd(1, b"out\n", b"", False)) == "out"
    assert last_words(ProgramEnd(1, b"", b"", False)) == ""
