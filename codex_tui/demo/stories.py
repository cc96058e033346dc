"""What the scripted model does in each story of the demo: together they put every pane to work within seconds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from codex_tui.demo import cast
from codex_tui.demo.conversation import Conversation
from codex_tui.demo.events import words_of
from codex_tui.demo.parts import Call, Patch, Say, Script, Search, Spend, Step, Think
from codex_tui.demo.shorthand import escalates, plans, runs, spawns
from codex_tui.demo.texts import text_named

BRISK_DELTAS_PER_S = 90.0
READING_DELTAS_PER_S = 5.0


def _remark(text: str) -> Say:
    return Say(words_of(text), BRISK_DELTAS_PER_S, "commentary")


def _answer(name: str, deltas_per_s: float = BRISK_DELTAS_PER_S) -> Say:
    return Say(words_of(text_named(name)), deltas_per_s)


def _flaky_plan(*states: str) -> Call:
    names = ("Read the test and the parser", "Reproduce it with several hash seeds", "Make the order certain")
    return plans(*zip((*names, "Prove that it is stable"), states, strict=True))


def _flaky_test(conversation: Conversation) -> Script:
    """Reads, reproduces, mends, explains, and then waits for a command approval."""
    look: Step = (
        Think(
            ("**Reading the failing test**\n\nIt takes the *first* word of a result.",), deltas_per_s=BRISK_DELTAS_PER_S
        ),
        _remark("I will read the test and the parser first, then reproduce the failure."),
        _flaky_plan("in_progress", "pending", "pending", "pending"),
        runs("cat words/parser.py tests/test_parser.py"),
    )
    reproduce: Step = (
        _flaky_plan("completed", "in_progress", "pending", "pending"),
        runs("sh repeat.sh 6"),
    )
    mend: Step = (
        _remark(
            "It fails for some hash seeds and passes for others. `parse()` returns a **set**, so I keep the order."
        ),
        _flaky_plan("completed", "completed", "in_progress", "pending"),
        Patch(PARSER_PATCH),
    )
    explain: Step = (
        Spend(84_200),
        _answer("flaky"),
        _flaky_plan("completed", "completed", "completed", "in_progress"),
        escalates(
            "sh repeat.sh 20",
            "May I run the suite 20 times outside the sandbox, to prove that it is stable?",
            prefix_rule=["sh", "repeat.sh"],
        ),
    )
    if conversation.was_refused:
        last: Step = (Spend(86_900), _answer("refused"))
    else:
        last = (Spend(86_900), _answer("proved"), _flaky_plan(*["completed"] * 4))
    return look, reproduce, mend, explain, last


PARSER_PATCH = """\
*** Begin Patch
*** Update File: words/parser.py
@@
 def parse(line):
-    \"\"\"The words of the line, each once.\"\"\"
-    words = set()
+    \"\"\"The words of the line, each once, in the order in which they first appear.\"\"\"
+    words = {}
     for word in line.split():
-        words.add(word.strip(".,;").lower())
-    return words
+        words[word.strip(".,;").lower()] = None
+    return list(words)
*** Update File: tests/test_parser.py
@@
     def test_first_word(self):
-        self.assertEqual(list(parse("Beta alpha, gamma"))[0], "beta")
+        self.assertEqual(parse("Beta alpha, gamma"), ["beta", "alpha", "gamma"])
*** End Patch
"""


def _lockfile(conversation: Conversation) -> Script:
    """Searches, then waits for a file-change approval over three files."""
    search: Step = (
        Think(("**Checking what rich 14 needs**",), deltas_per_s=BRISK_DELTAS_PER_S),
        Search("rich 14 release notes breaking changes"),
        _remark("rich 14 asks for pygments 2.13 or newer; nothing that we call has changed."),
        runs("cat pyproject.toml requirements.lock"),
    )
    change: Step = (_remark("Three files change. I need your word to write them."), Patch(LOCK_PATCH))
    last = "lock-refused" if conversation.was_refused else "lock-done"
    return search, change, (_answer(last),)


LOCK_PATCH = """\
*** Begin Patch
*** Update File: pyproject.toml
@@
-version = "1.1"
-dependencies = ["rich>=13,<14"]
+version = "1.2"
+dependencies = ["rich>=14.1,<15"]
*** Update File: requirements.lock
@@
 mdurl==0.1.2
