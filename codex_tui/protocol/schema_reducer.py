"""Reduces the JSON Schema that a codex binary generates to what two versions are compared by, and `:rpc` helps with.

For each method and item type there are the names of its parameters, each with its type in one text and whether it must
be there. A type of its own is named and not looked into, so that a change inside of it is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

Schema = Mapping[str, Any]
Parameters = dict[str, tuple[str, bool]]
"""Name to type and whether it must be there; JSON has lists for the pairs."""

CLIENT_REQUESTS_FILE = "ClientRequest.json"
SERVER_REQUESTS_FILE = "ServerRequest.json"
NOTIFICATIONS_FILE = "ServerNotification.json"
ITEMS_FILE = "v2/ItemStartedNotification.json"
SCHEMA_FILES = (CLIENT_REQUESTS_FILE, SERVER_REQUESTS_FILE, NOTIFICATIONS_FILE, ITEMS_FILE)
"""What of `codex app-server generate-json-schema --experimental --out DIR` is read."""


class SchemaTable(TypedDict):
    """What one version of codex speaks."""

    version: str
    client_requests: dict[str, Parameters]
    server_requests: dict[str, Parameters]
    notifications: dict[str, Parameters]
    item_types: dict[str, Parameters]


class SchemaUnreadable(Exception):
    """The schema is not built as those of the tested versions are; the text says where."""


def reduced(version: str, files: Mapping[str, Schema]) -> SchemaTable:
    """The table of a version from the parsed `SCHEMA_FILES`; raises SchemaUnreadable."""
    try:
        items = files[ITEMS_FILE]["definitions"]
        return SchemaTable(
            version=version,
            client_requests=_methods(files[CLIENT_REQUESTS_FILE]),
            server_requests=_methods(files[SERVER_REQUESTS_FILE]),
            notifications=_methods(files[NOTIFICATIONS_FILE]),
            item_types={
                name: _parameters(variant, but="type")
                for variant in _variants(items["ThreadItem"])
                for name in variant["properties"]["type"]["enum"]
            },
        )
    except KeyError as error:
        raise SchemaUnreadable(f"the schema has no {error.args[0]}") from error
    except (TypeError, AttributeError) as error:
        raise SchemaUnreadable("the schema is built in another way than codex's") from error


def _methods(union: Schema) -> dict[str, Parameters]:
    definitions = union.get("definitions", {})
    found = {}
    for variant in _variants(union):
        params = variant["properties"].get("params", {})
        for method in variant["properties"]["method"]["enum"]:
            found[method] = _parameters(_resolved(params, definitions))
    return dict(sorted(found.items()))


def _variants(union: Schema) -> Iterator[Schema]:
    yield from union.get("oneOf") or union["anyOf"]


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    """The schema that a reference stands for, or that it is itself; only parameters without any are null."""
    for each in (schema, *schema.get("allOf", ()), *schema.get("anyOf", ())):
        if "$ref" in each:
            target: Schema = definitions[_name(each["$ref"])]
            return target
    return schema


def _parameters(schema: Schema, but: str = "") -> Parameters:
    required = schema.get("required", ())
    properties = schema.get("properties", {})
    return {name: (_type(each), name in required) for name, each in sorted(properties.items()) if name != but}


def _type(schema: Any) -> str:
    """One text for a type: `string | null`, `AskForApproval`, `UserInput[]`."""
    if not isinstance(schema, Mapping):
        return "any"
    if "$ref" in schema:
        return _name(schema["$ref"])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _joined(_type(each) for each in schema[union])
    kinds = schema.get("type", "any")
    return _joined(_simple(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _simple(kind: str, schema: Schema) -> str:
    if kind == "array":
        element = _type(schema.get("items", {}))
        return f"({element})[]" if " | " in element else f"{element}[]"
    return kind


def _joined(types: Iterable[str]) -> str:
    """The alternatives in an order of their own, `null` last."""
    return " | ".join(sorted(set(types), key=lambda each: (each == "null", each)))


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
