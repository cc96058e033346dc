"""JSON values that came from tools, as one short line or as plain text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from codex_tui.ui.render.text import ELLIPSIS

MAX_STRING_CHARS = 80
MAX_MEMBERS = 8


def brief(value: Any, depth: int = 2) -> str:
    """A value in little more than a line; what it leaves out is bounded before it costs anything."""
    match value:
        case str():
            return json.dumps(value[:MAX_STRING_CHARS] + ELLIPSIS * (len(value) > MAX_STRING_CHARS), ensure_ascii=False)
        case dict():
            return "{" + _members(value, depth) + "}"
        case list():
            shown = [brief(each, depth - 1) for each in value[:MAX_MEMBERS]] if depth else []
            return "[" + ", ".join(shown + [ELLIPSIS] * (len(value) > len(shown))) + "]"
        case _:
            return json.dumps(value, default=str)


def brief_arguments(arguments: Any) -> str:
    """The arguments of a call as one reads them: `path: "a.py", count: 3`."""
    if arguments is None:
        return ""
    return _members(arguments, 2) if isinstance(arguments, dict) else brief(arguments)


def _members(value: dict[str, Any], depth: int) -> str:
    members = islice(value.items(), MAX_MEMBERS) if depth else ()
    shown = [f"{str(key)[:MAX_STRING_CHARS]}: {brief(each, depth - 1)}" for key, each in members]
    return ", ".join(shown + [ELLIPSIS] * (len(value) > len(shown)))


def json_text(value: Any) -> str:
    """A value as indented JSON; empty for none."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2, default=str)


def content_text(content: Sequence[Any]) -> str:
    """The texts of a tool's content, one below the other; what is no text is named in brackets."""
    return "\n".join(_piece_text(piece).rstrip("\n") for piece in content)


def _piece_text(piece: Any) -> str:
    if not isinstance(piece, dict):
        return brief(piece)
    text = piece.get("text")
    if isinstance(text, str):
        return text
    resource = piece.get("resource")
    if isinstance(resource, dict):
        inner = resource.get("text")
        return inner if isinstance(inner, str) else f"[resource {brief(resource.get('uri'))}]"
    kind = piece.get("type")
    where = next((piece[key] for key in ("uri", "imageUrl", "image_url", "name", "mimeType") if key in piece), None)
    label = kind if isinstance(kind, str) else "content"
    return f"[{label} {where[:MAX_STRING_CHARS]}]" if isinstance(where, str) else f"[{label}]"
