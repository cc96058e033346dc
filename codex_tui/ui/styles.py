"""Where the TCSS files are, because a checkout and an installed wheel keep them in different places."""

from __future__ import annotations

from pathlib import Path

FIRST_STYLE = "app.tcss"
_PACKAGE_FOLDER = Path(__file__).resolve().parents[1]


def style_paths() -> list[Path]:
    """All style sheets, `app.tcss` first and the others by name, so that a widget's sheet may refine the app's.

    Raises FileNotFoundError, naming the folders looked at, when the style sheets were not shipped.
    """
    folder = styles_folder(_PACKAGE_FOLDER)
    return sorted(folder.glob("*.tcss"), key=lambda path: (path.name != FIRST_STYLE, path.name))


def styles_folder(package_folder: Path) -> Path:
    """The folder that holds the style sheets of the package at `package_folder`.

    A wheel keeps them inside the package; a checkout, which an editable install points to, beside it.
    """
    shipped_folder = package_folder / "styles"
    checkout_folder = package_folder.parent / "styles"
    for folder in (shipped_folder, checkout_folder):
        # Asking for the file, not the folder: site-packages may hold some other project's `styles`.
        if (folder / FIRST_STYLE).is_file():
            return folder
    raise FileNotFoundError(
        f"no style sheets: neither {shipped_folder} nor {checkout_folder} holds {FIRST_STYLE}; reinstall codex-tui"
    )
