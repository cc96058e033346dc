"""What the filter's prompt offers at the cursor."""

from __future__ import annotations

import pytest

from codex_tui.state.model import Model
from codex_tui.state.wire_query import QueryError, parse_query
from codex_tui.ui.context import UiContext
from codex_tui.ui.query_completion import completions_at
from codex_tui.ui.query_language import FORMS
from tests.session import Session
from tests.state.wire_blocks import record


@pytest.fixture
def context() -> UiContext:
    """A thread with a title, a method that no table has, and two saved filters."""
    session = Session()
    session.answer("thread/list", {"data": [{"id": "01a2-beef", "name": "Fix the parser"}], "nextCursor": None})
    session.model.wire_log.append(record("lab/unheard"))
    saved = {"slow": "latency:>1s", "mine": "thread:01a2"}
    return UiContext(session.model, now=lambda: 0.0, saved_filters=saved)


def offered(context: UiContext, text: str) -> list[str]:
    """What is offered where `|` stands."""
    before, _, after = text.partition("|")
    return [choice for choice, _ in completions_at(context, before + after, len(before)).choices]


def test_an_empty_prompt_offers_every_key_and_the_saved_filters(context: UiContext) -> None:
    keys = ["dir:", "kind:", "method:", "thread:", "turn:", "item:", "id:", "size:", "latency:", "error"]

    assert offered(context, "|") == [*keys, "@mine ", "@slow "]
    assert offered(context, "dir:in |")[:2] == keys[:2] == offered(context, "(|")[:2] == offered(context, "!|")[:2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("di|", ["dir:"]),
        ("dir:in (me|", ["method:"]),
        ("t|", ["thread:", "turn:"]),
        ("dir:|", ["dir:in ", "dir:out "]),
        ("DIR:I|", ["dir:in "]),
        ("kind:n|", ["kind:note "]),
        ("not kind:b|", ["kind:bad "]),
        ("n|", ["not "]),
        ("thread:pars|", ["thread:01a2-beef "]),
        ("thread:beef|", ["thread:01a2-beef "]),
        ("thread:cafe|", []),
        ("@|", ["@mine ", "@slow "]),
        ("dir:in or @sl|", ["@slow "]),
        ("size:>1|", ["size:>1k ", "size:>100k "]),
        ("method:lab/|", ["method:lab/unheard "]),
        ("method:thread/li|", ["method:thread/list "]),
        ("unhe|", ["method:lab/unheard "]),
        ("dir:in|", []),
        ("id:4|", []),
        ('"method:|', []),
        ('text:"di|', []),
        ("/me|", []),
        ("/me/|", []),
        ("(dir:in)|", []),
        ("a && di|", []),
    ],
)
def test_the_word_at_the_cursor_is_completed(context: UiContext, text: str, expected: list[str]) -> None:
    assert offered(context, text) == expected


def test_methods_that_begin_so_come_first_and_seen_ones_before_others(context: UiContext) -> None:
    context.model.wire_log.append(record("thread/zzz"))
    methods = offered(context, "method:thread|")

    assert methods[:2] == ["method:thread/list ", "method:thread/zzz "]
    starts = [method.startswith("method:thread") for method in methods]
    assert starts == sorted(starts, reverse=True) and len(methods) > 20


def test_each_choice_says_what_it_means(context: UiContext) -> None:
    meanings = dict(completions_at(context, "method:", 7).choices)

    assert meanings["method:thread/list "] == "client request · in the log"
    assert meanings["method:item/completed "] == "notification"
    assert meanings["method:attestation/generate "] == "server request"
    assert dict(completions_at(context, "@s", 2).choices) == {"@slow ": "latency:>1s"}
    assert dict(completions_at(context, "thread:", 7).choices) == {"thread:01a2-beef ": "Fix the parser"}


def test_whatever_is_offered_can_be_read(context: UiContext) -> None:
    begun = [f"{form.start}" for form in FORMS if form.start.endswith(":")]
    choices = [choice for text in ("@", *begun) for choice, _ in completions_at(context, text, len(text)).choices]
    for choice in choices:
        assert parse_query(choice, context.saved_filters) is not None
    assert len(choices) > 100


def test_every_example_of_the_language_can_be_read() -> None:
    unreadable = []
    for form in FORMS:
        try:
            parse_query(form.example, {"name": "dir:in"})
        except QueryError:
            unreadable.append(form.example)

    assert unreadable == ["and or not"]


def test_an_empty_model_offers_what_the_tables_know() -> None:
    context = UiContext(Model(), now=lambda: 0.0)

    assert "method:turn/start " in offered(context, "method:turn|")
