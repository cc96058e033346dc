"""The peer that measures attestation replies: it streams, asks as often as it is told, and writes down what it saw."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

from benchmarks.attestation import ROOT
from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.attestation import AttestationPolicy
from codex_tui.state.intents import StartThread
from tests.runtime.driver import Driver

REQUEST_COUNT = 5


def test_the_peer_asks_so_often_and_counts_the_tokens(tmp_path: Path) -> None:
    token_file, result_file, settings = tmp_path / "token", tmp_path / "result.json", tmp_path / "settings.json"
    settings.write_text(
        json.dumps({"count": REQUEST_COUNT, "token_file": str(token_file), "result_file": str(result_file)})
    )
    peer = tmp_path / "codex"
    run_peer = shlex.join((sys.executable, "-m", "benchmarks.peers.attestor", str(settings)))
    peer.write_text(f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {run_peer}\n")
    peer.chmod(0o700)
    attestation = AttestationOptions((), token_file, AttestationPolicy.ALLOW)
    with Driver(WorkerOptions(codex_bin=str(peer), attestation=attestation)) as driver:
        driver.worker.submit(StartThread(text="attest"))
        driver.until_method("item/agentMessage/delta")
        driver.until_method("turn/completed")

    result = json.loads(result_file.read_text())
    assert len(result["latencies_ms"]) == result["token_count"] == REQUEST_COUNT
    assert all(latency_ms > 0 for latency_ms in result["latencies_ms"])
    assert result["deltas_per_s"] > 0
