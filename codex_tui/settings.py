"""Settings: command line over environment (`CODEX_TUI_*`) over the config file over defaults.

Only what the first screen needs is imported; the flags are the ancestor's, with the same names and meaning.
"""

from __future__ import annotations

import argparse
import os
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codex_tui.version import VERSION

NOTIFY_KINDS = ("auto", "bell", "osc9", "osc777", "off")
APPROVAL_POLICIES = ("untrusted", "on-failure", "on-request", "never")
CONFIG_KEYS = frozenset(
    {
        "codex_bin",
        "config",
        "approval_policy",
        "model",
        "model_provider",
        "cwd",
        "audit",
        "auto_approve",
        "final_only",
        "output_file",
        "log_file",
        "notify",
        "notify_command",
        "theme",
        "keys",
    }
)
ENVIRONMENT_PREFIX = "CODEX_TUI_"


class SettingsError(Exception):
    """A setting is wrong; the text names it, where it stands, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, from wherever they came."""

    codex_bin: str | None = None
    config: tuple[str, ...] = ()
    thread_id: str | None = None
    approval_policy: str | None = None
    model: str | None = None
    model_provider: str | None = None
    cwd: str | None = None
    audit: str | None = None
    """`off`, or the file; None is the one in the platform's state folder."""
    auto_approve: bool = False
    final_only: bool = False
    output_file: Path | None = None
    log_file: Path | None = None
    notify: str = "auto"
    notify_command: tuple[str, ...] = ()
    is_demo: bool = False
    theme: str = "codex-dark"
    keys: Mapping[str, str] = field(default_factory=dict)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(
        prog="codex-tui",
        description="A full-screen control room for codex app-server: threads, items, approvals and the raw wire.",
        epilog="Settings: flags, then CODEX_TUI_* in the environment, then config.toml in the config folder.",
        allow_abbrev=False,
    )
    add = result.add_argument
    add("--codex-bin", metavar="FILE", help="the codex program (default: codex on PATH, else the bundled one)")
    add("-c", "--config", metavar="KEY=VALUE", action="append", help="a config override for the server; repeatable")
    add("--thread-id", metavar="ID", help="resume this thread at the start")
    add("--approval-policy", choices=APPROVAL_POLICIES, help="approval policy of new threads")
    add("--audit", metavar="FILE|off", help="the audit trail (default: audit.jsonl in the state folder)")
    add("--auto-approve", action="store_true", default=None, help="accept command and file-change approvals unseen")
    add("--final-only", action="store_true", default=None, help="show only finished messages and tool items")
    add("--output-file", metavar="FILE", help="write the server's lines to this file, exactly as they come")
    add("--model", metavar="NAME", help="model of new threads")
    add("--model-provider", metavar="NAME", help="model provider of new threads")
    add("--cwd", metavar="FOLDER", help="working folder of new threads")
    add("--demo", action="store_true", help="everything, offline: the real server against a scripted model")
    add("--log-file", metavar="FILE", help="write this program's own log here")
    add("--notify", metavar="KIND", help=f"how to alert a person who looks elsewhere: {', '.join(NOTIFY_KINDS)}")
    add("--notify-command", metavar="CMD", help="a command to run for each alert; no shell is involved")
    add("--theme", metavar="NAME", help="codex-dark, codex-light, or any theme of Textual's")
    add("--version", action="version", version=f"codex-tui {VERSION}")
    return result


