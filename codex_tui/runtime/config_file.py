"""Writes one setting into our own config file, for a choice of the person that is to last; all else in it stays."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import tomllib
from pathlib import Path


class SettingNotKept(Exception):
    """The setting was not written; the text says why."""


def keep_setting(path: Path | None, name: str, value: str) -> None:
    """Set `name`, a top-level text setting, in the file, which is made where there is none; raises SettingNotKept."""
    if path is None:
        raise SettingNotKept("there is no config file")
    # A link to a file that is kept elsewhere stays a link.
    target = path.resolve()
    try:
        old = target.read_text(encoding="utf-8") if target.exists() else ""
        new = _with_setting(old, name, value)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, new)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
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
