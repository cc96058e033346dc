"""A requested permission profile taken apart, so that each permission can be granted by itself, and put together again.

The server names a path twice, in `read` or `write` and in `entries` (PROTOCOL.md, section 3); both are one part.
What only restricts, such as an entry that denies a path, is no part: it goes along with every grant of files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Profile = dict[str, Any]

_LISTS = ("read", "write")


def permission_parts(profile: Any) -> tuple[Profile, ...]:
    """The permissions that can be granted one by one, each a profile of its own, in the server's order."""
    if not isinstance(profile, dict):
        return ()
    parts: list[Profile] = []
    for name, value in profile.items():
        if name == "fileSystem" and isinstance(value, dict):
            parts += _file_parts(value)
        elif name == "network" and isinstance(value, dict):
            parts += [{"network": value}] if value.get("enabled") is True else []
        elif value is not None:
            parts.append({name: value})
    return tuple(parts)


def granted_profile(profile: Any, granted: Iterable[int]) -> Profile:
    """What goes out when the parts at these positions are granted; empty where there are none.

    Raises IndexError for a position that does not exist.
    """
    parts = permission_parts(profile)
    chosen = [parts[position] for position in sorted(set(granted)) if _exists(position, len(parts))]
    result: Profile = {}
    for part in chosen:
        for name, value in part.items():
            result[name] = _joined(result.get(name), value) if name == "fileSystem" else value
    if "fileSystem" in result:
        result["fileSystem"] = _restricted(result["fileSystem"], profile["fileSystem"])
    return result


def _exists(position: int, count: int) -> bool:
    if not 0 <= position < count:
        raise IndexError(position)
    return True


def _file_parts(files: Profile) -> list[Profile]:
    """One part for each path and access, whether it stands in a list, among the entries, or in both."""
    parts: dict[tuple[str, str], Profile] = {}
    others: list[Profile] = []
    for access in _LISTS:
        for path in _list(files.get(access)):
            if isinstance(path, str):
                parts.setdefault((access, path), {})[access] = [path]
            else:
                others.append({access: [path]})
    for entry in _list(files.get("entries")):
        if _is_restriction(entry):
            continue
        key = _key(entry)
        if key is None:
            others.append({"entries": [entry]})
        else:
            parts.setdefault(key, {})["entries"] = [entry]
    return [{"fileSystem": part} for part in (*parts.values(), *others)]


def _key(entry: Any) -> tuple[str, str] | None:
    match entry:
        case {"path": {"type": "path", "path": str(path), **path_rest}, "access": str(access), **rest}:
            return None if path_rest or rest else (access, path)
    return None


def _is_restriction(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("access") in ("deny", "none")


def _joined(known: Profile | None, part: Profile) -> Profile:
    result = dict(known or {})
    for name, values in part.items():
        result[name] = [*result.get(name, []), *values]
    return result


def _restricted(granted: Profile, asked: Profile) -> Profile:
    """With what the request itself takes away from the paths it asks for."""
    denied = [entry for entry in _list(asked.get("entries")) if _is_restriction(entry)]
    extra = {name: value for name, value in asked.items() if name not in (*_LISTS, "entries") and value is not None}
    return {**granted, **extra, **({"entries": [*granted.get("entries", []), *denied]} if denied else {})}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
