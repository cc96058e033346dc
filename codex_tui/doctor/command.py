"""The command line of `codex-tui doctor`: looks at everything that codex-tui relies on, or proves attestation."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from codex_tui.doctor.examination import Asked, examine
from codex_tui.doctor.report import Report, as_json
from codex_tui.doctor.results import Status
from codex_tui.settings import SettingsParser

EXIT_OK = 0
EXIT_PROBLEM = 1


def run_doctor(arguments: Sequence[str]) -> int:
    """Examine what was asked for; 0 where all is well, 1 where something is not. Raises SettingsError."""
    options = _parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        if options.attestation:
            return _prove_attestation(options.codex_bin)
        return _examine_all(Asked(options.codex_bin, tuple(options.config or ())), is_json=options.json)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more may be written to it, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PROBLEM


def _parser() -> SettingsParser:
    parser = SettingsParser(
        prog="codex-tui doctor",
        description="Looks at what codex-tui relies on, and says what to do about each problem.",
        epilog="Exit code 1 where there is a problem. The app-server is started and asked who is logged in; nothing is "
        "written into the Codex home but what it writes when it starts.",
    )
    add = parser.add_argument
    add("--codex-bin", metavar="FILE", help="the codex program (default: as for codex-tui)")
    add("-c", "--config", metavar="KEY=VALUE", action="append", help="a config override for the server; repeatable")
    add("--json", action="store_true", help="the report as JSON")
    add(
        "--attestation",
        action="store_true",
        help="prove with the real app-server, offline, that tokens reach the model's endpoint and nothing else",
    )
    return parser


def _leave(signal_number: int, frame: FrameType | None) -> None:
    """End by way of every `finally`, which give the terminal back and end the server."""
    raise SystemExit(128 + signal_number)


def _examine_all(asked: Asked, *, is_json: bool) -> int:
    is_terminal = sys.stdout.isatty()
    report = Report(sys.stdout, is_terminal, is_terminal and not os.environ.get("NO_COLOR"))
    results = []
    for result in examine(asked, os.environ, (lambda what: None) if is_json else report.tell):
        results.append(result)
        if not is_json:
            report.show(result)
    if is_json:
        print(as_json(results))  # noqa: T201
    else:
        report.end(results)
    return EXIT_PROBLEM if any(result.status is Status.PROBLEM for result in results) else EXIT_OK


def _prove_attestation(codex_bin: str | None) -> int:
    try:
        # The server that stands in for chatgpt.com needs what only the demo's extra brings.
        from codex_tui.doctor.attestation import examine as examine_attestation
    except ImportError:
        print("codex-tui: doctor --attestation needs aiohttp: install codex-tui[demo]", file=sys.stderr)  # noqa: T201
        return EXIT_PROBLEM
    return EXIT_OK if examine_attestation(codex_bin, lambda line: print(line, flush=True)) else EXIT_PROBLEM  # noqa: T201
