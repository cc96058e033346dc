"""Messages made from the binary's own JSON Schema: right in shape, wild in content, and now and then wrong."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.ui.render.rows import NASTY

Schema = dict[str, Any]

MAX_DEPTH = 12
WRONG_SHARE = 0.02
"""Of all values, those of another type than the schema says."""
ABSENT_SHARE = 0.5
"""Of the members that may be left out, those that are."""
KNOWN_TEXTS = {"threadId": "t", "turnId": "u", "itemId": "i"}
"""So that messages concern what there is."""
TEXTS = [text for text in NASTY if text != "\ud83d"]
"""Without half characters, which no JSON text of the server can hold (PROTOCOL.md, section 1)."""
NUMBERS = (0, -1, 1, 7, 2**31, 2**53 + 1, 2**63, -(2**70), 10**40, 0.5, -0.0, 1e308, 1e-320)
WRONG_VALUES: tuple[Any, ...] = (None, True, 0, -1.5, "", "text", [], [None], {}, {"": {}})


class Generator:
    """Makes instances of one schema; all chance comes from `random`, so that a case can be repeated."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def message(self, random: Random) -> dict[str, Any]:
        """One whole message."""
        made: dict[str, Any] = self._object(random.choice(self._schema["oneOf"]), random, 0)
        return made

    def _value(self, schema: Any, random: Random, depth: int, name: str = "") -> Any:
        if random.random() < WRONG_SHARE:
            return random.choice(WRONG_VALUES)
        if not isinstance(schema, dict):
            return random.choice(WRONG_VALUES)
        if "$ref" in schema:
            return self._value(self._definition(schema["$ref"]), random, depth, name)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                return self._value(random.choice(schema[key]), random, depth, name)
        if "allOf" in schema:
            return self._value(schema["allOf"][0], random, depth, name)
        if "enum" in schema:
            return random.choice(schema["enum"])
        kinds = schema.get("type", "object" if "properties" in schema else None)
        kind = random.choice(kinds) if isinstance(kinds, list) else kinds
        return self._of_kind(kind, schema, random, depth, name)

    def _of_kind(self, kind: str | None, schema: Schema, random: Random, depth: int, name: str) -> Any:
        match kind:
            case "object":
                return self._object(schema, random, depth)
            case "array":
                count = random.choice((0, 1, 1, 2, 5)) if depth < MAX_DEPTH else 0
                return [self._value(schema.get("items", {}), random, depth + 1) for _ in range(count)]
            case "string":
                return KNOWN_TEXTS.get(name) or "".join(
                    random.choice(TEXTS) for _ in range(random.choice((0, 1, 2, 6)))
                )
            case "integer" | "number":
                return random.choice(NUMBERS)
            case "boolean":
                return random.random() < 0.5
            case "null":
                return None
            case _:
                return random.choice(WRONG_VALUES)

    def _object(self, schema: Schema, random: Random, depth: int) -> dict[str, Any]:
        required = schema.get("required", ())
        made: dict[str, Any] = {}
        for name, inner in schema.get("properties", {}).items():
            may_be_absent = name not in required
            if may_be_absent and (depth >= MAX_DEPTH or random.random() < ABSENT_SHARE):
                continue
            if depth == 0 and name == "method":
                made[name] = inner["enum"][0]
            else:
                made[name] = self._value(inner, random, depth + 1, name)
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and depth < MAX_DEPTH:
            for _ in range(random.choice((0, 1, 2))):
                made[random.choice(TEXTS)] = self._value(extra, random, depth + 1)
        return made

    def _definition(self, reference: str) -> Any:
        found: Any = self._schema
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return found
