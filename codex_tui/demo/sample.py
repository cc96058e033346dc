"""The small project that the demo's threads work in; its parser test really is flaky, and its patches really apply."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PARSER = '''\
"""Splits a line into its words."""


def parse(line):
    """The words of the line, each once."""
    words = set()
    for word in line.split():
        words.add(word.strip(".,;").lower())
    return words
'''

_TEST_PARSER = """\
import unittest

from words.parser import parse


class ParserTest(unittest.TestCase):
    def test_first_word(self):
        self.assertEqual(list(parse("Beta alpha, gamma"))[0], "beta")

    def test_each_word_once(self):
        self.assertEqual(len(parse("a b a")), 2)

    def test_nothing(self):
        self.assertEqual(len(parse("")), 0)


if __name__ == "__main__":
    unittest.main()
"""

_CLI = '''\
"""Prints the words of the files named on the command line."""

import argparse
import pathlib

from words.parser import parse


def main():
    arguments = argparse.ArgumentParser(prog="words")
    arguments.add_argument("file", nargs="+")
    arguments.add_argument("--count", action="store_true")
    options = arguments.parse_args()
    for name in options.file:
        found = parse(pathlib.Path(name).read_text())
        print(len(found) if options.count else " ".join(found))


if __name__ == "__main__":
    main()
'''

_REPEAT = """\
# Runs the tests with as many hash seeds as the first argument says.
failed=0
for seed in $(seq "${1:-6}"); do
  if PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=$seed python3 -m unittest -q >/dev/null 2>&1; then
    echo "seed $seed  ok"
  else
    echo "seed $seed  FAILED  tests/test_parser.py"
    failed=1
  fi
done
exit $failed
"""

_BENCH = """\
import sys
import time

from words.parser import parse

LINE = "the quick brown fox jumps over the lazy dog " * 40
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5

for number in range(1, ROUNDS + 1):
    start = time.perf_counter()
    for _ in range(400):
        parse(LINE)
    took_ms = (time.perf_counter() - start) * 1000
    print(f"round {number:3}  {took_ms:6.1f} ms  {400 / took_ms * 1000:8.0f} lines/s", flush=True)
    time.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 0)
"""

_README = """\
# words

Prints the words of a file, each once.

    python -m words.cli notes.txt
"""

_CHANGELOG = """\
# Changes

## 1.1, Febuary 2026
- `--count` prints the number of words.

## 1.0
- First release.
"""

_PROJECT = """\
[project]
name = "words"
version = "1.1"
dependencies = ["rich>=13,<14"]
"""

_LOCK = """\
markdown-it-py==3.0.0
mdurl==0.1.2
pygments==2.17.2
rich==13.7.1
"""

SMALL_PNG_BASE64 = (
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMwTjuDFTEMLQkAuYZZQW4mhPwAAAAASUVORK5CYII="
)

SAMPLE_FILES: Mapping[str, str] = MappingProxyType(
    {
        "words/__init__.py": "",
        "words/parser.py": _PARSER,
        "words/cli.py": _CLI,
        "tests/__init__.py": "",
        "tests/test_parser.py": _TEST_PARSER,
        "repeat.sh": _REPEAT,
        "bench.py": _BENCH,
        "README.md": _README,
        "CHANGELOG.md": _CHANGELOG,
        "docs/index.md": "# words\n",
        "pyproject.toml": _PROJECT,
        "requirements.lock": _LOCK,
    }
)
