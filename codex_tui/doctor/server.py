"""The app-server itself: started as the dashboard starts it, asked who is logged in and what is configured, and ended.

Nothing else is asked, so that nothing is written into the Codex home but what the server writes at `initialize`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.runtime.binary import is_too_old, version_from
from codex_tui.runtime.link import REMEDY
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.process import STDERR_TAIL_LINES, spoken_lines
from codex_tui.runtime.worker import Worker
from codex_tui.state.events import (
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    Received,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.intents import CallMethod
from codex_tui.wire.connection import NotificationReceived, ResponseReceived

INITIALIZE_LIMIT_S = 10.0
REQUEST_LIMIT_S = 5.0
STOP_LIMIT_S = 2.0
LIMIT_S = INITIALIZE_LIMIT_S + 2 * REQUEST_LIMIT_S + 2 * STOP_LIMIT_S
"""For the whole conversation, its end included."""
END_MARGIN_S = 1.0
SLOW_S = 5.0
DRAIN_LIMIT = 1_000
MAX_WORDS = 3
MAX_WARNINGS = 20

ACCOUNT_METHOD = "account/read"
CONFIG_METHOD = "config/read"
UNHEARD = "the server could not be asked"
ABOVE = "Mend what stands above first."
UNRESTRICTED = "danger-full-access"


@dataclass(slots=True)
class ServerReport:
    """What the server said; `failure` is why it was not heard to the end."""

    failure: str = ""
    initialize_s: float | None = None
    """From the start of the process to the answer."""
    user_agent: str = ""
    codex_home: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    """Results by method."""
    refusals: dict[str, str] = field(default_factory=dict)
    """Why there is no result, by method."""
    warnings: list[str] = field(default_factory=list)
    """What it found in its configuration."""
    stderr: deque[str] = field(default_factory=lambda: deque(maxlen=STDERR_TAIL_LINES))

    @property
    def answer_count(self) -> int:
        """How many questions have come to an end."""
        return len(self.answers) + len(self.refusals)

    @property
    def last_words(self) -> tuple[str, ...]:
        """The end of its standard error."""
        return tuple(spoken_lines(self.stderr)[-MAX_WORDS:])

    @property
    def version(self) -> str:
        """Its version as it says itself, or an empty text."""
        return version_from(self.user_agent)

    @property
    def is_too_old(self) -> bool:
        """Whether it is older than the oldest version that works."""
        return is_too_old(self.user_agent)

    def config(self, name: str) -> str:
        """One value of the effective configuration; empty where it is not there or no text."""
        answer = self.answers.get(CONFIG_METHOD)
        config = answer.get("config") if isinstance(answer, dict) else None
        value = config.get(name) if isinstance(config, dict) else None
        return value if isinstance(value, str) else ""

    @property
    def is_unrestricted(self) -> bool:
        """Whether commands are to run without a sandbox by configuration."""
        return self.config("sandbox_mode") == UNRESTRICTED


def hear_server(
    codex_bin: str,
    config_overrides: tuple[str, ...],
    report: ServerReport,
    initialize_limit_s: float = INITIALIZE_LIMIT_S,
) -> None:
    """Start the server, put the questions, end it, and fill in the report as answers come."""
    questions = (CallMethod(ACCOUNT_METHOD, {}), CallMethod(CONFIG_METHOD, {"includeLayers": False}))
    options = WorkerOptions(
        codex_bin=codex_bin,
        config_overrides=config_overrides,
        first_intents=questions,
        initialize_deadline_s=initialize_limit_s,
        request_deadline_s=REQUEST_LIMIT_S,
        stop_deadline_s=STOP_LIMIT_S,
    )
    hearing = _Hearing(Worker(options), report)
    try:
        hearing.go_on(lambda: report.answer_count < len(questions), initialize_limit_s + 2 * REQUEST_LIMIT_S)
        if report.refusals:
            # Where the server's end is why there is no answer, that is about to be said.
            hearing.go_on(lambda: True, END_MARGIN_S)
        elif not report.failure and report.answer_count < len(questions):
            report.failure = "the server fell silent"
    finally:
        hearing.worker.stop()


class _Hearing:
    """Takes the worker's events on the calling thread."""

    def __init__(self, worker: Worker, report: ServerReport) -> None:
        self.worker = worker
        self._report = report
        self._woken = threading.Event()
        worker.set_wake(self._woken.set)
        self._started_at = time.time()
        worker.start()

    def go_on(self, is_wanted: Callable[[], bool], limit_s: float) -> None:
        """Fill in the report for as long as that is wanted, the server lives, and the time is not over."""
        give_up_s = time.monotonic() + limit_s
        while is_wanted() and not self._report.failure:
            self._woken.clear()
            events = self.worker.drain(DRAIN_LIMIT)
            for event in events:
                _take(event, self._report, self._started_at)
            if not events and not self._woken.wait(max(0.0, give_up_s - time.monotonic())):
                return


