"""Our own settings: the config file, the environment, the keys, the theme, and the programs that they name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.runtime.dynamic_tools import parse_tools
from codex_tui.settings import CONFIG_KEYS, ENVIRONMENT_PREFIX, Settings, SettingsError, load_settings
from codex_tui.state.wire_query import check_saved

SEE_HELP = "`codex-tui --help` lists the settings."
OTHER_VARIABLES = frozenset({"thread_id", "config_file"})
"""What only the environment has."""


def examine_settings(env: Mapping[str, str], config_file: Path) -> tuple[list[Result], Settings]:
    """What is wrong in file and environment, and the settings: where one of both is wrong, without it."""
    path, is_present = str(config_file), config_file.exists()
    settings, wrong = _loaded({}, config_file)
    if wrong:
        remedy = f"Change it in {config_file}. {SEE_HELP}"
        file_result = problem("config_file", wrong, remedy, path=path, is_present=is_present)
    else:
        words = path if is_present else f"{path} is not there, so the defaults hold"
        file_result = ok("config_file", words, path=path, is_present=is_present)
    own_env = {name: value for name, value in env.items() if name.startswith(ENVIRONMENT_PREFIX)}
    with_env, wrong = _loaded(own_env, Path(os.devnull) if wrong else config_file)
    settings = settings if wrong else with_env
    rest = [_environment_result(own_env, wrong), _keys_result(settings), _theme_result(settings)]
    return [file_result, *rest, _filters_result(settings, config_file), _programs_result(settings)], settings


def _loaded(own_env: Mapping[str, str], config_file: Path) -> tuple[Settings, str]:
    """The settings, or the defaults and what is wrong."""
    try:
        return load_settings([], own_env, config_file), ""
    except SettingsError as error:
        return Settings(), str(error).rstrip(".")


def _environment_result(own_env: Mapping[str, str], wrong: str) -> Result:
    names = sorted(own_env)
    known = {ENVIRONMENT_PREFIX + name.upper() for name in (CONFIG_KEYS - {"keys"}) | OTHER_VARIABLES}
    unknown = [name for name in names if name not in known]
    if wrong:
        return problem("environment", wrong, f"Change or unset it. {SEE_HELP}", variables=names)
    if unknown:
        detail = f"{', '.join(unknown)}: there is no such setting"
        return remark("environment", detail, f"Unset it. {SEE_HELP}", variables=names)
    return ok("environment", ", ".join(names) or f"no {ENVIRONMENT_PREFIX}… variable is set", variables=names)


def _keys_result(settings: Settings) -> Result:
    # The table of keys brings Textual with it, which nothing else here needs.
    from codex_tui.ui.keymap import check_keymap

    count = len(settings.keys)
    try:
        check_keymap(settings.keys)
    except ValueError as error:
        what, _, remedy = str(error).rstrip(".").rpartition(". ")
        return problem("keys", what or remedy, f"{remedy}.", rebound=count)
    return ok("keys", f"{count} rebound" if count else "as documented", rebound=count)


def _theme_result(settings: Settings) -> Result:
    from codex_tui.ui.theme import THEME_NAMES

    if settings.theme in THEME_NAMES:
        return ok("theme", settings.theme, theme=settings.theme)
    detail = f"{settings.theme} does not exist"
    return problem("theme", detail, f"Take one of: {', '.join(THEME_NAMES)}.", theme=settings.theme)


def _filters_result(settings: Settings, config_file: Path) -> Result:
    """Whether the saved filters can be read, with which no dashboard starts otherwise."""
    count = len(settings.filters)
    try:
        check_saved(settings.filters)
    except ValueError as error:
        remedy = f"Mend it in {config_file} or take it out. `:help filter` shows the language."
        return problem("filters", str(error), remedy, saved=count)
    return ok("filters", f"{count} saved, all can be read" if count else "none saved", saved=count)


def _programs_result(settings: Settings) -> Result:
    """Whether the programs exist that the settings have us run; none is run here."""
    commands = {
        "attestation_command": settings.attestation_command,
        "auth_refresh_command": settings.auth_refresh_command,
        "notify_command": settings.notify_command,
    }
    try:
        tools = parse_tools(settings.dynamic_tool)
    except ValueError as error:
        return problem("programs", f"dynamic_tool: {error}", SEE_HELP, missing=[])
    commands |= {f"dynamic_tool {tool.name}": tool.argv for tool in tools}
    named = {name: argv[0] for name, argv in commands.items() if argv}
    missing = sorted(name for name, program in named.items() if shutil.which(os.path.expanduser(program)) is None)
    if missing:
        words = "; ".join(f"{name}: there is no program {named[name]}" for name in missing)
        return problem("programs", words, "Install it, or correct its name in the settings.", missing=missing)
    return ok("programs", f"{len(named)} named, all found" if named else "none named in the settings", missing=[])
