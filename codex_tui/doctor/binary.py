"""Which codex is started, and why this one."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from codex_tui.doctor.deadlines import run_briefly
from codex_tui.doctor.results import Result, ok, problem
from codex_tui.runtime.binary import OLDEST_VERSION_TEXT, BinaryNotFound, BinaryOrigin, is_too_old, locate_binary
from codex_tui.runtime.programs import ProgramFailed

VERSION_LIMIT_S = 5.0
_VERSION = re.compile(r"\b\d+\.\d+\.\d+[\w.+-]*")


@dataclass(frozen=True, slots=True)
class Choice:
    """The binary that was asked for, and where; both None where nothing names one."""

    codex_bin: str | None = None
    place: str | None = None


def examine_binary(choice: Choice, env: Mapping[str, str]) -> tuple[Result, str | None]:
    """What was found, and its path."""
    try:
        path, origin = locate_binary(choice.codex_bin, env)
    except BinaryNotFound as error:
        what, _, remedy = str(error).rpartition(". ")
        return problem("binary", what, remedy, path=None, origin=None), None
    # Other checks start it in folders of their own.
    path = os.path.abspath(path)
    why = origin.value
    if origin is BinaryOrigin.ASKED_FOR:
        why = f"named by {choice.place}"
    elif origin is BinaryOrigin.BUNDLED:
        why = "the bundled one, as there is no codex on PATH"
    return ok("binary", f"{path} ({why})", path=path, origin=origin.value), path


def stated_version(binary: str) -> str:
    """The version that `--version` prints; raises ProgramFailed where it prints none."""
    end = run_briefly((binary, "--version"), VERSION_LIMIT_S)
    match = _VERSION.search(end.stdout.decode("utf-8", "replace"))
    if match is None or end.exit_code != 0:
        raise ProgramFailed("it does not say which version of codex it is")
    return match[0]


def examine_version(binary: str, said: str) -> tuple[Result, str]:
    """Whether the version is one that works, and which it is: what the server `said`, else what `--version` prints."""
    update = "Update it (codex update, or npm install -g @openai/codex), or pass another --codex-bin FILE."
    try:
        version = said or stated_version(binary)
    except ProgramFailed as error:
        return problem("version", f"{binary} --version: {error}", update, version=None), ""
    if is_too_old(f"codex/{version}"):
        detail = f"{version} is too old; {OLDEST_VERSION_TEXT} is the oldest that works"
        return problem("version", detail, update, version=version), version
    return ok("version", f"codex {version}", version=version), version
