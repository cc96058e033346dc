"""All checks in their order: each goes on with what the ones before it found, and none is stopped by a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from codex_tui.doctor import server
from codex_tui.doctor.binary import Choice, examine_binary, examine_version
from codex_tui.doctor.configuration import examine_settings
from codex_tui.doctor.deadlines import within
from codex_tui.doctor.folders import codex_home, examine_home, examine_own_folders
from codex_tui.doctor.protocol import examine_protocol
from codex_tui.doctor.results import Result, remark
from codex_tui.doctor.sandbox import examine_sandbox
from codex_tui.doctor.terminal import examine_terminal
from codex_tui.settings import Settings, config_path

CHECK_LIMIT_S = 10.0
PROTOCOL_LIMIT_S = 25.0
SANDBOX_LIMIT_S = 25.0
"""For two attempts."""

Tell = Callable[[str], None]
"""Says what is looked at now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line names."""

    codex_bin: str | None = None
    config_overrides: tuple[str, ...] = ()


def examine(asked: Asked, env: Mapping[str, str], tell: Tell) -> Iterator[Result]:
    """The results, each as soon as it is there."""
    # What is ours comes first, since it says which codex is meant.
    tell("settings")
    settings = Settings()

    def look_at_settings() -> list[Result]:
        nonlocal settings
        results, settings = examine_settings(env, config_path(env))
        return results

    yield from within(CHECK_LIMIT_S, "config_file", look_at_settings)
    tell("folders")
    yield from within(CHECK_LIMIT_S, "audit", lambda: examine_own_folders(settings, _cache_folder()))
    yield from _examine_codex(asked, settings, env, tell)
    # Not on a thread of its own: it has its own deadlines, and signals must not come between it and the terminal.
    tell("terminal")
    yield from examine_terminal(env)


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("codex-tui", appauthor=False)


def _examine_codex(asked: Asked, settings: Settings, env: Mapping[str, str], tell: Tell) -> Iterator[Result]:
    """The binary, and the server that it is."""
    tell("binary")
    result, path = examine_binary(_choice(asked, settings, env), env)
    yield result
    report = server.ServerReport()
    if path is not None:
        tell("app-server")
        yield from _examine_server(path, asked.config_overrides or settings.config, report, tell)
    tell("codex home")
    home = codex_home(report.codex_home, env)
    yield from within(CHECK_LIMIT_S, "codex_home", lambda: examine_home(home))
    if path is None:
        missing = ("app_server", "version", "protocol", "account", "codex_config", "sandbox")
        yield from (remark(check_id, "not looked at without a binary") for check_id in missing)


def _choice(asked: Asked, settings: Settings, env: Mapping[str, str]) -> Choice:
    if asked.codex_bin is not None:
        return Choice(asked.codex_bin, "--codex-bin")
    place = "CODEX_TUI_CODEX_BIN" if env.get("CODEX_TUI_CODEX_BIN") else "codex_bin in the config file"
    return Choice(settings.codex_bin, place)


def _examine_server(path: str, overrides: tuple[str, ...], report: server.ServerReport, tell: Tell) -> Iterator[Result]:
    def hear() -> list[Result]:
        server.hear_server(path, overrides, report)
        return [server.server_result(report)]

    yield from within(server.LIMIT_S, "app_server", hear)
    tell("version")
    result, version = examine_version(path, report.version)
    yield result
    tell("protocol")
    yield from within(PROTOCOL_LIMIT_S, "protocol", lambda: examine_protocol(path, version))
    yield server.account_result(report)
    yield server.configuration_result(report)
    tell("sandbox")
    yield from within(SANDBOX_LIMIT_S, "sandbox", lambda: examine_sandbox(path, is_unrestricted=report.is_unrestricted))
