"""The protocol that a codex binary speaks, from the schema that it generates itself.

As a program it writes the table that codex-tui is built for: `python -m codex_tui.doctor.schema [CODEX_BIN]`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from codex_tui.doctor.binary import stated_version
from codex_tui.doctor.deadlines import last_words, run_briefly
from codex_tui.protocol.schema_reducer import SCHEMA_FILES, SchemaTable, SchemaUnreadable, reduced
from codex_tui.protocol.schema_table import SCHEMA_TABLE_FILE
from codex_tui.runtime.binary import find_binary
from codex_tui.runtime.programs import ProgramFailed

LIMIT_S = 20.0


class NoSchema(Exception):
    """The binary gave no schema that can be read; the text says why."""


def schema_of(binary: str, version: str) -> SchemaTable:
    """The table of the binary. Raises NoSchema."""
    try:
        return reduced(version, schema_files(binary, SCHEMA_FILES))
    except SchemaUnreadable as error:
        raise NoSchema(str(error)) from error


def schema_files(binary: str, names: Iterable[str]) -> dict[str, Any]:
    """Files of the binary's own JSON Schema, by name; its Codex home is deleted again. Raises NoSchema."""
    with tempfile.TemporaryDirectory(prefix="codex-tui-doctor-", ignore_cleanup_errors=True) as folder:
        home, out = Path(folder, "home"), Path(folder, "schema")
        home.mkdir()
        command = (binary, "app-server", "generate-json-schema", "--experimental", "--out", str(out))
        try:
            end = run_briefly(command, LIMIT_S, {"CODEX_HOME": str(home)})
            if end.exit_code != 0:
                raise NoSchema(last_words(end) or f"exit code {end.exit_code}")
            return {name: json.loads((out / name).read_bytes()) for name in names}
        except OSError as error:
            raise NoSchema(f"what it wrote cannot be read: {error.strerror or error}") from error
        except ValueError as error:
            raise NoSchema(f"what it wrote is no JSON: {error}") from error
        except ProgramFailed as error:
            raise NoSchema(str(error)) from error


def as_text(table: SchemaTable) -> str:
    """The table as JSON, with a line for each name, so that a change can be read as one."""
    parts = [f' "version": {json.dumps(table["version"])}']
    for kind, names in table.items():
        if isinstance(names, dict):
            rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(rest)}" for name, rest in sorted(names.items()))
            parts.append(f" {json.dumps(kind)}: {{\n{rows}\n }}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    chosen = find_binary(sys.argv[1] if len(sys.argv) > 1 else None, os.environ)
    SCHEMA_TABLE_FILE.write_text(as_text(schema_of(chosen, stated_version(chosen))), encoding="utf-8")
