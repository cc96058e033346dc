"""Attestation end to end: the real app-server, a made-up ChatGPT account, and a server that captures what arrives.

What is proved is what arrives upstream: the header stands on the model's routes and nowhere else, and holds a token of
the provider's (s=0), or says that it was late (s=1) or refused (s=2).
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codex_tui.demo.capture import ATTESTATION_HEADER, CapturedRequest, CaptureServer
from codex_tui.demo.chatgpt import CODEX_PATH, chatgpt_home
from codex_tui.doctor.conversation import ConversationFailed, Heard, converse
from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.attestation import AttestationPolicy

MODEL_ROUTE = f"{CODEX_PATH}/responses"
TRANSPORTS = ("websocket", "none")
"""What `Upgrade` says."""
SURE_SINCE = (0, 163)
"""A connection's first handshake may go out without the header in older versions (PROTOCOL.md, section 3)."""
LATE = 1
MOST_ATTEMPTS = 3
FEWEST_TURNS, MOST_TURNS = 2, 10
"""More than the fewest only where no header has arrived yet."""
TOKEN_PREFIX = "made-up"


@dataclass(frozen=True, slots=True)
class Case:
    """One run: a shell script as provider, and the status that must arrive upstream; None is no header at all."""

    name: str
    script: str | None
    status: int | None
    policy: AttestationPolicy = AttestationPolicy.ALLOW
    prefetch_s: float | None = None


CASES = (
    # Kept ready, so that it is in time on a busy machine, too.
    Case("a provider that gives tokens", f'echo "{TOKEN_PREFIX}.$0.$$"', 0, prefetch_s=60.0),
    Case("policy deny", f'echo "{TOKEN_PREFIX}.$0.$$"', 2, AttestationPolicy.DENY),
    Case("a provider that is too slow", "sleep 60; echo late", 1),
    Case("a provider that prints rubbish", r"printf 'no\ttoken'", 2),
    Case("no provider", None, None),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a run captured, and what is wrong with it."""

    case: Case
    upgrade: str
    version: str
    captured: tuple[CapturedRequest, ...]
    problems: tuple[str, ...]


def examine(codex_bin: str | None, say: Callable[[str], None]) -> bool:
    """Run all cases over both transports, say what arrived, and whether all of it is as it must be."""
    is_well = True
    version = ""
    for upgrade in TRANSPORTS:
        for case in CASES:
            finding = run_case(case, upgrade, codex_bin)
            if finding.version != version:
                version = finding.version
                say(f"attestation with codex {version}")
            say(f"\n{case.name}")
            for row in table_rows(finding.captured):
                say(f"  {row}")
            for problem in finding.problems:
                say(f"  ✗ {problem}")
            if not finding.problems:
                others = [request for request in finding.captured if request.path != MODEL_ROUTE]
                say(f"  ✓ as it must be; {len(others)} requests to other routes, none with the header")
            is_well = is_well and not finding.problems
    return is_well


def run_case(case: Case, upgrade: str, codex_bin: str | None) -> Finding:
    """Try it, and try it again where a busy machine made late what should have been in time."""
    for _ in range(MOST_ATTEMPTS):
        finding = _try_case(case, upgrade, codex_bin)
        if case.status in (None, LATE) or not any(_is_late(request) for request in finding.captured):
            break
    return finding


def _try_case(case: Case, upgrade: str, codex_bin: str | None) -> Finding:
    """Have some turns with the real server over this transport, in a world of its own."""
    with tempfile.TemporaryDirectory(prefix="codex-tui-doctor-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        work = root / "work"
        work.mkdir()
        command = ("sh", "-c", case.script, secrets.token_hex(8)) if case.script is not None else ()
        with CaptureServer() as server:
            home = chatgpt_home(root, server.port, supports_websockets=upgrade == "websocket")
            options = WorkerOptions(
                codex_bin=codex_bin,
                cwd=str(work),
                # An API key of the user's would be taken instead of the made-up account.
                env={"CODEX_HOME": str(home), "OPENAI_API_KEY": ""},
                attestation=AttestationOptions(command, None, case.policy, case.prefetch_s),
            )

            def is_enough(turn_count: int) -> bool:
                has_arrived = any(request.attestation is not None for request in server.requests)
                return turn_count >= (FEWEST_TURNS if has_arrived or case.status is None else MOST_TURNS)

            try:
                heard = converse(options, is_enough)
            except ConversationFailed as failure:
                heard = Heard(failure=str(failure))
            captured = tuple(server.requests)
    problems = (heard.failure,) if heard.failure else tuple(problems_of(case, upgrade, heard, captured))
    return Finding(case, upgrade, heard.version, captured, problems)


def table_rows(captured: tuple[CapturedRequest, ...]) -> list[str]:
    """One row for each different request to the model's routes, in the order of first sight."""
    counts = Counter(_row(request) for request in captured if request.path == MODEL_ROUTE)
    return [row if count == 1 else f"{row}  × {count}" for row, count in counts.items()]


def _row(request: CapturedRequest) -> str:
    start = f"{request.method:<4} {request.path}  Upgrade: {request.upgrade:<9}  {ATTESTATION_HEADER}: "
    if request.attestation is None:
        return f"{start}absent"
    return f"{start}present  s={_envelope(request.attestation).get('s')}"


def problems_of(case: Case, upgrade: str, heard: Heard, captured: tuple[CapturedRequest, ...]) -> Iterator[str]:
    """What is wrong with what arrived and with what was heard, one sentence each."""
    routed = [request for request in captured if request.path == MODEL_ROUTE]
    if not any(request.upgrade == upgrade for request in routed):
        yield f"no request with Upgrade: {upgrade} arrived on {MODEL_ROUTE}"
    for request in captured:
        if request.path != MODEL_ROUTE and request.attestation is not None:
            yield f"{request.method} {request.path} carries the header"
    headers = [request.attestation for request in routed]
    if case.status is None:
        if any(headers) or heard.replies:
            yield "the server asked for a token, or sent the header"
        return
    if None in headers and _is_sure(heard.version):
        yield f"{headers.count(None)} of {len(headers)} requests came without the header"
    envelopes = [_envelope(header) for header in headers if header is not None]
    if not envelopes:
        yield "no header arrived"
    for envelope in envelopes:
        if envelope.get("v") != 1 or envelope.get("s") != case.status:
            yield f"the envelope has s={envelope.get('s')} where s={case.status} was expected"
    yield from _token_problems(case, heard, [envelope.get("t") for envelope in envelopes])


def _token_problems(case: Case, heard: Heard, tokens: list[Any]) -> Iterator[str]:
    """Each token arrives once; where there is none, only errors went out; and we keep none of them."""
    if case.status == 0:
        if not all(isinstance(token, str) and token.startswith(TOKEN_PREFIX) for token in tokens):
            yield "a token that arrived is not the provider's"
        if len(set(tokens)) < len(tokens):
            yield "a token arrived twice"
        if any(str(token) in line for token in tokens for line in heard.replies):
            yield "the wire log holds a token"
    else:
        if any(token is not None for token in tokens):
            yield "a token arrived"
        if not heard.replies or not all('"error"' in line for line in heard.replies):
            yield "something other than an error was sent to the server"


def _is_late(request: CapturedRequest) -> bool:
    return request.attestation is not None and _envelope(request.attestation).get("s") == LATE


def _envelope(header: str) -> dict[str, Any]:
    try:
        envelope = json.loads(header)
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _is_sure(version: str) -> bool:
    numbers = version.split(".")[:2]
    return all(number.isdigit() for number in numbers) and tuple(map(int, numbers)) >= SURE_SINCE
