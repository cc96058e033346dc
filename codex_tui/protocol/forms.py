"""Forms: what a server request wants to know, as fields that a screen can show and that an answer is checked against.

A form is made from hostile parameters. `read_value` turns what a person entered into a value, `check_value` holds a
value against its field's limits; both raise FieldInvalid with a sentence that stands beside the field.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit


class FieldKind(StrEnum):
    """What a field holds; `json` is for a schema that nothing else here can express."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `value` is what goes out."""

    value: Any
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """JSON Schema's limits; the lengths count characters, the counts chosen options."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_count: int | None = None
    max_count: int | None = None
    pattern: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. With `has_other` a text may stand in for the options; `default` is only ever a proposal."""

    id: str
    title: str
    kind: FieldKind
    description: str = ""
    options: tuple[Option, ...] = ()
    has_other: bool = False
    is_secret: bool = False
    is_required: bool = True
    default: Any = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Form:
    """All fields, in the server's order."""

    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered into one field: positions of options, and a text."""

    chosen: tuple[int, ...] = ()
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OtherText:
    """A text in the place of an option."""

    text: str = field(repr=False)


class FieldInvalid(ValueError):
    """A value that its field does not take; the text says what it wants instead."""


NOTHING = object()
"""Nothing was entered, and nothing had to be."""

MAX_PATTERN_LENGTH = 200
MAX_MATCHED_LENGTH = 1_000
MAX_REPEATS = 3
_NESTED_REPEAT = re.compile(r"\)[*+{]|\\[1-9]|\(\?")
_REPEAT = re.compile(r"[*+{]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_RFC3339_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_RFC3339_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")


def read_value(form_field: FormField, entered: Entered) -> Any:
    """The value that was entered, NOTHING where an optional field is empty; raises FieldInvalid."""
    value = _read(form_field, entered)
    if value is NOTHING:
        if form_field.is_required:
            wanted = "choose at least one" if form_field.kind is FieldKind.CHOICES else "choose one"
            raise FieldInvalid(wanted if form_field.options else "this must be filled in")
        return NOTHING
    check_value(form_field, value)
    return value


def check_value(form_field: FormField, value: Any) -> None:
    """Hold a value against its field; raises FieldInvalid."""
    limits = form_field.limits
    match form_field.kind:
        case FieldKind.TEXT:
            _check_text(value, limits)
        case FieldKind.NUMBER | FieldKind.INTEGER:
            _check_number(value, limits, is_integer=form_field.kind is FieldKind.INTEGER)
        case FieldKind.BOOLEAN:
            _require(type(value) is bool, "choose yes or no")
        case FieldKind.CHOICE:
            is_other = isinstance(value, OtherText) and form_field.has_other and bool(value.text.strip())
            _require(is_other or _is_offered(form_field, value), "choose one of the options")
        case FieldKind.CHOICES:
            _check_choices(form_field, value)
        case FieldKind.JSON:
            pass


def checks_pattern(pattern: str) -> bool:
    """Whether a pattern is tried here; one that could take for ever, or is no pattern, is left to the server."""
    if not pattern or len(pattern) > MAX_PATTERN_LENGTH or _NESTED_REPEAT.search(pattern):
        return False
    if len(_REPEAT.findall(pattern)) > MAX_REPEATS:
        return False
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _read(form_field: FormField, entered: Entered) -> Any:
    text = entered.text
    match form_field.kind:
        case FieldKind.TEXT:
            return text if text else NOTHING
        case FieldKind.NUMBER | FieldKind.INTEGER:
            return _number(text.strip(), form_field.kind) if text.strip() else NOTHING
        case FieldKind.JSON:
            return _json(text) if text.strip() else NOTHING
        case FieldKind.CHOICES:
            values = [form_field.options[position].value for position in entered.chosen]
            return values if values else NOTHING
    if not entered.chosen:
        return NOTHING
    position = entered.chosen[0]
    if form_field.has_other and position == len(form_field.options):
        if not text.strip():
            raise FieldInvalid("type your own answer, or choose another one")
        return OtherText(text)
    return form_field.options[position].value


def _number(text: str, kind: FieldKind) -> int | float:
    try:
        if re.fullmatch(r"[+-]?\d{1,300}", text):
            return int(text)
        number = float(text)
    except ValueError:
        number = math.nan
    if kind is FieldKind.INTEGER:
        raise FieldInvalid("this must be a whole number")
    if not math.isfinite(number):
        raise FieldInvalid("this must be a number")
    return number


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FieldInvalid(f"this must be JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError):
        raise FieldInvalid("this is nested too deeply, or has a number that is too large") from None


def _check_text(value: Any, limits: Limits) -> None:
    if not isinstance(value, str):
        raise FieldInvalid("this must be a text")
    _require(_is_unicode(value), "this holds a broken character")
    if limits.min_length is not None:
        _require(len(value) >= limits.min_length, f"at least {limits.min_length} characters")
    if limits.max_length is not None:
        _require(len(value) <= limits.max_length, f"at most {limits.max_length} characters, now {len(value)}")
    if checks_pattern(limits.pattern) and len(value) <= MAX_MATCHED_LENGTH:
        _require(re.search(limits.pattern, value) is not None, f"this must match {limits.pattern}")
    if limits.format in _FORMATS:
        is_fitting, wanted = _FORMATS[limits.format]
        _require(is_fitting(value), wanted)


def _is_unicode(text: str) -> bool:
    """A lone surrogate would make the server drop the whole message (PROTOCOL.md, section 1)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _check_number(value: Any, limits: Limits, *, is_integer: bool) -> None:
    if isinstance(value, bool) or not isinstance(value, int if is_integer else (int, float)):
        raise FieldInvalid("this must be a whole number" if is_integer else "this must be a number")
    if limits.minimum is not None:
        _require(value >= limits.minimum, f"at least {limits.minimum:g}")
    if limits.maximum is not None:
        _require(value <= limits.maximum, f"at most {limits.maximum:g}")
    if limits.exclusive_minimum is not None:
        _require(value > limits.exclusive_minimum, f"more than {limits.exclusive_minimum:g}")
    if limits.exclusive_maximum is not None:
        _require(value < limits.exclusive_maximum, f"less than {limits.exclusive_maximum:g}")


def _check_choices(form_field: FormField, value: Any) -> None:
    _require(
        isinstance(value, list) and all(_is_offered(form_field, each) for each in value), "choose from the options"
    )
    limits = form_field.limits
    if limits.min_count is not None:
        _require(len(value) >= limits.min_count, f"choose at least {limits.min_count}")
    if limits.max_count is not None:
        _require(len(value) <= limits.max_count, f"choose at most {limits.max_count}")


def _is_offered(form_field: FormField, value: Any) -> bool:
    return any(type(option.value) is type(value) and option.value == value for option in form_field.options)


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_uri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)


def _is_date(text: str) -> bool:
    return _RFC3339_DATE.fullmatch(text) is not None and _is_moment(date.fromisoformat, text)


def _is_date_time(text: str) -> bool:
    return _RFC3339_TIME.fullmatch(text) is not None and _is_moment(datetime.fromisoformat, text.upper())


def _is_moment(read: Any, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMATS = {
    "email": (_is_email, "this must be an e-mail address, such as ada@example.org"),
    "uri": (_is_uri, "this must be an address, such as https://example.org/"),
    "date": (_is_date, "this must be a date, such as 2026-01-31"),
    "date-time": (_is_date_time, "this must be a date and time, such as 2026-01-31T12:00:00Z"),
}


def _require(is_fitting: bool, wanted: str) -> None:
    if not is_fitting:
        raise FieldInvalid(wanted)
