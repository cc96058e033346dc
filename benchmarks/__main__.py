"""`python -m benchmarks [names...]`: measures codex-tui beside its peers in one run and prints one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from codex_cli_bin import bundled_codex_path

from benchmarks import (
    attestation,
    deciding,
    growth,
    idle,
    key_echo,
    loads,
    long_thread,
    many_threads,
    ours,
    replay,
    startup,
    wire_log,
)
from benchmarks.context import Context
from benchmarks.figures import OURS, Figure, drift_table_for, read_figures, table_for
from benchmarks.peers import codex_tui_native, raw_reader, sdk
from benchmarks.terminal import ScreenTimeout
from benchmarks.world import open_world

BENCHMARKS: Mapping[str, Callable[[Context], list[Figure]]] = MappingProxyType(
    {
        "startup": startup.run,
        "idle": idle.run,
        "flood": partial(loads.run, loads.FLOOD),
        "long_flood": partial(loads.run, loads.LONG_FLOOD),
        "message": partial(loads.run, loads.MESSAGE),
        "output": partial(loads.run, loads.OUTPUT),
        "growth": growth.run,
        "many_threads": many_threads.run,
        "long_thread": long_thread.run,
        "key_echo": key_echo.run,
        "attestation": attestation.run,
        "deciding": deciding.run,
        "wire_log": wire_log.run,
        "replay": replay.run,
    }
)
PROGRAMS = (OURS, codex_tui_native.NAME, sdk.NAME, raw_reader.NAME)


def main() -> int:
    """Runs what was asked for; 1 when a program could not be measured, which is said on stderr."""
    options = _options()
    failures: list[str] = []
    figures: list[Figure] = []
    with open_world(options.codex_bin) as world:
        programs = (ours.program(options.codex_bin), codex_tui_native.program(options.codex_bin))
        chosen = tuple(program for program in programs if program.name in options.programs)
        context = Context(world, chosen, raw_reader.NAME in options.programs, _has_sdk(options.programs), options.runs)
        for name in options.names or BENCHMARKS:
            for part in _one_program_each(context):
                try:
                    figures += BENCHMARKS[name](part)
                except ScreenTimeout as timeout:
                    failures.append(f"{name}: {timeout}")
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {options.runs} runs (lowest–highest)")
    print(table_for(figures))
    if options.compare is not None:
        print(f"\nDrift since {options.compare}:\n{drift_table_for(read_figures(options.compare), figures)}")
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n", "utf-8")
    print(*failures, sep="\n", end="\n" if failures else "", file=sys.stderr)
    return 1 if failures else 0


def _one_program_each(context: Context) -> Iterator[Context]:
    """The context split, so that one program that fails leaves the others their figures."""
    alone = replace(context, programs=(), has_raw_reader=False, has_sdk=False)
    if context.has_raw_reader:
        yield replace(alone, has_raw_reader=True)
    if context.has_sdk:
        yield replace(alone, has_sdk=True)
    for program in context.programs:
        yield replace(alone, programs=(program,))


def _has_sdk(programs: Sequence[str]) -> bool:
    if sdk.NAME in programs and not sdk.is_installed():
        print("the official SDK is not measured: it is not installed (extra `bench`)", file=sys.stderr)
        return False
    return sdk.NAME in programs


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--programs", nargs="+", choices=PROGRAMS, default=PROGRAMS, help="default: all")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--codex-bin", type=Path, default=bundled_codex_path(), help="default: the bundled binary")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures, with every run, as JSON")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="show the drift since the figures in this file")
    options = parser.parse_args()
    if options.compare is not None and not options.compare.is_file():
        parser.error(f"--compare {options.compare}: there is no such file; --json FILE writes one")
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
