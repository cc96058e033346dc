"""The folders that things are written to: the Codex home, which is only looked at, and our own."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.settings import Settings, audit_path
from codex_tui.ui.render.figures import format_bytes

LEAST_BYTES = 100 * 1000**2
"""With less free than this, a session's own record may not fit."""
FEW_BYTES = 1000**3
DEFAULT_HOME = ".codex"


def codex_home(said: str, env: Mapping[str, str]) -> Path:
    """The Codex home: what the server says, else where it looks."""
    named = said or env.get("CODEX_HOME")
    return Path(named) if named else Path.home() / DEFAULT_HOME


def examine_home(home: Path) -> list[Result]:
    """Whether the server can work in its home; nothing is written there."""
    if not home.is_dir():
        detail = f"{home} is no folder that exists"
        remedy = "Make it, run `codex` once, or set CODEX_HOME to the right folder."
        return [problem("codex_home", detail, remedy, path=str(home), is_writable=False, free_bytes=None)]
    free_bytes = shutil.disk_usage(home).free
    facts: dict[str, Any] = {"path": str(home), "is_writable": is_writable(home), "free_bytes": free_bytes}
    detail = f"{home}, {format_bytes(free_bytes)} free"
    if not facts["is_writable"]:
        remedy = "Give yourself the right to write there, or set CODEX_HOME to another folder."
        return [problem("codex_home", f"{detail}; it cannot be written to", remedy, **facts)]
    return [room_result("codex_home", detail, free_bytes, facts)]


def examine_own_folders(settings: Settings, cache: Path) -> list[Result]:
    """Whether the audit trail and the cache can be written; a file is tried in a folder that is there."""
    audit_file = audit_path(settings)
    if audit_file is None:
        return [ok("audit", "off, as you chose", path=None), _folder_result("cache", cache, "Mend it.")]
    remedy = "Mend it, name another file with --audit FILE, or start with --audit off."
    if audit_file.exists() and not os.access(audit_file, os.W_OK):
        facts: dict[str, Any] = {"path": str(audit_file), "is_writable": False, "free_bytes": None}
        audit = problem("audit", f"{audit_file} cannot be written to", remedy, **facts)
    else:
        audit = _folder_result("audit", audit_file.parent, remedy)
    return [audit, _folder_result("cache", cache, "Mend it, or set XDG_CACHE_HOME to another folder.")]


def _folder_result(check_id: str, folder: Path, remedy: str) -> Result:
    present = _nearest_present(folder)
    reason = _refusal(folder) if present == folder else ""
    free_bytes = shutil.disk_usage(present).free
    is_fine = present.is_dir() and not reason and is_writable(present)
    facts: dict[str, Any] = {"path": str(folder), "is_writable": is_fine, "free_bytes": free_bytes}
    if not is_fine:
        why = reason or ("is no folder" if not present.is_dir() else "cannot be written to")
        return problem(check_id, f"{present}: {why}" if reason else f"{present} {why}", remedy, **facts)
    made = "" if present == folder else " (made when it is needed)"
    return room_result(check_id, f"{folder}{made}, {format_bytes(free_bytes)} free", free_bytes, facts)


def room_result(check_id: str, detail: str, free_bytes: int, facts: Mapping[str, Any]) -> Result:
    """A folder in which everything works, by the room that is left on its disk."""
    if free_bytes < LEAST_BYTES:
        return problem(check_id, detail, "Make room on that disk.", **facts)
    if free_bytes < FEW_BYTES:
        return remark(check_id, detail, "Make room on that disk soon.", **facts)
    return ok(check_id, detail, **facts)


def is_writable(folder: Path) -> bool:
    """Whether the system would let us make files there, as far as it can be told without making one."""
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _nearest_present(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    for path in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            if path.exists():
                return path
    return Path("/")


def _refusal(folder: Path) -> str:
    """Why no file can be made in the folder; empty where one can."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)
