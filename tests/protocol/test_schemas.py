"""Forms from the schemas that MCP servers send, the recorded ones included, and from nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.forms import FieldKind, Form
from codex_tui.protocol.schemas import form_from_schema


def fields(**properties: Any) -> Form:
    form = form_from_schema({"type": "object", "properties": properties, "required": list(properties)[:1]})
    assert form is not None
    return form


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, FieldKind.TEXT),
        ({"type": "number"}, FieldKind.NUMBER),
        ({"type": "integer"}, FieldKind.INTEGER),
        ({"type": "boolean"}, FieldKind.BOOLEAN),
        ({"type": "string", "enum": ["a", "b"]}, FieldKind.CHOICE),
        ({"type": "string", "oneOf": [{"const": "s", "title": "Small"}]}, FieldKind.CHOICE),
        ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, FieldKind.CHOICES),
        ({"type": "array", "items": {"anyOf": [{"const": "a", "title": "A"}]}}, FieldKind.CHOICES),
        ({"type": "openai/choice", "options": [{"value": "a", "title": "First"}]}, FieldKind.CHOICE),
        ({"type": "object"}, FieldKind.JSON),
        ({"type": "openai/slider"}, FieldKind.JSON),
        ({"type": "string", "enum": [1, None]}, FieldKind.TEXT),
        (5, FieldKind.JSON),
    ],
)
def test_each_type_has_its_field(schema: Any, kind: FieldKind) -> None:
    (field,) = fields(f=schema).fields

    assert (field.kind, field.is_required) == (kind, True)


@pytest.mark.parametrize(
    ("name", "schema", "is_secret"),
    [
        ("password", {"type": "string"}, True),
        ("api_key", {"type": "string"}, True),
        ("key", {"type": "string", "title": "API key"}, True),
        ("pin", {"type": "string", "format": "password"}, True),
        ("pin", {"type": "string", "writeOnly": True}, True),
        ("pin", {"type": "string"}, False),
        ("tokens", {"type": "integer"}, False),
        ("page_token", {"type": "string"}, False),
    ],
)
def test_a_text_whose_name_or_schema_says_so_is_a_secret(name: str, schema: Any, is_secret: bool) -> None:
    (field,) = fields(**{name: schema}).fields

    assert field.is_secret is is_secret


def test_names_of_an_enumeration_are_shown_and_its_values_sent() -> None:
    (field,) = fields(colour={"type": "string", "enum": ["red", "green"], "enumNames": ["Red", "Green"]}).fields

    assert [(option.value, option.label) for option in field.options] == [("red", "Red"), ("green", "Green")]


def test_limits_titles_and_defaults_are_taken() -> None:
    schema = {"type": "integer", "title": "How many", "description": "In all", "minimum": 1, "maximum": 9, "default": 3}
    first, second = fields(first=schema, second={"type": "string", "minLength": 1, "maxLength": 40}).fields

    assert (first.title, first.description, first.default) == ("How many", "In all", 3)
    assert (first.limits.minimum, first.limits.maximum) == (1, 9)
    assert (second.limits.min_length, second.limits.max_length, second.is_required) == (1, 40, False)


@pytest.mark.parametrize(
    "schema",
    [None, 5, [], {"type": "string"}, {"properties": 5}, {"required": ["missing"]}, {"required": 5, "properties": {}}],
)
def test_what_is_no_schema_of_an_object_has_no_form(schema: Any) -> None:
    assert form_from_schema(schema) is None


def test_an_object_without_properties_has_nothing_to_fill_in() -> None:
    assert form_from_schema({"type": "object", "properties": {}}) == Form(())
