"""Programs around codex: one as npm's `codex` is, which hands its child its pipes, and one that copies what it says."""

from __future__ import annotations

from pathlib import Path

SCRIPT = """\
#!/bin/sh
exec 3<&0
"{codex_bin}" "$@" <&3 3<&- &
wait $!
"""


COPYING_SCRIPT = """\
#!/bin/sh
"{codex_bin}" "$@" | tee "{copy}"
"""


def wrapper_around(codex_bin: Path, folder: Path) -> Path:
    """The path of a script like npm's."""
    return _script(folder / "codex-wrapped", SCRIPT.format(codex_bin=codex_bin))


def copying_wrapper(codex_bin: Path, folder: Path, copy: Path) -> Path:
    """The path of a script that writes all of the server's output to `copy` as well."""
    return _script(folder / "codex-copied", COPYING_SCRIPT.format(codex_bin=codex_bin, copy=copy))


def _script(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o700)
    return path
