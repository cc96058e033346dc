"""The protocol table against the binary at hand: what the binary speaks and this program does not know is named."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codex_tui.protocol import table

pytestmark = pytest.mark.e2e

Schema = dict[str, Any]


@pytest.fixture(scope="module")
def schema_folder(codex_bin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JSON Schema that the binary itself generates, experimental parts included."""
    folder = tmp_path_factory.mktemp("schema")
    home = tmp_path_factory.mktemp("codex_home")
    subprocess.run(
        [codex_bin, "app-server", "generate-json-schema", "--experimental", "--out", folder],
        env={**os.environ, "CODEX_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return folder


def constants(variants: list[Schema], member: str) -> set[str]:
    """The values of a discriminating member over all variants; each variant must have one, or the schema changed."""
    found: set[str] = set()
    for variant in variants:
        found.update(variant["properties"][member]["enum"])
    return found


def read_schema(path: Path) -> Schema:
    schema: Schema = json.loads(path.read_text("utf-8"))
    return schema


@pytest.mark.parametrize(
    ("file_name", "listed"),
    [
        ("ClientRequest.json", table.CLIENT_METHODS),
        ("ServerRequest.json", table.SERVER_REQUESTS),
        ("ServerNotification.json", table.NOTIFICATIONS),
    ],
    ids=["client-methods", "server-requests", "notifications"],
)
def test_table_lists_every_method_of_the_binary(schema_folder: Path, file_name: str, listed: frozenset[str]) -> None:
    methods = constants(read_schema(schema_folder / file_name)["oneOf"], "method")

    assert methods, f"{file_name} names no method at all"
    assert sorted(methods - listed) == [], f"methods of {file_name} that codex_tui.protocol.table does not list"


def test_table_lists_every_item_type_of_the_binary(schema_folder: Path) -> None:
    schema = read_schema(schema_folder / "v2/ItemStartedNotification.json")
    item_types = constants(schema["definitions"]["ThreadItem"]["oneOf"], "type")

    assert item_types, "the schema names no item type at all"
    assert sorted(item_types - table.ITEM_TYPES) == [], "item types that codex_tui.protocol.table does not list"
