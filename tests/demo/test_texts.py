"""The longer texts of the scripted model."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from codex_tui.demo import texts

PATHS = sorted(Path(texts.__file__).with_name("texts").glob("*.md"))
BLOCK_START = re.compile(r"[#>|]|[-*] |\d+\. |---")


def test_a_text_is_found_by_its_name() -> None:
    assert texts.text_named("readme").startswith("Here is the new README")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.stem))
def test_a_paragraph_is_one_line_so_that_it_flows_at_every_width(path: Path) -> None:
    outside_code = "".join(path.read_text(encoding="utf-8").split("```")[::2])
    lines = [line.strip() for line in outside_code.split("\n")]
    broken = [
        following for line, following in pairwise(lines) if line and following and not BLOCK_START.match(following)
    ]
    assert broken == []
