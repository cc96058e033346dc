"""How long the answer to `attestation/generate` takes while 3,000 deltas a second stream into the screen.

The server waits 100 ms. The whole program runs in a terminal against a peer that streams, asks, and measures from its
own write to its own read; the audit trail has what the worker measured, from the line read to the reply written.
"""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import ours
from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, median_figure, percentile
from benchmarks.program import TYPING_PAUSE_S, send
from benchmarks.terminal import ScreenTimeout, Terminal

REQUEST_COUNT = 1_000
SERVER_PATIENCE_MS = 100.0
TIMEOUT_S = 120.0
ROOT = Path(__file__).resolve().parents[1]
COMMAND = "sh -c 'echo made-up-$$'"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where the tokens come from, in words and as options of codex-tui."""

    name: str
    options: tuple[str, ...]
    has_token_file: bool = False


PROVIDERS = (
    Provider("token file", (), has_token_file=True),
    Provider("command, prefetched", ("--attestation-command", COMMAND, "--attestation-prefetch", "60")),
    Provider("command, just in time", ("--attestation-command", COMMAND)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Milliseconds of each reply as the peer and as the worker saw it, and how many requests got no token in time."""

    peer_ms: Sequence[float]
    worker_ms: Sequence[float]
    failed_count: int
    deltas_per_s: float


def run(context: Context) -> list[Figure]:
    """The replies' percentiles for each provider; for codex-tui alone, since no peer of ours answers such requests."""
    if not any(program.name == OURS for program in context.programs):
        return []
    figures = []
    for provider in PROVIDERS:
        outcomes = [_measure(context, provider) for _ in range(context.runs)]
        for name, unit, values in (
            ("p50", "ms", [percentile(outcome.worker_ms, 50) for outcome in outcomes]),
            ("p99", "ms", [percentile(outcome.worker_ms, 99) for outcome in outcomes]),
            ("max", "ms", [max(outcome.worker_ms) for outcome in outcomes]),
            ("p99 as the server sees it", "ms", [percentile(outcome.peer_ms, 99) for outcome in outcomes]),
            ("max as the server sees it", "ms", [max(outcome.peer_ms) for outcome in outcomes]),
            ("late or refused", "of 1,000", [float(outcome.failed_count) for outcome in outcomes]),
            ("deltas meanwhile", "1/s", [outcome.deltas_per_s for outcome in outcomes]),
        ):
            figures.append(median_figure(f"attestation, {provider.name}: {name}", OURS, unit, values))
    return figures


def _measure(context: Context, provider: Provider) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="codex-tui-bench-attestation-") as folder:
        root = Path(folder)
        token_file, result_file, audit_file = root / "token", root / "result.json", root / "audit.jsonl"
        token_path = str(token_file) if provider.has_token_file else ""
        values = {"count": REQUEST_COUNT, "token_file": token_path, "result_file": str(result_file)}
        peer = peer_script(root, "attestor", values)
        options = ("--attestation-token-file", str(token_file)) if provider.has_token_file else provider.options
        program = ours.program(peer)
        command = (*program.command, "--attestation", "allow", "--audit", str(audit_file), *options)
        with Terminal(command, context.world.env, context.world.cwd) as terminal:
            terminal.wait_for(program.is_ready, "codex-tui ready")
            terminal.press(program.compose_keys)
            terminal.read_for(TYPING_PAUSE_S)
            send(terminal, "attest")
            read_until(terminal, result_file)
        worker_ms = [
            float(line["latency_ms"])
            for line in map(json.loads, audit_file.read_text("utf-8").splitlines())
            if line["kind"] == "attestation"
        ]
        return _outcome(json.loads(result_file.read_text("utf-8")), worker_ms)


def _outcome(result: dict[str, Any], worker_ms: list[float]) -> Outcome:
    peer_ms: list[float] = result["latencies_ms"]
    late_count = sum(latency_ms > SERVER_PATIENCE_MS for latency_ms in peer_ms)
    missing_count = REQUEST_COUNT - int(result["token_count"])
    return Outcome(peer_ms, worker_ms, max(late_count, missing_count), float(result["deltas_per_s"]))


def peer_script(root: Path, name: str, values: Mapping[str, Any]) -> Path:
    """An executable that stands in for codex: the peer of this name, with these settings."""
    settings = root / "settings.json"
    settings.write_text(json.dumps(values), encoding="utf-8")
    script = root / "codex"
    run_peer = shlex.join((sys.executable, "-m", f"benchmarks.peers.{name}", str(settings)))
    script.write_text(f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {run_peer}\n", encoding="utf-8")
    script.chmod(0o700)
    return script


def read_until(terminal: Terminal, result_file: Path) -> None:
    """Be the terminal until the peer has written what it measured."""
    deadline_s = time.monotonic() + TIMEOUT_S
    while not result_file.exists():
        if time.monotonic() > deadline_s or not terminal.read(0.1):
            raise ScreenTimeout(f"the peer did not finish\n{terminal.screen.text()}")
