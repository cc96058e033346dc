"""Sequences for the terminal: right for each terminal, and never another than was meant."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.alerts import AlertKind, alert_sequence, chosen_kind, harmless, title_sequence
from tests.ui.render.samples import hostile_texts

KINDS = [kind for kind in AlertKind if kind is not AlertKind.AUTO]


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({}, AlertKind.BELL),
        ({"TERM": "xterm-256color"}, AlertKind.BELL),
        ({"TERM": "xterm-kitty"}, AlertKind.OSC9),
        ({"TERM_PROGRAM": "WezTerm"}, AlertKind.OSC9),
        ({"LC_TERMINAL": "iTerm2"}, AlertKind.OSC9),
        ({"TERM": "foot-extra"}, AlertKind.OSC777),
        ({"TERM": "rxvt-unicode-256color"}, AlertKind.OSC777),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0", "LC_TERMINAL": "iTerm2"}, AlertKind.BELL),
    ],
)
def test_the_terminal_chooses(environment: dict[str, str], kind: AlertKind) -> None:
    assert chosen_kind(AlertKind.AUTO, environment) is kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_person_chooses_first(kind: AlertKind) -> None:
    assert chosen_kind(kind, {"TERM": "xterm-kitty", "TMUX": "x"}) is kind


def test_each_kind_has_its_sequence() -> None:
    assert [alert_sequence(kind, "command · Fix; it", is_in_tmux=False) for kind in KINDS] == [
        "\x07",
        "\x1b]9;command · Fix, it\x07",
        "\x1b]777;notify;codex-tui;command · Fix, it\x07",
        "",
    ]


def test_tmux_hands_a_notification_on_and_keeps_the_bell() -> None:
    assert alert_sequence(AlertKind.OSC9, "x", is_in_tmux=True) == "\x1bPtmux;\x1b\x1b]9;x\x07\x1b\\"
    assert alert_sequence(AlertKind.BELL, "x", is_in_tmux=True) == "\x07"


def test_the_title_counts() -> None:
    assert title_sequence(2) == "\x1b]2;(2) codex-tui\x07"
    assert title_sequence(0) == "\x1b]2;codex-tui\x07"


@given(st.one_of(hostile_texts, st.text()), st.sampled_from([AlertKind.OSC9, AlertKind.OSC777]))
def test_hostile_text_is_one_short_sequence(text: str, kind: AlertKind) -> None:
    sequence = alert_sequence(kind, text, is_in_tmux=False)

    found = re.fullmatch(r"\x1b\](?:9|777;notify;codex-tui);([^;]*)\x07", sequence, re.DOTALL)
    assert found is not None and len(found[1]) <= 120
    assert not {unicodedata.category(character) for character in found[1]} & {"Cc", "Cs", "Zl", "Zp"}


def test_a_long_text_says_that_it_is_cut() -> None:
    assert harmless("x" * 10_000) == "x" * 59 + "…"