def _take(event: StateEvent, report: ServerReport, started_at: float) -> None:
    match event:
        case Received(event=ResponseReceived(method="initialize", error=None, result=dict(result))):
            report.initialize_s = event.record.at - started_at
            report.user_agent = str(result.get("userAgent", ""))
            report.codex_home = str(result.get("codexHome", ""))
        case Received(event=NotificationReceived(method="configWarning", params=dict(params))):
            if len(report.warnings) < MAX_WARNINGS:
                report.warnings.append(
                    " ".join(str(params[name]) for name in ("summary", "details") if params.get(name))
                )
        case LinkChanged(state=LinkState.DOWN | LinkState.LOST):
            report.failure = report.failure or event.detail
        case StderrReceived():
            report.stderr.extend(event.lines)
        case IntentDone(intent=CallMethod(method=method)):
            report.answers[method] = event.result
        case IntentFailed(intent=CallMethod(method=method)):
            report.refusals[method] = event.reason
        case _:
            pass


def server_result(report: ServerReport) -> Result:
    """Whether `initialize` works, and how long it took."""
    facts: dict[str, Any] = {
        "initialize_ms": _milliseconds(report.initialize_s),
        "user_agent": report.user_agent or None,
    }
    if report.initialize_s is None:
        detail = report.failure.removesuffix(REMEDY).strip() or "`initialize` was not answered"
        return replace(problem("app_server", detail, REMEDY, **facts), notes=_unsaid(report, detail))
    took = f"`initialize` was answered {facts['initialize_ms']:,} ms after the start"
    # One that is too old is ended by us, and the version's own result says so.
    if report.failure and not report.is_too_old:
        ended = problem("app_server", f"{took}, and then: {report.failure}", REMEDY, **facts)
        return replace(ended, notes=_unsaid(report, report.failure))
    if report.initialize_s > SLOW_S:
        slow = "Close what keeps the machine busy, and see whether the Codex home is on a slow disk."
        return remark("app_server", f"{took}, which is slow", slow, **facts)
    return ok("app_server", took, **facts)


def _unsaid(report: ServerReport, detail: str) -> tuple[str, ...]:
    """The end of its standard error, but for what the detail quotes already."""
    return tuple(line for line in report.last_words if line not in detail)


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def configuration_result(report: ServerReport) -> Result:
    """Whether the server could read its own configuration."""
    refusal = report.refusals.get(CONFIG_METHOD, "")
    facts: dict[str, Any] = {"warnings": report.warnings}
    facts |= {name: report.config(name) or None for name in ("model_provider", "sandbox_mode", "approval_policy")}
    if "configuration" in refusal:
        remedy = "Mend the file that is named; until then no thread can be started."
        return problem("codex_config", refusal.removeprefix(f"{CONFIG_METHOD}: "), remedy, **facts)
    if report.warnings:
        warned = remark("codex_config", "the server has something to say about it:", "Do what it says.", **facts)
        return replace(warned, notes=tuple(report.warnings))
    if CONFIG_METHOD not in report.answers:
        return remark(
            "codex_config",
            f"not known: {UNHEARD if report.failure else refusal or 'the server does not say'}",
            ABOVE,
            **facts,
        )
    return ok("codex_config", "read by the server without a warning", **facts)


def account_result(report: ServerReport) -> Result:
    """Who is logged in; without an account only providers of the user's own work."""
    refusal = report.refusals.get(ACCOUNT_METHOD, "")
    answer = report.answers.get(ACCOUNT_METHOD)
    provider = report.config("model_provider")
    facts: dict[str, Any] = {"account": None, "needs_openai_account": None, "model_provider": provider or None}
    if not isinstance(answer, dict) or "requiresOpenaiAuth" not in answer:
        detail = f"not known: {UNHEARD if report.failure else refusal or 'the server does not say'}"
        return remark("account", detail, ABOVE, **facts)
    account = answer.get("account")
    facts["needs_openai_account"] = bool(answer["requiresOpenaiAuth"])
    if isinstance(account, dict):
        facts["account"] = account.get("type")
        return ok("account", _account_words(account), **facts)
    if facts["needs_openai_account"]:
        return problem("account", "not logged in", "Run `codex login`, or configure a model provider.", **facts)
    detail = f"not logged in; the model provider {provider or 'in use'} needs no OpenAI account"
    return remark("account", detail, "Run `codex login` if you want OpenAI's models.", **facts)


def _account_words(account: dict[str, Any]) -> str:
    parts = [str(account.get(name)) for name in ("email", "planType") if account.get(name)]
    return f"{account.get('type')}" + (f" ({', '.join(parts)})" if parts else "")
