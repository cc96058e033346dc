"""The longer texts of the scripted model, kept as Markdown files beside the code so that they stay readable."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("texts")


@cache
def text_named(name: str) -> str:
    """The text of `texts/NAME.md`; raises `FileNotFoundError` for a name that is not there."""
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
