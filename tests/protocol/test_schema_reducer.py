"""What is left of a generated JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.schema_reducer import SCHEMA_FILES, SchemaUnreadable, reduced
from codex_tui.protocol.schema_table import built_for


def union(method: str, params: dict[str, Any], **definitions: Any) -> dict[str, Any]:
    variant = {"properties": {"method": {"enum": [method]}, "params": params}}
    return {"oneOf": [variant], "definitions": definitions}


def files(client: dict[str, Any]) -> dict[str, Any]:
    item = {"properties": {"type": {"enum": ["plan"]}, "text": {"type": "string"}}, "required": ["type", "text"]}
    found: dict[str, Any] = dict.fromkeys(SCHEMA_FILES, union("x", {"type": "null"}))
    return {**found, SCHEMA_FILES[0]: client, SCHEMA_FILES[3]: {"definitions": {"ThreadItem": {"oneOf": [item]}}}}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["null", "integer"]}, "integer | null"),
        ({"$ref": "#/definitions/UserInput"}, "UserInput"),
        ({"anyOf": [{"$ref": "#/definitions/Sort"}, {"type": "null"}]}, "Sort | null"),
        ({"allOf": [{"$ref": "#/definitions/Sort"}], "default": "asc"}, "Sort"),
        ({"type": "array", "items": {"$ref": "#/definitions/UserInput"}}, "UserInput[]"),
        ({"type": ["array", "null"], "items": {"type": ["string", "null"]}}, "(string | null)[] | null"),
        (True, "any"),
        ({}, "any"),
    ],
)
def test_a_type_is_one_text(schema: Any, words: str) -> None:
    params = {"type": "object", "properties": {"a": schema, "b": {"type": "boolean"}}, "required": ["a"]}
    table = reduced("1.2.3", files(union("do", {"$ref": "#/definitions/Params"}, Params=params)))

    assert table["client_requests"] == {"do": {"a": (words, True), "b": ("boolean", False)}}
    assert (table["version"], table["notifications"]) == ("1.2.3", {"x": {}})
    assert table["item_types"] == {"plan": {"text": ("string", True)}}


@pytest.mark.parametrize("client", [{}, {"oneOf": [{}]}, {"oneOf": [{"properties": {"method": None}}]}, {"oneOf": 7}])
def test_another_kind_of_schema_is_refused(client: dict[str, Any]) -> None:
    with pytest.raises(SchemaUnreadable, match=r"the schema (has no|is built in another way)"):
        reduced("1.2.3", files(client))


def test_the_table_built_for_has_all_kinds() -> None:
    table = built_for()

    assert list(table["client_requests"]["turn/start"]["input"]) == ["UserInput[]", True]
    assert "attestation/generate" in table["server_requests"]
    assert "turn/completed" in table["notifications"] and "agentMessage" in table["item_types"]
