"""Writes one setting into our own config file, for a choice of the person that is to last; all else in it stays."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from codex_tui.runtime.private_file import PRIVATE_MODE

LOCK_DEADLINE_S = 2.0
"""Another program holds the file for milliseconds, unless it sleeps or its disk hangs."""
LOCK_PAUSE_S = 0.01
REMEDY = "Make room, mend the folder, or name another file with CODEX_TUI_CONFIG_FILE."


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
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(target.parent):
            old = target.read_text(encoding="utf-8") if target.exists() else ""
            _replace(target, changed(old))
    except OSError as error:
        raise SettingNotKept(f"{path} cannot be written: {error.strerror or error}. {REMEDY}") from error
    except UnicodeDecodeError as error:
        raise SettingNotKept(f"{path} cannot be changed: it is not UTF-8 text. Mend it by hand.") from error
    except (ValueError, TypeError) as error:
        raise SettingNotKept(f"{path} cannot be changed: {error}. Mend it by hand.") from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other programs of ours from changing the file meanwhile, and their change from getting lost in ours."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        deadline_s = time.monotonic() + LOCK_DEADLINE_S
        while not _is_lock_taken(descriptor):
            if time.monotonic() > deadline_s:
                raise OSError(errno.EWOULDBLOCK, "another codex-tui is writing it")
            time.sleep(LOCK_PAUSE_S)
        yield
    finally:
        os.close(descriptor)


def _is_lock_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
        os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else PRIVATE_MODE)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
