"""Settings: command line over environment (`CODEX_TUI_*`) over the config file over defaults.

Only what the first screen needs is imported; the flags are the ancestor's, with the same names and meaning.
"""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from codex_tui.setting_values import SettingsError, SettingValues
from codex_tui.version import VERSION

__all__ = ["Settings", "SettingsError", "current_settings", "load_settings"]

ATTESTATION_POLICIES = ("ask", "allow", "deny")
SHORTEST_PREFETCH_S = 1.0
"""A token that is kept for less makes the provider run without end."""
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
        "attestation",
        "attestation_command",
        "attestation_prefetch",
        "attestation_token_file",
        "audit",
        "auth_refresh_command",
        "auto_approve",
        "dynamic_tool",
        "final_only",
        "keep_spool",
        "output_file",
        "log_file",
        "no_redact",
        "no_wait",
        "notify",
        "notify_command",
        "plain",
        "record",
        "theme",
        "filters",
        "keys",
    }
)
TABLES = frozenset({"filters", "keys"})
"""Settings that only the file can have."""
LISTS = frozenset({"config", "dynamic_tool"})
"""Settings that are there several times; in the environment, one a line."""
ENVIRONMENT_PREFIX = "CODEX_TUI_"


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
    attestation: str = "ask"
    attestation_command: tuple[str, ...] = ()
    attestation_token_file: Path | None = None
    attestation_prefetch: float | None = None
    """In seconds."""
    audit: str | None = None
    """`off`, or the file; None is the one in the platform's state folder."""
    auth_refresh_command: tuple[str, ...] = ()
    auto_approve: bool = False
    dynamic_tool: tuple[str, ...] = ()
    """NAME=COMMAND each."""
    final_only: bool = False
    keep_spool: bool = False
    """Keep the wire log as a recording when the program is left."""
    output_file: Path | None = None
    log_file: Path | None = None
    no_redact: bool = False
    no_wait: bool = False
    """Line mode: at the end of standard input do not wait for the running turn."""
    notify: str = "auto"
    notify_command: tuple[str, ...] = ()
    is_demo: bool = False
    plain: bool = False
    record: Path | None = None
    theme: str = "codex-dark"
    filters: Mapping[str, str] = field(default_factory=dict)
    """Saved filters of the wire log by name."""
    keys: Mapping[str, str] = field(default_factory=dict)


class SettingsParser(argparse.ArgumentParser):
    """A command line that complains as all settings do, in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingsError."""
        plain = re.sub(r"^argument (\S+): expected one argument$", r"\1 needs a value", message)
        plain = re.sub(r"^argument (\S+): ignored explicit argument .*$", r"\1 takes no value", plain)
        plain = re.sub("^unrecognized arguments: ", "not understood: ", plain)
        plain = re.sub("^the following arguments are required: ", "missing: ", plain)
        raise SettingsError(f"{plain}. See {self.prog} --help.")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = SettingsParser(
        prog="codex-tui",
        description="A full-screen control room for codex app-server: threads, items, approvals and the raw wire.",
        epilog="Settings: flags, then CODEX_TUI_* in the environment, then config.toml in the config folder. "
        "Besides: `codex-tui replay FILE` plays a recording, `codex-tui doctor` finds what is wrong and what to do.",
        allow_abbrev=False,
    )
    add = result.add_argument
    add("--codex-bin", metavar="FILE", help="the codex program (default: codex on PATH, else the bundled one)")
    add("-c", "--config", metavar="KEY=VALUE", action="append", help="a config override for the server; repeatable")
    add("--thread-id", metavar="ID", help="resume this thread at the start")
    add("--approval-policy", metavar="POLICY", help=f"approval policy of new threads: {', '.join(APPROVAL_POLICIES)}")
    add("--attestation", metavar="POLICY", help="tokens for the server: ask (the default), allow or deny")
    add("--attestation-command", metavar="CMD", help="a command that prints a fresh token; no shell is involved")
    add("--attestation-token-file", metavar="FILE", help="a file that holds a fresh token; read anew each time")
    add("--attestation-prefetch", metavar="SECONDS", help="keep one token ready, never older than this")
    add("--audit", metavar="FILE|off", help="the audit trail (default: audit.jsonl in the state folder)")
    add("--auth-refresh-command", metavar="CMD", help="a command that prints fresh ChatGPT tokens as JSON; no shell")
    add("--auto-approve", action="store_true", default=None, help="accept command and file-change approvals unseen")
    add("--dynamic-tool", metavar="NAME=CMD", action="append", help="a tool for new threads' models; asks; repeatable")
    add("--final-only", action="store_true", default=None, help="show only finished messages and tool items")
    add("--keep-spool", action="store_true", default=None, help="keep the wire log in the cache folder at the end")
    add("--output-file", metavar="FILE", help="write the server's lines to this file, exactly as they come")
    add("--model", metavar="NAME", help="model of new threads")
    add("--model-provider", metavar="NAME", help="model provider of new threads")
    add("--cwd", metavar="FOLDER", help="working folder of new threads")
    add("--demo", action="store_true", help="everything, offline: the real server against a scripted model")
    add("--log-file", metavar="FILE", help="write this program's own log here")
    add("--no-redact", action="store_true", default=None, help="keep secrets in the wire log and in recordings")
    add("--no-wait", action="store_true", default=None, help="line mode: do not finish the turn at the end of input")
    add("--notify", metavar="KIND", help=f"how to alert a person who looks elsewhere: {', '.join(NOTIFY_KINDS)}")
    add("--notify-command", metavar="CMD", help="a command to run for each alert; no shell is involved")
    add("--plain", action="store_true", default=None, help="line mode: server lines to stdout, turns from stdin")
    add("--record", metavar="FILE", help="record both directions with times, to be replayed")
    add("--theme", metavar="NAME", help="codex-dark, codex-light, or any theme of Textual's")
    add("--version", action="version", version=f"codex-tui {VERSION}")
    return result


