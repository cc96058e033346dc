"""What is made of a terminal's answers."""

from __future__ import annotations

from codex_tui.doctor.results import Result, Status
from codex_tui.doctor.terminal import TerminalFacts, terminal_results
from codex_tui.doctor.terminal_query import FOCUS, SGR_MOUSE, TerminalAnswers

GOOD_ENV = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
ABLE = TerminalAnswers(True, "xterm", frozenset({52}), {SGR_MOUSE: 2, FOCUS: 2}, frozenset({"RGB"}), 1)
TMUX_ENV = {**GOOD_ENV, "TMUX": "/tmp/tmux"}


def results(
    env: dict[str, str] | None = None,
    answers: TerminalAnswers = ABLE,
    columns: int = 120,
    encoding: str = "utf-8",
    tmux: dict[str, str] | None = None,
) -> dict[str, Result]:
    facts = TerminalFacts(GOOD_ENV if env is None else env, columns, 40, encoding, answers, tmux or {})
    return {result.id: result for result in terminal_results(facts)}


def test_an_able_terminal_gives_no_remark() -> None:
    assert {result.status for result in results().values()} == {Status.OK}


def test_a_silent_terminal_is_a_remark_about_each_ability_it_was_asked_for() -> None:
    found = results(answers=TerminalAnswers())
    remarks = {check_id for check_id, result in found.items() if result.status is Status.REMARK}

    assert remarks == {"terminal", "mouse", "focus", "copy"}
    assert all(found[check_id].remedy for check_id in remarks)


def test_what_the_terminal_does_not_know_is_told_from_what_it_does_not_say() -> None:
    found = results(answers=TerminalAnswers(True, modes={SGR_MOUSE: 0, FOCUS: 0}))

    assert found["mouse"].facts["is_supported"] is False
    assert "30 seconds" in found["focus"].remedy


def test_a_terminal_that_counts_bytes_as_characters_is_a_problem() -> None:
    assert results(answers=TerminalAnswers(True, character_cells=2))["utf8"].status is Status.PROBLEM
    assert results(encoding="ANSI_X3.4-1968")["utf8"].status is Status.PROBLEM


def test_a_dumb_or_a_small_terminal_is_said() -> None:
    assert results({"TERM": "dumb"}, TerminalAnswers())["terminal"].status is Status.PROBLEM
    assert results(columns=79)["size"].status is Status.REMARK


def test_tmux_is_judged_by_its_options() -> None:
    off = {"focus-events": "off", "set-clipboard": "external", "allow-passthrough": "off"}
    on = {"focus-events": "on", "set-clipboard": "on", "allow-passthrough": "all"}
    lacking, able, unknown = (results(TMUX_ENV, tmux=options) for options in (off, on, {}))

    for check_id, line in (
        ("focus", "set -g focus-events on"),
        ("copy", "set -s set-clipboard on"),
        ("notifications", "set -g allow-passthrough on"),
    ):
        assert lacking[check_id].status is Status.REMARK and line in lacking[check_id].remedy
        assert able[check_id].status is Status.OK
        assert unknown[check_id].status is Status.REMARK and line in unknown[check_id].remedy
