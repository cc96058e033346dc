"""What an examination finds, as values: the report and `--json` are two views of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How bad it is; only a problem makes the exit code 1."""

    OK = "ok"
    REMARK = "remark"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked at; texts may hold what a server said, and are made harmless where they are shown."""

    id: str
    """Stable, for `--json`; with spaces for `_` it is the name in the report."""
    status: Status
    detail: str
    remedy: str = ""
    """What to do; every problem has one."""
    notes: tuple[str, ...] = ()
    """More of the detail, a line each."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs: names and values fit for JSON."""


def ok(check_id: str, detail: str, **facts: Any) -> Result:
    """All is well."""
    return Result(check_id, Status.OK, detail, facts=facts)


def remark(check_id: str, detail: str, remedy: str = "", **facts: Any) -> Result:
    """Worth knowing; nothing is broken."""
    return Result(check_id, Status.REMARK, detail, remedy, facts=facts)


def problem(check_id: str, detail: str, remedy: str, **facts: Any) -> Result:
    """Something does not work."""
    return Result(check_id, Status.PROBLEM, detail, remedy, facts=facts)


def count_of(results: Iterable[Result], status: Status) -> int:
    """How many results have the status."""
    return sum(result.status is status for result in results)
