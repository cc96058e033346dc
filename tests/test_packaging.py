"""The style sheets are found from a checkout, an editable install and an installed wheel, and are missed by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from codex_tui.ui.styles import style_paths, styles_folder

CHECKOUT = Path(__file__).resolve().parents[1]
PRINT_STYLES = "from codex_tui.ui.styles import style_paths; print(*style_paths(), sep='\\n')"


@dataclass(frozen=True)
class Environment:
    """A fresh virtual environment that holds nothing but codex-tui."""

    folder: Path

    @property
    def site_packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", vars={"base": str(self.folder)}))

    def style_paths(self) -> list[Path]:
        """What an interpreter of this environment finds, started outside the checkout."""
        output = run([self.folder / "bin/python", "-P", "-c", PRINT_STYLES], cwd=self.folder)
        return [Path(line) for line in output.splitlines()]


def run(command: list[str | Path], cwd: Path) -> str:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    finished = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def build(checkout: Path, kind: str, folder: Path) -> Path:
    """The wheel of this hatchling kind (`standard` or `editable`), built without the network."""
    run([sys.executable, "-m", "hatchling", "build", "--target", f"wheel:{kind}", "--directory", folder], cwd=checkout)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Environment:
    """A new environment at `folder` with this wheel alone, so that nothing is downloaded."""
    venv.create(folder, with_pip=False)
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", folder / "bin/python"]
    run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], cwd=folder)
    return Environment(folder)


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


@pytest.fixture(scope="module")
def checkout_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build reads, apart, so that building leaves nothing in the checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in ("codex_tui", "styles"):
        shutil.copytree(CHECKOUT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / file, copy / file)
    return copy


@pytest.fixture(scope="module")
def wheel_environment(checkout_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("wheel")
    return install(build(checkout_copy, "standard", folder), folder / "venv")


def test_checkout_finds_its_styles() -> None:
    paths = style_paths()

    assert {path.parent for path in paths} == {CHECKOUT / "styles"}
    assert names(paths)[0] == "app.tcss"
    assert names(paths[1:]) == sorted({path.name for path in (CHECKOUT / "styles").glob("*.tcss")} - {"app.tcss"})


def test_installed_wheel_finds_its_own_styles(wheel_environment: Environment) -> None:
    paths = wheel_environment.style_paths()

    assert {path.parent for path in paths} == {wheel_environment.site_packages / "codex_tui/styles"}
    assert names(paths) == names(style_paths())


def test_installed_wheel_has_the_command_and_the_types(wheel_environment: Environment) -> None:
    assert os.access(wheel_environment.folder / "bin/codex-tui", os.X_OK)
    assert (wheel_environment.site_packages / "codex_tui/py.typed").is_file()


def test_editable_install_finds_the_styles_of_its_checkout(checkout_copy: Path, tmp_path: Path) -> None:
    paths = install(build(checkout_copy, "editable", tmp_path), tmp_path / "venv").style_paths()

    assert {path.parent for path in paths} == {checkout_copy / "styles"}
    assert names(paths) == names(style_paths())


def test_missing_styles_name_both_folders(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/of_another_project.tcss").touch()

    with pytest.raises(FileNotFoundError) as failure:
        styles_folder(tmp_path / "codex_tui")

    assert str(tmp_path / "codex_tui/styles") in str(failure.value)
    assert str(tmp_path / "styles") in str(failure.value)
