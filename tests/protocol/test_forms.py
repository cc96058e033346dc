"""Fields: what a person may enter, and every limit of JSON Schema held against it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from codex_tui.protocol.forms import (
    NOTHING,
    Entered,
    FieldInvalid,
    FieldKind,
    FormField,
    Limits,
    Option,
    OtherText,
    check_value,
    checks_pattern,
    read_value,
)

COLOURS = (Option("r", "Red"), Option("g", "Green"), Option("b", "Blue"))


def field(kind: FieldKind, **rest: Any) -> FormField:
    limits = {name: rest.pop(name) for name in list(rest) if name in Limits.__dataclass_fields__}
    return FormField("f", "F", kind, limits=Limits(**limits), **rest)


@pytest.mark.parametrize(
    ("form_field", "entered", "value"),
    [
        (field(FieldKind.TEXT), Entered(text=" as typed "), " as typed "),
        (field(FieldKind.INTEGER), Entered(text=" 42 "), 42),
        (field(FieldKind.NUMBER), Entered(text="0.5"), 0.5),
        (field(FieldKind.NUMBER), Entered(text="3"), 3),
        (field(FieldKind.BOOLEAN, options=(Option(True, "Yes"), Option(False, "No"))), Entered((1,)), False),
        (field(FieldKind.CHOICE, options=COLOURS), Entered((1,)), "g"),
        (field(FieldKind.CHOICE, options=COLOURS, has_other=True), Entered((3,), "teal"), OtherText("teal")),
        (field(FieldKind.CHOICES, options=COLOURS), Entered((0, 2)), ["r", "b"]),
        (field(FieldKind.JSON), Entered(text='{"a": [1]}'), {"a": [1]}),
    ],
)
def test_what_fits_is_read(form_field: FormField, entered: Entered, value: Any) -> None:
    read = read_value(form_field, entered)

    assert read == value and type(read) is type(value)


@pytest.mark.parametrize("kind", FieldKind)
def test_an_empty_field_is_left_out_where_it_is_optional_and_wrong_where_not(kind: FieldKind) -> None:
    options = COLOURS if kind in (FieldKind.BOOLEAN, FieldKind.CHOICE, FieldKind.CHOICES) else ()

    assert read_value(field(kind, options=options, is_required=False), Entered()) is NOTHING
    with pytest.raises(FieldInvalid):
        read_value(field(kind, options=options), Entered())


@pytest.mark.parametrize(
    ("form_field", "text"),
    [
        (field(FieldKind.INTEGER), "3.0"),
        (field(FieldKind.INTEGER), "many"),
        (field(FieldKind.NUMBER), "nan"),
        (field(FieldKind.NUMBER), "1e999"),
        (field(FieldKind.NUMBER, minimum=0, maximum=1), "1.5"),
        (field(FieldKind.INTEGER, minimum=1), "0"),
        (field(FieldKind.NUMBER, exclusive_minimum=0), "0"),
        (field(FieldKind.NUMBER, exclusive_maximum=1), "1"),
        (field(FieldKind.TEXT, min_length=3), "ab"),
        (field(FieldKind.TEXT, max_length=2), "abc"),
        (field(FieldKind.TEXT, pattern="^[a-z]+$"), "A"),
        (field(FieldKind.TEXT, format="email"), "ada at example"),
        (field(FieldKind.TEXT, format="uri"), "example.org/no scheme"),
        (field(FieldKind.TEXT, format="date"), "2026-02-30"),
        (field(FieldKind.TEXT, format="date"), "20260201"),
        (field(FieldKind.TEXT, format="date-time"), "2026-02-01T12:00:00"),
        (field(FieldKind.TEXT), "lone \ud800 surrogate"),
        (field(FieldKind.JSON), "{"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(form_field: FormField, text: str) -> None:
    with pytest.raises(FieldInvalid) as caught:
        read_value(form_field, Entered(text=text))

    assert str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1, column 2"),
        ("9" * 5_000, "a number that is too large"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_cannot_be_read_is_refused_in_plain_words(text: str, reason: str) -> None:
    with pytest.raises(FieldInvalid, match=reason) as caught:
        read_value(field(FieldKind.JSON), Entered(text=text))

    assert not any(word in str(caught.value) for word in ("recursion", "sys.", "char "))


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"min_length": 2, "max_length": 2}, "ab"),
        ({"format": "email"}, "ada@example.org"),
        ({"format": "uri"}, "https://example.org/a?b=c"),
        ({"format": "uri"}, "mailto:ada@example.org"),
        ({"format": "date"}, "2026-01-31"),
        ({"format": "date-time"}, "2026-01-31T12:00:00Z"),
        ({"format": "date-time"}, "2026-01-31t12:00:00.25+01:00"),
        ({"format": "colour"}, "a format that is not known takes anything"),
        ({"pattern": "b"}, "abc"),
    ],
)
def test_limits_take_what_they_should(limits: dict[str, Any], text: str) -> None:
    assert read_value(field(FieldKind.TEXT, **limits), Entered(text=text)) == text


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)*b", "(?=a)a", r"(a)\1", "[", "a*a*a*a*b", "x" * 300, ""])
def test_a_pattern_that_could_take_for_ever_is_left_to_the_server(pattern: str) -> None:
    assert not checks_pattern(pattern)
    started_s = time.monotonic()
    check_value(field(FieldKind.TEXT, pattern=pattern), "a" * 5_000 + "!")
    assert time.monotonic() - started_s < 1


def test_the_slowest_pattern_that_is_tried_is_quick() -> None:
    assert checks_pattern("a*a*a*b")
    started_s = time.monotonic()
    with pytest.raises(FieldInvalid):
        check_value(field(FieldKind.TEXT, pattern="^a*a*b"), "a" * 1_000)
    assert time.monotonic() - started_s < 5


def test_choices_are_counted() -> None:
    some = field(FieldKind.CHOICES, options=COLOURS, min_count=2, max_count=2)

    assert read_value(some, Entered((0, 1))) == ["r", "g"]
    for chosen in ((0,), (0, 1, 2)):
        with pytest.raises(FieldInvalid):
            read_value(some, Entered(chosen))


def test_an_own_answer_must_be_typed() -> None:
    with pytest.raises(FieldInvalid, match="type your own"):
        read_value(field(FieldKind.CHOICE, options=COLOURS, has_other=True), Entered((3,), "  "))


@pytest.mark.parametrize("value", [1, "1", None, [], "R", OtherText("teal")])
def test_only_what_is_offered_can_be_chosen(value: Any) -> None:
    with pytest.raises(FieldInvalid):
        check_value(field(FieldKind.CHOICE, options=COLOURS), value)
