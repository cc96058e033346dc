"""Fields of a form from the JSON Schema of an MCP elicitation; what is not understood becomes a field for raw JSON.

Source: `McpElicitationSchema` of the app-server's generated schema, and `openai/choice` as `openai/form` sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codex_tui.protocol.forms import FieldKind, Form, FormField, Limits, Option
from codex_tui.protocol.secret_names import is_secret_name

MAX_FIELDS = 200
_KINDS: Mapping[str, FieldKind] = {
    "string": FieldKind.TEXT,
    "number": FieldKind.NUMBER,
    "integer": FieldKind.INTEGER,
    "boolean": FieldKind.BOOLEAN,
}
YES_OR_NO = (Option(True, "Yes"), Option(False, "No"))


def form_from_schema(schema: Any) -> Form | None:
    """The form of an object's schema, without fields where it has no properties; None where it is no such schema."""
    if not isinstance(schema, dict) or schema.get("type", "object") != "object":
        return None
    properties, required = schema.get("properties", {}), schema.get("required") or []
    if not isinstance(properties, dict) or not isinstance(required, list) or len(properties) > MAX_FIELDS:
        return None
    if not all(name in properties for name in required):
        return None
    return Form(tuple(_field(name, each, is_required=name in required) for name, each in properties.items()))


def _field(name: str, schema: Any, *, is_required: bool) -> FormField:
    found: dict[str, Any] = schema if isinstance(schema, dict) else {}
    title, description = _text(found, "title") or name, _text(found, "description")
    common: dict[str, Any] = {
        "id": name,
        "title": title,
        "description": description,
        "is_required": is_required,
        "default": found.get("default"),
        "limits": _limits(found),
    }
    options = _options(found)
    if options:
        return FormField(kind=FieldKind.CHOICE, options=options, **common)
    several = _options(found.get("items")) if found.get("type") == "array" else ()
    if several:
        return FormField(kind=FieldKind.CHOICES, options=several, **common)
    kind = _KINDS.get(str(found.get("type")))
    if kind is None:
        return FormField(kind=FieldKind.JSON, **common)
    if kind is FieldKind.TEXT:
        return FormField(kind=kind, is_secret=_is_secret(name, found), **common)
    return FormField(kind=kind, options=YES_OR_NO if kind is FieldKind.BOOLEAN else (), **common)


def _is_secret(name: str, schema: dict[str, Any]) -> bool:
    """Whether a text is one that nobody may read over a shoulder; the protocol has no word for it in a schema."""
    names = (name, _text(schema, "title").replace(" ", ""))
    says_so = schema.get("format") == "password" or schema.get("writeOnly") is True
    return says_so or any(map(is_secret_name, names))


def _options(schema: Any) -> tuple[Option, ...]:
    """The options of `enum` with `enumNames`, of titled constants, or of `openai/choice`; none where one is unclear."""
    if not isinstance(schema, dict):
        return ()
    values, names = schema.get("enum"), schema.get("enumNames")
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        labels = names if isinstance(names, list) and len(names) == len(values) else values
        return tuple(Option(value, str(label)) for value, label in zip(values, labels, strict=True))
    key = "value" if schema.get("type") == "openai/choice" else "const"
    titled = schema.get("options") if key == "value" else schema.get("oneOf") or schema.get("anyOf")
    if not isinstance(titled, list) or not all(
        isinstance(each, dict) and isinstance(each.get(key), str) for each in titled
    ):
        return ()
    return tuple(Option(each[key], _text(each, "title") or each[key], _text(each, "description")) for each in titled)


def _limits(schema: dict[str, Any]) -> Limits:
    return Limits(
        minimum=_number(schema, "minimum"),
        maximum=_number(schema, "maximum"),
        exclusive_minimum=_number(schema, "exclusiveMinimum"),
        exclusive_maximum=_number(schema, "exclusiveMaximum"),
        min_length=_count(schema, "minLength"),
        max_length=_count(schema, "maxLength"),
        min_count=_count(schema, "minItems"),
        max_count=_count(schema, "maxItems"),
        pattern=_text(schema, "pattern"),
        format=_text(schema, "format"),
    )


def _text(schema: dict[str, Any], name: str) -> str:
    value = schema.get(name)
    return value if isinstance(value, str) else ""


def _number(schema: dict[str, Any], name: str) -> float | None:
    value = schema.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(schema: dict[str, Any], name: str) -> int | None:
    value = schema.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
