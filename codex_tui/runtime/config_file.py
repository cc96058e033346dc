"""Writes one setting into our own config file, for a choice of the person that is to last; all else in it stays."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path


class SettingNotKept(Exception):
    """The setting was not written; the text says why."""


def keep_setting(path: Path | None, name: str, value: str) -> None:
    """Set `name`, a top-level text setting, in the file, which is made where there is none; raises SettingNotKept."""
    _change(path, lambda old: _with_setting(old, name, value))


def keep_entry(path: Path | None, table: str, name: str, value: str | None) -> None:
    """The same for a text in a table, None to take it out; the name must need no quotes."""
    _change(path, lambda old: _with_entry(old, table, name, value))


def _change(path: Path | None, changed: Callable[[str], str]) -> None:
    if path is None:
        raise SettingNotKept("there is no config file")
    # A link to a file that is kept elsewhere stays a link.
    target = path.resolve()
    try:
        old = target.read_text(encoding="utf-8") if target.exists() else ""
        new = changed(old)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, new)
    except (OSError, ValueError, TypeError) as error:
        raise SettingNotKept(f"{path} cannot be written: {error}") from error


def _with_setting(old: str, name: str, value: str) -> str:
    """The text with the setting changed or put on top; raises SettingNotKept where that would change anything else."""
    wanted = {**tomllib.loads(old), name: value}
    line = f'{name} = "{value}"'
    is_set = name in tomllib.loads(old)
    new = re.sub(rf"^[ \t]*{re.escape(name)}[ \t]*=.*$", line, old, count=1, flags=re.M) if is_set else f"{line}\n{old}"
    if tomllib.loads(new) != wanted:
        raise SettingNotKept(f"set {line} in the config file by hand")
    return new


def _with_entry(old: str, table: str, name: str, value: str | None) -> str:
    """The text with the entry changed, added behind the table's head, or taken out; raises as `_with_setting`."""
    # A JSON text is a TOML text as well.
    line = "" if value is None else f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
    head = re.search(rf"^[ \t]*\[{table}\][ \t]*(?:#.*)?(?:\n|\Z)", old, flags=re.M)
    if head is None:
        gap = "" if not old or old.endswith("\n") else "\n"
        new = f"{old}{gap}\n[{table}]\n{line}".lstrip("\n") if line else old
    else:
        before, rest = old[: head.end()], old[head.end() :]
        end = next((found.start() for found in re.finditer(r"^[ \t]*\[", rest, flags=re.M)), len(rest))
        entry = re.compile(rf"^[ \t]*(?:{name}|\"{name}\")[ \t]*=.*(?:\n|\Z)", flags=re.M)
        inside, count = entry.subn(lambda found: line, rest[:end], count=1)
        gap = "" if before.endswith("\n") else "\n"
        new = f"{before}{gap}{'' if count else line}{inside}{rest[end:]}"
    before_all, after_all = tomllib.loads(old), tomllib.loads(new)
    entries = dict(before_all.pop(table, {}))
    entries.pop(name, None)
    if value is not None:
        entries[name] = value
    if after_all.pop(table, {}) != entries or after_all != before_all:
        raise SettingNotKept(f"set {line.strip() or name} below [{table}] in the config file by hand")
    return new


def _replace(target: Path, text: str) -> None:
    """Put the new text in the file's place at once, so that no half-written file is ever read."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(name, target.stat().st_mode & 0o777)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
