"""The house's import order, proved on the source text and in fresh interpreters.

The source says who imports whom, even inside a function or under TYPE_CHECKING; the interpreter says what really gets
loaded, through third parties as well.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "codex_tui"
PACKAGE_FOLDER = Path(__file__).resolve().parents[1] / PACKAGE

WORLDLESS = frozenset({"asyncio", "textual", "rich"})
APP_ACCESS = frozenset({"textual.app", "textual.screen", "textual.widget", "textual.widgets"})


@dataclass(frozen=True)
class Rule:
    """Which places of the package the modules at one place may import, and what they may not load from elsewhere."""

    places: frozenset[str]
    forbidden: frozenset[str] = frozenset()


def rule(*places: str, forbidden: frozenset[str] = frozenset()) -> Rule:
    return Rule(frozenset({"version", *places}), forbidden)


# Keyed by dotted place below the package; the longest place that holds a module is its rule.
RULES = {
    "": rule(forbidden=WORLDLESS),
    "version": rule(forbidden=WORLDLESS),
    "setting_values": rule(forbidden=WORLDLESS),
    "settings": rule("settings", "setting_values", forbidden=WORLDLESS),
    "log_file": rule("runtime.private_file", forbidden=WORLDLESS),
    "wire": rule("wire", forbidden=WORLDLESS),
    "protocol": rule("protocol", forbidden=WORLDLESS),
    "state": rule("wire", "protocol", "state", forbidden=WORLDLESS),
    "runtime": rule("wire", "protocol", "state", "settings", "runtime", forbidden=frozenset({"textual"})),
    "demo": rule("settings", "demo", forbidden=frozenset({"textual"})),
    "doctor": rule(
        "wire",
        "protocol",
        "state",
        "settings",
        "runtime",
        "ui.render",
        # Key table and themes, which settings name; loaded only when they are checked.
        "ui.keymap",
        "ui.theme",
        "demo",
        "doctor",
        forbidden=frozenset({"textual"}),
    ),
    "plain": rule(
        "wire", "protocol", "state", "settings", "runtime", "ui.render", "plain", forbidden=frozenset({"textual"})
    ),
    "ui": rule("wire", "protocol", "state", "settings", "runtime", "ui"),
    "ui.widgets": rule("wire", "protocol", "state", "settings", "ui"),
    "ui.render": rule("wire", "protocol", "state", "ui.render", forbidden=APP_ACCESS),
    "worker_options": rule("state", "settings", "runtime", forbidden=frozenset({"textual"})),
    "demo_start": rule("state", "settings", "runtime", "demo", forbidden=frozenset({"textual"})),
    "line_start": rule("settings", "runtime", "plain", "worker_options", forbidden=frozenset({"textual"})),
    "launch": rule("state", "settings", "runtime", "ui", "log_file", "worker_options", "demo_start", "line_start"),
    "replaying": rule("wire", "protocol", "state", "settings", "runtime", "ui", "launch"),
    "cli": rule("settings", "launch", "doctor", "replaying", "log_file"),
    "__main__": rule("cli"),
}
FRESH_INTERPRETER_PLACES = ("wire", "protocol", "state", "runtime", "demo", "doctor", "plain", "settings")

IMPORT_EACH = """
import importlib, json, sys
modules, forbidden = json.loads(sys.argv[1])
for module in modules:
    importlib.import_module(module)
    loaded = sorted(name for name in forbidden if name in sys.modules)
    if loaded:
        print(f"{module} loads {', '.join(loaded)}")
        break
