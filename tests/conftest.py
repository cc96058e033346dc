"""What every test may ask for: above all the real codex binary, whose absence is a failure and never a silent skip."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--codex-bin",
        type=Path,
        default=None,
        metavar="FILE",
        help="with `=`: the codex binary that the end-to-end tests drive (default: the bundled one, extra 'codex')",
    )


@pytest.fixture(scope="session")
def codex_bin(pytestconfig: pytest.Config) -> Path:
    """The codex binary: `--codex-bin`, else the bundled one."""
    chosen_path: Path | None = pytestconfig.getoption("--codex-bin")
    try:
        path = chosen_path.absolute() if chosen_path is not None else bundled_codex_path()
    except (ImportError, FileNotFoundError) as error:
        pytest.fail(f"no codex binary: pass --codex-bin=FILE or install the extra 'codex' ({error})", pytrace=False)
    if not os.access(path, os.X_OK):
        pytest.fail(f"no codex binary: {path} is no executable file", pytrace=False)
    return path


def bundled_codex_path() -> Path:
    """The binary of the `codex` extra; raises ImportError without it, FileNotFoundError when it is incomplete."""
    path: Path = import_module("codex_cli_bin").bundled_codex_path()
    return path
