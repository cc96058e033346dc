"""`python -m benchmarks.soak --minutes 30`: mixed traffic of a real server, and a scripted person who decides.

Some threads stream, print, patch and ask for commands; each request is decided by keys, most accepted and some
declined. Own memory and CPU are sampled all along. At the end what the server asked, what it resolved and what is in
the audit trail must agree, and memory must not have grown. It is too long for CI; 1 is the exit code where it failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count, cycle
from pathlib import Path

from codex_cli_bin import bundled_codex_path

from benchmarks import ours
from benchmarks.deciding import NEXT_DECISION_KEY, READING_S
from benchmarks.figures import OURS
from benchmarks.program import TYPING_PAUSE_S
from benchmarks.soak_ledger import Ledger
from benchmarks.terminal import ScreenTimeout, Terminal
from benchmarks.usage import cpu_s, memory_mb
from benchmarks.world import World, open_world

THREADS = 6
PROMPTS = (
    "scenario:stream 600 200",
    "scenario:exec-approve soak{}.txt",
    "scenario:print 200000",
    "scenario:exec-two",
    "scenario:markdown",
    "scenario:patch soak{}.md",
    "scenario:stream 3000 500",
    "scenario:exec-approve soak{}.txt",
    "scenario:items 40",
    "scenario:long",
    "scenario:reasoning",
)
DECLINE_EACH = 5
"""The person declines every fifth request."""
SETTLED_MINUTE = 3.0
MAX_GROWTH_MB = 20.0
SEEN_DEADLINE_S = 20.0
LEAVE_DEADLINE_S = 60.0
CTRL_N, CTRL_Q, CTRL_U = "\x0e", "\x11", "\x15"
BY_PERSON = ("key", "click")


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment: minutes since the start, own resident megabytes, percent of a core since the sample before."""

    minute: float
    memory_mb: float
    cpu_percent: float
    line_count: int
    asked_count: int
    decided_count: int


class Person:
    """Types, reads cards, and decides."""

    def __init__(self, terminal: Terminal, ledger: Ledger, compose_keys: str) -> None:
        self._terminal = terminal
        self._ledger = ledger
        self._compose_keys = compose_keys
        self._prompts = (prompt.format(number) for number, prompt in zip(count(), cycle(PROMPTS), strict=False))
        self.decided_count = 0

    def begin(self) -> None:
        """Open a few threads."""
        for number in range(THREADS):
            self._terminal.press(CTRL_N)
            self._type(f"scenario:stream {100 + number} 50")
            self._wait(partial(self._has_threads, number + 1), "the new thread")

    def act(self) -> None:
        """Decide if something waits, else give an idle thread something to do, else wait a little."""
        self._ledger.follow()
        idle = [thread_id for thread_id in self._ledger.thread_ids if thread_id not in self._ledger.active]
        if self._ledger.open_requests:
            self.decide()
        elif idle:
            begun_count = self._ledger.begun_count
            self._type(f":use {idle[begun_count % len(idle)]}")
            self._type(next(self._prompts))
            self._wait(lambda: self._ledger.begun_count > begun_count, "the turn")
        else:
            self._terminal.read_for(TYPING_PAUSE_S)

    def decide(self) -> None:
        """Go to the next card, read it, and press a key; once more where the card was not to be decided yet."""
        wanted = self._ledger.resolved_count + 1
        key = "d" if (self.decided_count + 1) % DECLINE_EACH == 0 else "a"
        deadline_s = time.monotonic() + SEEN_DEADLINE_S
        while self._ledger.resolved_count < wanted:
            if time.monotonic() > deadline_s:
                raise ScreenTimeout(f"no decision was taken\n{self._terminal.screen.text()}")
            self._terminal.press(NEXT_DECISION_KEY)
            self._terminal.read_for(READING_S)
            self._terminal.press(key)
            self._terminal.read_for(TYPING_PAUSE_S)
            self._ledger.follow()
        self.decided_count += self._ledger.resolved_count - wanted + 1

    def _has_threads(self, wanted: int) -> bool:
        return len(self._ledger.thread_ids) >= wanted

    def _type(self, text: str) -> None:
        self._terminal.press(self._compose_keys)
        self._terminal.press(CTRL_U + text)
        self._terminal.wait_for(lambda screen: text[-40:] in screen.text(), f"the typed {text!r}")
        self._terminal.read_for(TYPING_PAUSE_S)
        self._terminal.press("\r")
        # A command may open another thread, and that has a composer text of its own.
        self._terminal.read_for(TYPING_PAUSE_S)

    def _wait(self, is_there: Callable[[], bool], what: str) -> None:
        deadline_s = time.monotonic() + SEEN_DEADLINE_S
        while not is_there():
            if time.monotonic() > deadline_s:
                raise ScreenTimeout(f"{what} did not come\n{self._terminal.screen.text()}")
            self._terminal.read_for(0.1)
            self._ledger.follow()


