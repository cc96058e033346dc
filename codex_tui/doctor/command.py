"""The command line of `codex-tui doctor`; so far it knows one examination, attestation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

EXIT_OK = 0
EXIT_PROBLEM = 1


def run_doctor(arguments: Sequence[str]) -> int:
    """Examine what was asked for; 0 where all is well, 1 where something is not."""
    parser = argparse.ArgumentParser(prog="codex-tui doctor", description="Tries out what codex-tui relies on.")
    parser.add_argument("--codex-bin", metavar="FILE", help="the codex program (default: as for codex-tui)")
    parser.add_argument(
        "--attestation",
        action="store_true",
        required=True,
        help="prove with the real app-server, offline, that tokens reach the model's endpoint and nothing else",
    )
    options = parser.parse_args(arguments)
    try:
        # The server that stands in for chatgpt.com needs what only the demo's extra brings.
        from codex_tui.doctor.attestation import examine
    except ImportError:
        print("codex-tui: doctor --attestation needs aiohttp: install codex-tui[demo]", file=sys.stderr)  # noqa: T201
        return EXIT_PROBLEM
    return EXIT_OK if examine(options.codex_bin, lambda line: print(line, flush=True)) else EXIT_PROBLEM  # noqa: T201