def load_settings(arguments: Sequence[str], environment: Mapping[str, str], config_file: Path) -> Settings:
    """Put the settings together; raises SettingsError where one is wrong."""
    flags = {name: value for name, value in vars(parser().parse_args(arguments)).items() if value is not None}
    is_demo = flags.pop("demo")
    found = SettingValues()
    found.add(_from_file(config_file), lambda name: f"{name} in {config_file}")
    found.add(_from_environment(environment), lambda name: ENVIRONMENT_PREFIX + name.upper())
    found.add(flags, lambda name: f"--{name.replace('_', '-')}")
    return Settings(
        codex_bin=found.text("codex_bin"),
        config=found.texts("config"),
        thread_id=found.text("thread_id"),
        approval_policy=found.choice("approval_policy", APPROVAL_POLICIES),
        model=found.text("model"),
        model_provider=found.text("model_provider"),
        cwd=found.folder("cwd"),
        attestation=found.choice("attestation", ATTESTATION_POLICIES) or "ask",
        attestation_command=found.command("attestation_command", instead_of="attestation_token_file"),
        attestation_token_file=found.path("attestation_token_file"),
        attestation_prefetch=found.seconds("attestation_prefetch", SHORTEST_PREFETCH_S),
        audit=found.text("audit"),
        auth_refresh_command=found.command("auth_refresh_command"),
        auto_approve=found.switch("auto_approve"),
        dynamic_tool=found.texts("dynamic_tool"),
        final_only=found.switch("final_only"),
        keep_spool=found.switch("keep_spool"),
        output_file=found.path("output_file"),
        log_file=found.path("log_file"),
        no_redact=found.switch("no_redact"),
        no_wait=found.switch("no_wait"),
        notify=found.choice("notify", NOTIFY_KINDS) or "auto",
        notify_command=found.command("notify_command"),
        is_demo=is_demo,
        plain=found.switch("plain"),
        record=found.path("record"),
        theme=found.text("theme") or "codex-dark",
        filters=found.table("filters", "names and filters"),
        keys=found.table("keys", "key ids and keys"),
    )


def _from_file(config_file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(config_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise SettingsError(f"{config_file} cannot be read: {error.strerror}. Mend it or move it away.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{config_file} cannot be read: it is not UTF-8 text (byte {error.start + 1}). Mend it or move it away."
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SettingsError(f"{config_file} cannot be read: {what}. Mend it or move it away.") from error
    unknown = sorted(values.keys() - CONFIG_KEYS)
    if unknown:
        raise SettingsError(
            f"{config_file} has settings that do not exist: {', '.join(unknown)}. "
            f"There are: {', '.join(sorted(CONFIG_KEYS))}."
        )
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """`CODEX_TUI_CODEX_BIN` and so on; a list has one entry a line."""
    names = (CONFIG_KEYS - TABLES) | {"thread_id"}
    found = {name: environment.get(ENVIRONMENT_PREFIX + name.upper()) for name in names}
    return {name: value.splitlines() if name in LISTS else value for name, value in found.items() if value}


def config_path(environment: Mapping[str, str]) -> Path:
    """Where the config file is: `CODEX_TUI_CONFIG_FILE`, else in the platform's config folder."""
    named = environment.get("CODEX_TUI_CONFIG_FILE")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    # Without any home the folder is relative, and the working folder must not have a say in our settings.
    return Path("/", user_config_path("codex-tui", appauthor=False), "config.toml")


def audit_path(settings: Settings, own_file: Path | None = None) -> Path | None:
    """Where the audit trail is, None where it is off; `own_file` stands for the one in the platform's state folder."""
    if settings.audit == "off":
        return None
    if settings.audit is not None:
        return Path(os.path.expanduser(settings.audit)).absolute()
    if own_file is not None:
        return own_file
    from platformdirs import user_state_path

    return Path("/", user_state_path("codex-tui", appauthor=False), "audit.jsonl")


def current_settings(arguments: Sequence[str]) -> Settings:
    """The settings of this process."""
    return load_settings(arguments, os.environ, config_path(os.environ))