def run(minutes: float, sample_s: float, world: World, codex_bin: Path) -> bool:
    """Print a row for each sample, and what came of it; whether all was well."""
    with tempfile.TemporaryDirectory(prefix="codex-tui-soak-") as folder:
        raw_file, audit_file = Path(folder, "raw.jsonl"), Path(folder, "audit.jsonl")
        program = ours.program(codex_bin)
        command = (*program.command, "--output-file", raw_file, "--audit", audit_file)
        world.reset()
        with Terminal(command, world.env, world.cwd) as terminal:
            terminal.wait_for(program.is_ready, f"{OURS} ready")
            ledger = Ledger(raw_file)
            person = Person(terminal, ledger, program.compose_keys)
            person.begin()
            samples = _play(person, ledger, terminal, minutes * 60, sample_s)
            _finish(person, ledger, terminal)
            terminal.press(CTRL_Q)
            terminal.read_for(TYPING_PAUSE_S)
        ledger.close()
        return _judge(samples, ledger, person, audit_file)


def _play(person: Person, ledger: Ledger, terminal: Terminal, duration_s: float, sample_s: float) -> list[Sample]:
    began_s = sampled_s = time.monotonic()
    used_s = cpu_s(terminal.pid)
    samples: list[Sample] = []
    print(f"{'min':>5} {'MB':>7} {'CPU %':>6} {'lines':>9} {'asked':>6} {'decided':>8}")
    while (now_s := time.monotonic()) - began_s < duration_s:
        if now_s - sampled_s >= sample_s:
            now_used_s = cpu_s(terminal.pid)
            cpu_percent = 100 * (now_used_s - used_s) / (now_s - sampled_s)
            sample = Sample(
                (now_s - began_s) / 60,
                memory_mb(terminal.pid)[0],
                cpu_percent,
                ledger.line_count,
                ledger.asked_count,
                person.decided_count,
            )
            sampled_s, used_s = now_s, now_used_s
            samples.append(sample)
            print(
                f"{sample.minute:5.1f} {sample.memory_mb:7.1f} {cpu_percent:6.1f} {sample.line_count:9,}"
                f" {sample.asked_count:6} {sample.decided_count:8}",
                flush=True,
            )
        person.act()
    return samples


def _finish(person: Person, ledger: Ledger, terminal: Terminal) -> None:
    """Decide what still waits, until no turn runs."""
    deadline_s = time.monotonic() + LEAVE_DEADLINE_S
    while (ledger.active or ledger.open_requests) and time.monotonic() < deadline_s:
        if ledger.open_requests:
            person.decide()
        terminal.read_for(TYPING_PAUSE_S)
        ledger.follow()


def _judge(samples: list[Sample], ledger: Ledger, person: Person, audit_file: Path) -> bool:
    """Print what was asked, decided and put on record, and how memory went."""
    lines = [json.loads(line) for line in audit_file.read_text("utf-8").splitlines()]
    decisions = Counter(line["decision"] for line in lines)
    by_person = sum(line["who"] in BY_PERSON for line in lines)
    counts = (ledger.asked_count, ledger.resolved_count, person.decided_count, len(lines), by_person)
    settled = [sample for sample in samples if sample.minute >= min(SETTLED_MINUTE, samples[-1].minute / 2)]
    growth_mb = settled[-1].memory_mb - settled[0].memory_mb
    print(f"asked {counts[0]}, resolved {counts[1]}, decided {counts[2]}, on record {counts[3]}, by key {counts[4]}")
    print(f"decisions: {dict(decisions)}; turns: {dict(ledger.turn_ends)}")
    grown = f"{growth_mb:+.1f} MB from minute {settled[0].minute:.1f} to {settled[-1].minute:.1f}"
    print(f"memory: {grown} (at most {MAX_GROWTH_MB:+.0f} MB)")
    return len(set(counts)) == 1 and growth_mb <= MAX_GROWTH_MB


def main() -> int:
    """Run the soak; 1 where something was lost or memory grew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (default: 30)")
    parser.add_argument("--sample", type=float, default=30.0, metavar="SECONDS", help="between samples (default: 30)")
    parser.add_argument("--codex-bin", type=Path, default=bundled_codex_path(), help="default: the bundled binary")
    options = parser.parse_args()
    if options.minutes * 60 < options.sample * 2:
        parser.error("--minutes must hold at least two samples")
    try:
        with open_world(options.codex_bin) as world:
            return 0 if run(options.minutes, options.sample, world, options.codex_bin) else 1
    except ScreenTimeout as timeout:
        print(timeout, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