"""


def module_name(path: Path) -> str:
    """The dotted name below the package, empty for the package itself."""
    parts = path.relative_to(PACKAGE_FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def source_modules() -> dict[str, Path]:
    return {module_name(path): path for path in sorted(PACKAGE_FOLDER.rglob("*.py"))}


def is_within(name: str, place: str) -> bool:
    """Whether the dotted `name` is `place` or lies inside it."""
    return name == place or name.startswith(f"{place}.")


def rule_for(module: str) -> Rule | None:
    places = [place for place in RULES if (is_within(module, place) if place else module == "")]
    return RULES[max(places, key=len)] if places else None


def imported_names(source: str, module: str, *, is_package: bool) -> Iterator[tuple[int, str]]:
    """Every import as (line, absolute dotted name), with the imported member, which may itself be a module."""
    full_parts = [PACKAGE, *module.split(".")] if module else [PACKAGE]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            climbed = node.level - 1 if is_package else node.level
            base = full_parts[: len(full_parts) - climbed] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def is_allowed(name: str, rule: Rule) -> bool:
    if is_within(name, PACKAGE):
        return any(is_within(name, f"{PACKAGE}.{place}") for place in rule.places)
    return not any(is_within(name, forbidden) for forbidden in rule.forbidden)


def offences(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """What the source of `module` imports against its rule, one sentence each."""
    rule = rule_for(module)
    if rule is None:
        return [f"{PACKAGE}.{module} has no defined place: give it a rule in {Path(__file__).name}"]
    return [
        f"{PACKAGE}.{module} line {line} imports {name}"
        for line, name in imported_names(source, module, is_package=is_package)
        if not is_allowed(name, rule)
    ]


@pytest.mark.parametrize("module", source_modules())
def test_module_imports_only_what_its_place_allows(module: str) -> None:
    path = source_modules()[module]

    assert offences(path.read_text("utf-8"), module, is_package=path.name == "__init__.py") == []


@pytest.mark.parametrize("place", FRESH_INTERPRETER_PLACES)
def test_fresh_interpreter_loads_nothing_forbidden(place: str) -> None:
    modules = [f"{PACKAGE}.{module}" for module in source_modules() if is_within(module, place)]
    arguments = json.dumps([modules, sorted(RULES[place].forbidden)])

    run = subprocess.run([sys.executable, "-c", IMPORT_EACH, arguments], capture_output=True, text=True, check=False)

    assert (run.stdout, run.stderr) == ("", "")


@pytest.mark.parametrize(
    ("module", "source", "offence"),
    [
        ("wire.x", "def f():\n    import asyncio", "line 2 imports asyncio"),
        ("wire.x", "from codex_tui.protocol import table", "line 1 imports codex_tui.protocol.table"),
        ("protocol.x", "from ..wire import framing", "line 1 imports codex_tui.wire.framing"),
        ("state.x", "if TYPE_CHECKING:\n    from rich.text import Text", "line 2 imports rich.text.Text"),
        ("runtime.x", "import textual.app as a", "line 1 imports textual.app"),
        ("ui.widgets.x", "from codex_tui import runtime", "line 1 imports codex_tui.runtime"),
        ("ui.render.x", "from textual.widgets import Static", "line 1 imports textual.widgets.Static"),
        ("ui.render.x", "from codex_tui.ui import app", "line 1 imports codex_tui.ui.app"),
        ("ui.x", "import codex_tui.cli", "line 1 imports codex_tui.cli"),
        ("demo.x", "import codex_tui.state.inbox", "line 1 imports codex_tui.state.inbox"),
        ("nowhere.x", "", "has no defined place"),
    ],
)
def test_offending_import_is_named(module: str, source: str, offence: str) -> None:
    assert [offence in sentence for sentence in offences(source, module)] == [True]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("state.x", "from codex_tui.wire.envelope import Envelope\nfrom ..protocol import items"),
        ("runtime.x", "import asyncio\nfrom codex_tui.state import inbox"),
        ("ui.widgets.x", "from textual.widget import Widget\nfrom codex_tui.ui.render import palette"),
        ("ui.screens.x", "from codex_tui.runtime import worker"),
        ("launch", "from codex_tui.ui.app import CodexTui"),
    ],
)
def test_allowed_import_passes(module: str, source: str) -> None:
    assert offences(source, module) == []
