"""How a wire record says that secrets were taken out of its line, so that nobody sends that line again as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from codex_tui.state.wire_log import WireRecord

REDACTED_NOTE = "redacted"
_SEPARATOR = " · "
_has_placeholder = re.compile(r"<\d+ bytes, sha256 [0-9a-f]{8}…>").search
_NAME = re.compile(r"[A-Za-z_]\w*")


def noted_as_redacted(note: str) -> str:
    """A record's note, with the remark that its line is redacted."""
    return f"{note}{_SEPARATOR}{REDACTED_NOTE}" if note else REDACTED_NOTE


def is_redacted(record: WireRecord) -> bool:
    """Whether the line of this record differs from what went over the wire."""
    return record.note == REDACTED_NOTE or record.note.endswith(_SEPARATOR + REDACTED_NOTE)


def placeholder_paths(value: Any) -> list[str]:
    """Where in a JSON value something stands in the place of a secret, in the order of the value."""
    return [path or "." for path in _paths(value)]


def _paths(value: Any) -> Iterator[str]:
    """Nothing here recurses: a value may be nested as deep as the parser goes."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, dict):
            for name in each:
                if _has_placeholder(name):
                    yield f"{path}{_step(name)}"
            waiting += reversed([(f"{path}{_step(name)}", member) for name, member in each.items()])
        elif isinstance(each, list):
            waiting += reversed([(f"{path}[{index}]", member) for index, member in enumerate(each)])
        elif isinstance(each, str) and _has_placeholder(each):
            yield path


def _step(name: str) -> str:
    return f".{name}" if _NAME.fullmatch(name) else f"[{json.dumps(name, ensure_ascii=False)}]"
