"""A permission profile in words; what is not understood is shown as JSON, because it would be granted all the same.

Source: `AdditionalPermissionProfile` and `FileSystemSandboxEntry` of the app-server's generated schema.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPECIAL_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "root": "the whole file system",
        "minimal": "the minimal system folders",
        "project_roots": "the project folders",
        "tmpdir": "the temporary folder",
        "slash_tmp": "/tmp",
    }
)
_NO_ACCESS = "no access to"
_NO_NETWORK = "no network access"
_ACCESS_WORDS: Mapping[str, str] = MappingProxyType({"read": "read", "write": "write", "deny": _NO_ACCESS})


def permission_words(profile: Any) -> list[str]:
    """`network access`, `write /srv/shared`, … each once, in the server's order; the texts are still hostile."""
    return list(dict.fromkeys(_words(profile)))


def is_restriction(words: str) -> bool:
    """Whether the words say what is taken away."""
    return words == _NO_NETWORK or words.startswith(f"{_NO_ACCESS} ")


def _words(profile: Any) -> Iterator[str]:
    if not isinstance(profile, dict):
        yield _raw("permissions", profile)
        return
    for name, value in profile.items():
        if value is None:
            continue
        if name == "network" and isinstance(value, dict):
            yield from _network(value)
        elif name == "fileSystem" and isinstance(value, dict):
            yield from _file_system(value)
        else:
            yield _raw(name, value)


def _network(network: dict[str, Any]) -> Iterator[str]:
    for name, value in network.items():
        if name == "enabled" and isinstance(value, bool):
            yield "network access" if value else _NO_NETWORK
        elif value is not None:
            yield _raw(f"network {name}", value)


def _file_system(file_system: dict[str, Any]) -> Iterator[str]:
    for name, value in file_system.items():
        if name in ("read", "write") and isinstance(value, list):
            yield from (f"{name} {path}" if isinstance(path, str) else _raw(name, path) for path in value)
        elif name == "entries" and isinstance(value, list):
            yield from map(_entry, value)
        elif value is not None:
            yield _raw(f"files {name}", value)


def _entry(entry: Any) -> str:
    access = entry.get("access") if isinstance(entry, dict) else None
    place = _place(entry.get("path")) if isinstance(entry, dict) else ""
    if not place or not isinstance(access, str) or set(entry) != {"path", "access"}:
        return _raw("files", entry)
    return f"{_ACCESS_WORDS.get(access, access)} {place}"


def _place(path: Any) -> str:
    """Where an entry points; empty where it is not understood."""
    match path:
        case {"type": "path", "path": str(text)}:
            return text
        case {"type": "glob_pattern", "pattern": str(pattern)}:
            return f"files that match {pattern}"
        case {"type": "special", "value": {"kind": str(kind), **rest}} if kind in _SPECIAL_PLACES:
            subpath = rest.get("subpath")
            return f"{subpath} in {_SPECIAL_PLACES[kind]}" if isinstance(subpath, str) else _SPECIAL_PLACES[kind]
        case _:
            return ""


def _raw(name: str, value: Any) -> str:
    return f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}"
