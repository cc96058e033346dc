"""A program around codex, as npm's `codex` is one: it starts the real program as its child and hands it its pipes."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """\
#!/bin/sh
exec 3<&0
"{codex_bin}" "$@" <&3 3<&- &
wait $!
"""


def wrapper_around(codex_bin: Path, folder: Path) -> Path:
    """The path of such a script."""
    path = folder / "codex-wrapped"
    path.write_text(SCRIPT.format(codex_bin=codex_bin), encoding="utf-8")
    path.chmod(0o700)
    return path