def load_settings(arguments: Sequence[str], environment: Mapping[str, str], config_file: Path) -> Settings:
    """Put the settings together; raises SettingsError where one is wrong."""
    flags = {name: value for name, value in vars(parser().parse_args(arguments)).items() if value is not None}
    is_demo = flags.pop("demo")
    merged: dict[str, Any] = {**_from_file(config_file), **_from_environment(environment), **flags}
    return Settings(
        codex_bin=_text(merged, "codex_bin"),
        config=_texts(merged, "config"),
        thread_id=_text(merged, "thread_id"),
        approval_policy=_choice(merged, "approval_policy", APPROVAL_POLICIES),
        model=_text(merged, "model"),
        model_provider=_text(merged, "model_provider"),
        cwd=_folder(merged, "cwd"),
        audit=_text(merged, "audit"),
        auto_approve=_flag(merged, "auto_approve"),
        final_only=_flag(merged, "final_only"),
        output_file=_path(merged, "output_file"),
        log_file=_path(merged, "log_file"),
        notify=_choice(merged, "notify", NOTIFY_KINDS) or "auto",
        notify_command=_command(merged, "notify_command"),
        is_demo=is_demo,
        theme=_text(merged, "theme") or "codex-dark",
        keys=_keys(merged),
    )


def _from_file(config_file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(config_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{config_file} cannot be read: {error}. Mend it or move it away.") from error
    unknown = sorted(values.keys() - CONFIG_KEYS)
    if unknown:
        raise SettingsError(
            f"{config_file} has settings that do not exist: {', '.join(unknown)}. "
            f"There are: {', '.join(sorted(CONFIG_KEYS))}."
        )
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """`CODEX_TUI_CODEX_BIN` and so on; a list has one entry a line."""
    names = (CONFIG_KEYS - {"keys"}) | {"thread_id"}
    found = {name: environment.get(ENVIRONMENT_PREFIX + name.upper()) for name in names}
    return {name: value.splitlines() if name == "config" else value for name, value in found.items() if value}


def _wrong(name: str, value: object, wanted: str) -> SettingsError:
    return SettingsError(f"{name} is {value!r}, but must be {wanted}.")


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, value, "a text")
    return value or None


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name, ())
    if isinstance(value, str) or not all(isinstance(each, str) and "=" in each for each in value):
        raise _wrong(name, value, "a list of key=value")
    return tuple(value)


def _flag(values: Mapping[str, Any], name: str) -> bool:
    value = values.get(name, False)
    if isinstance(value, str) and value.lower() in ("1", "true", "yes", "0", "false", "no"):
        return value.lower() in ("1", "true", "yes")
    if not isinstance(value, bool):
        raise _wrong(name, value, "true or false")
    return value


def _choice(values: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str | None:
    value = _text(values, name)
    if value is not None and value not in choices:
        raise _wrong(name, value, f"one of {', '.join(choices)}")
    return value


def _command(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = _text(values, name)
    try:
        return tuple(shlex.split(value)) if value is not None else ()
    except ValueError as error:
        raise _wrong(name, value, f"a command ({error})") from error


def _path(values: Mapping[str, Any], name: str) -> Path | None:
    value = _text(values, name)
    return Path(value).expanduser().absolute() if value is not None else None


def _folder(values: Mapping[str, Any], name: str) -> str | None:
    path = _path(values, name)
    if path is None:
        return None
    if not path.is_dir():
        raise _wrong(name, str(path), "a folder that exists")
    return str(path)


def _keys(values: Mapping[str, Any]) -> dict[str, str]:
    """Key ids to keys; whether the ids exist is known where the key table is."""
    value = values.get("keys", {})
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise _wrong("keys", value, "a table of key ids and keys")
    return dict(value)


def config_path(environment: Mapping[str, str]) -> Path:
    """Where the config file is: `CODEX_TUI_CONFIG_FILE`, else in the platform's config folder."""
    named = environment.get("CODEX_TUI_CONFIG_FILE")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("codex-tui", appauthor=False) / "config.toml"


def audit_path(settings: Settings, own_file: Path | None = None) -> Path | None:
    """Where the audit trail is, None where it is off; `own_file` stands for the one in the platform's state folder."""
    if settings.audit == "off":
        return None
    if settings.audit is not None:
        return Path(settings.audit).expanduser().absolute()
    if own_file is not None:
        return own_file
    from platformdirs import user_state_path

    return user_state_path("codex-tui", appauthor=False) / "audit.jsonl"


def current_settings(arguments: Sequence[str]) -> Settings:
    """The settings of this process."""
    return load_settings(arguments, os.environ, config_path(os.environ))
