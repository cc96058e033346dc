"""The protocol that this program was built for, as `schema_table.json` keeps it.

The file is written by `python -m codex_tui.doctor.schema`, and a test compares it with the bundled binary.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from codex_tui.protocol.schema_reducer import SchemaTable

SCHEMA_TABLE_FILE = Path(__file__).with_suffix(".json")


@cache
def built_for() -> SchemaTable:
    """The table, read when it is first asked for."""
    table: SchemaTable = json.loads(SCHEMA_TABLE_FILE.read_text(encoding="utf-8"))
    return table