-pygments==2.17.2
-rich==13.7.1
+pygments==2.19.2
+rich==14.1.0
*** Add File: docs/upgrading.md
+# Upgrading to 1.2
+
+Nothing to do. `rich` 14 only drops Python 3.7.
*** End Patch
"""


def _readme(conversation: Conversation) -> Script:
    """Sends a sub-agent for the links, then writes for minutes."""
    scout: Step = (
        _remark("A second pair of eyes collects the links while I write."),
        spawns(conversation, LINKS_PROMPT),
    )
    return scout, (_answer("readme", READING_DELTAS_PER_S),)


LINKS_PROMPT = "Collect the links that the README should have, and check each of them."


def _links(conversation: Conversation) -> Script:
    """The sub-agent's own story."""
    look: Step = (
        _remark("I look for every place that a reader may want to go next."),
        runs("ls -R"),
    )
    return look, (Think(("**Sorting the links**",), deltas_per_s=3), _answer("links", 4.0))


def _cli_port(conversation: Conversation) -> Script:
    """Keeps a command with live output going for minutes."""
    look: Step = (
        Think(("**Planning the port**\n\nTwo options, one argument. No sub-commands.",), deltas_per_s=20),
        _remark("First the old behaviour, as a list of cases to keep."),
        runs("sed -n 1,20p words/cli.py"),
    )
    watch: Step = (
        plans(
            ("List the cases to keep", "completed"), ("Watch the speed", "in_progress"), ("Port to click", "pending")
        ),
        runs("python3 bench.py 150 1", yield_time_ms=30_000),
    )
    return look, watch, (_answer("port"),)


def _benchmarks(conversation: Conversation) -> Script:
    measure: Step = (_remark("Five rounds, on the parser alone."), runs("python3 bench.py 5"))
    return measure, (Spend(21_300), Say(words_of(_benchmark_table(conversation.last_output)), BRISK_DELTAS_PER_S))


def _benchmark_table(output: str) -> str:
    """The answer, from the figures that the command really printed."""
    rounds = re.findall(r"round +(\d+) +([\d.]+) ms +(\d+) lines/s", output)
    if not rounds:
        return f"The benchmark did not run here:\n\n```\n{output}\n```\n"
    rows = "".join(f"| {number} | {took_ms} ms | {int(rate):,} |\n" for number, took_ms, rate in rounds)
    best = max(int(rate) for _, _, rate in rounds)
    return f"Up to **{best:,} lines a second**, and steady:\n\n| round | time | lines/s |\n|---:|---:|---:|\n{rows}"


def _changelog(conversation: Conversation) -> Script:
    find: Step = (_remark("Looking for it."), runs("cat CHANGELOG.md"))
    return find, (Patch(CHANGELOG_PATCH),), (Spend(9_400), _answer("changelog"))


CHANGELOG_PATCH = """\
*** Begin Patch
*** Update File: CHANGELOG.md
@@
-## 1.1, Febuary 2026
+## 1.1, February 2026
 - `--count` prints the number of words.
*** End Patch
"""

STORY_SCRIPTS: Mapping[str, Callable[[Conversation], Script]] = MappingProxyType(
    {
        cast.FLAKY_TEST.prompt: _flaky_test,
        cast.LOCKFILE.prompt: _lockfile,
        cast.README.prompt: _readme,
        cast.CLI_PORT.prompt: _cli_port,
        cast.BENCHMARKS.prompt: _benchmarks,
        cast.CHANGELOG.prompt: _changelog,
        LINKS_PROMPT: _links,
    }
)
