"""Finds the codex binary, and reads from its first words which version it is."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from typing import NamedTuple

OLDEST_VERSION = (0, 131, 0)
"""The oldest version that was tested (PROTOCOL.md)."""
OLDEST_VERSION_TEXT = ".".join(map(str, OLDEST_VERSION))
_DEVELOPMENT_VERSION = (0, 0, 0)
_VERSION = re.compile(r"^[^/\s]+/(?P<version>(\d+)\.(\d+)\.(\d+)[\w.+-]*)")

GET_A_BINARY = "Install codex (npm install -g @openai/codex), or codex-tui[codex], or pass --codex-bin FILE."


class BinaryNotFound(Exception):
    """There is no codex to start; the message names what was looked for and what to do."""


class BinaryOrigin(StrEnum):
    """Why a binary was chosen."""

    ASKED_FOR = "asked for"
    ON_PATH = "codex on PATH"
    BUNDLED = "bundled"


class FoundBinary(NamedTuple):
    """A codex binary, and why it is the one."""

    path: str
    origin: BinaryOrigin


def find_binary(codex_bin: str | None, env: Mapping[str, str]) -> str:
    """The path of the binary that `locate_binary` finds; raises BinaryNotFound."""
    return locate_binary(codex_bin, env).path


def locate_binary(codex_bin: str | None, env: Mapping[str, str]) -> FoundBinary:
    """The codex binary: the one asked for, else `codex` on the PATH of `env`, else the bundled one.

    Raises BinaryNotFound.
    """
    path = env.get("PATH", os.defpath)
    if codex_bin is not None:
        chosen = shutil.which(os.path.expanduser(codex_bin), path=path)
        if chosen is None:
            what = "is no executable file" if os.path.exists(os.path.expanduser(codex_bin)) else "does not exist"
            raise BinaryNotFound(f"{codex_bin} {what}. Pass another --codex-bin FILE, or leave it out.")
        return FoundBinary(chosen, BinaryOrigin.ASKED_FOR)
    on_path = shutil.which("codex", path=path)
    if on_path is not None:
        return FoundBinary(on_path, BinaryOrigin.ON_PATH)
    return FoundBinary(_bundled_binary(), BinaryOrigin.BUNDLED)


def _bundled_binary() -> str:
    try:
        return str(import_module("codex_cli_bin").bundled_codex_path())
    except ImportError:
        raise BinaryNotFound(f"There is no codex on PATH, and none is bundled. {GET_A_BINARY}") from None
    except FileNotFoundError as error:
        raise BinaryNotFound(f"The bundled codex is incomplete: {error}. {GET_A_BINARY}") from error


def version_from(user_agent: str) -> str:
    """The server's version in the `userAgent` of `initialize`, which puts it behind our own name; empty if absent."""
    match = _VERSION.match(user_agent)
    return match["version"] if match else ""


def is_too_old(user_agent: str) -> bool:
    """Whether the server is older than the oldest tested one; a development build is not."""
    match = _VERSION.match(user_agent)
    if match is None:
        return False
    version = (int(match[2]), int(match[3]), int(match[4]))
    return _DEVELOPMENT_VERSION < version < OLDEST_VERSION
