"""The official Python SDK, `openai-codex`, as the smallest program that its users would write: it takes each event.

Run as `python -m benchmarks.peers.sdk CODEX_BIN`: starts, says so, then plays one turn for each line of its standard
input and answers with what it used, as JSON. It shares no code with codex_tui.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

NAME = "SDK"
STOP_TIMEOUT_S = 10.0


def is_installed() -> bool:
    """Whether this Python has it; it is in the extra `bench`."""
    return importlib.util.find_spec("openai_codex") is not None


class Sdk:
    """The program in a process of its own; as a context manager it ends it."""

    def __init__(self, codex_bin: Path, env: Mapping[str, str], cwd: Path) -> None:
        self._started_s = time.monotonic()
        root = Path(__file__).resolve().parents[2]
        self._program = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peers.sdk", codex_bin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**env, "PYTHONPATH": str(root)},
            cwd=cwd,
            text=True,
        )
        self._read()
        self.ready_s = time.monotonic() - self._started_s
        """From its start until its threads were listed."""

    def play(self, prompt: str) -> dict[str, float]:
        """Play one turn on a new thread: `wall_s`, `own_cpu_s`, `peak_mb`."""
        assert self._program.stdin is not None
        self._program.stdin.write(prompt + "\n")
        self._program.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, float]:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        if not line:
            raise EOFError(f"the SDK's program ended with exit code {self._program.wait(STOP_TIMEOUT_S)}")
        answer: dict[str, float] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.close()
        self._program.stdout.close()
        try:
            self._program.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait(STOP_TIMEOUT_S)


def main(codex_bin: str) -> None:
    """Serve turns."""
    from benchmarks.usage import memory_mb

    sdk: Any = importlib.import_module("openai_codex")
    config: Any = importlib.import_module("openai_codex.client").CodexConfig
    with sdk.Codex(config(codex_bin=codex_bin)) as codex:
        codex.thread_list()
        print(json.dumps({}), flush=True)
        for prompt in sys.stdin:
            thread = codex.thread_start()
            started_s, cpu_before_s = time.monotonic(), time.process_time()
            for _ in thread.turn(prompt.rstrip("\n")).stream():
                pass
            used = {"wall_s": time.monotonic() - started_s, "own_cpu_s": time.process_time() - cpu_before_s}
            print(json.dumps({**used, "peak_mb": memory_mb("self")[1]}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
