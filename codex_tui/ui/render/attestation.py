"""Attestation in words and figures: the one card of all its requests, its detail, and what each choice allows."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from codex_tui.protocol.replies import Decision
from codex_tui.state.attestation import (
    ALLOW_ALWAYS,
    ALLOW_FOR_SESSION,
    NEVER,
    AttestationPolicy,
    AttestationStatus,
)
from codex_tui.ui.render.figures import format_count, format_latency
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.text import cut, visible, wrap

MAX_PROVIDER_ROWS = 3
_NBSP = "\N{NO-BREAK SPACE}"
"""Keeps a name and its figure on one row."""

_LABELS = {
    ALLOW_FOR_SESSION: "Allow for this session",
    ALLOW_ALWAYS: "Always allow",
    NEVER: "Never in this session",
}


def policy_label(decision: Decision) -> str:
    """What a button says."""
    return _LABELS[decision]


def policy_grant(decision: Decision, status: AttestationStatus) -> tuple[str, ...]:
    """What is allowed and for how long, before the second key; the provider is shown whole."""
    until = "Until codex-tui ends, each request gets a fresh token, without asking you."
    always = (
        "From now on, each request gets a fresh token, without asking you: "
        'attestation = "allow" is written to the config file of codex-tui.'
    )
    provider = f"The tokens come from: {_provider(status)}"
    return policy_label(decision), provider, always if decision == ALLOW_ALWAYS else until


def undecided_rows(status: AttestationStatus, width: int, palette: Palette) -> list[Text]:
    """What is asked of the person, who gives the tokens, and what was refused meanwhile."""
    question = "The server wants to attest this program to ChatGPT. It gets no token until you choose."
    counts = f"asked {format_count(status.asked)} · refused {format_count(status.refused)}"
    return [
        *wrap(Text(question, palette.text), width),
        *_provider_rows(status, width, palette),
        *wrap(Text(counts, palette.muted), width),
    ]


def settled_rows(status: AttestationStatus, width: int, palette: Palette) -> list[Text]:
    """The policy at work: a row of history that always stands there."""
    word, style = _policy_word(status, palette)
    head = Text.assemble(("ATTESTATION", palette.muted), "  ", (word, style))
    if status.last_latency_ms is not None:
        latency = Text(format_latency(status.last_latency_ms), palette.muted)
        head.append(" " * max(1, width - head.cell_len - latency.cell_len)).append_text(latency)
    head.truncate(width)
    rows = [head]
    if status.provider:
        rows.append(Text(cut(_provider(status), width), palette.muted))
    if not status.asked:
        return [*rows, Text(cut("not asked yet", width), palette.muted)]
    forwarded = _forwarded(status)
    figures = filter(None, (_counts(status), _latencies(status), f"forwarded {forwarded}" if forwarded else ""))
    rows += [row for text in figures for row in wrap(Text(text, palette.muted), width)]
    if status.problem:
        rows += wrap(Text(f"no token: {visible(status.problem, keep_newlines=False)}", palette.error), width)
    return rows


def attestation_detail(status: AttestationStatus, width: int, palette: Palette) -> list[Text]:
    """Everything that is known, and how to change it."""
    facts = (
        ("provider", _provider(status)),
        ("policy", status.policy.value),
        ("requests", _counts(status)),
        ("latency", _latencies(status) or "none yet"),
        ("forwarded", _forwarded(status)),
        ("no token", visible(status.problem, keep_newlines=False)),
        ("change it", ":attestation allow, deny or ask; with always behind it, it is kept in the config file"),
    )
    rows: list[Text] = []
    for label, text in facts:
        if text:
            rows += [Text(label, palette.heading), *wrap(Text(text, palette.text), width), Text()]
    return rows


def _provider(status: AttestationStatus) -> str:
    return visible(status.provider, keep_newlines=False) or "no provider"


def _provider_rows(status: AttestationStatus, width: int, palette: Palette) -> list[Text]:
    rows = wrap(Text(f"token from: {_provider(status)}", palette.muted), width)
    if len(rows) > MAX_PROVIDER_ROWS:
        rows = [*rows[: MAX_PROVIDER_ROWS - 1], Text(cut("  … enter shows all", width), palette.warning)]
    return rows


def _policy_word(status: AttestationStatus, palette: Palette) -> tuple[str, Style]:
    if not status.provider:
        return "no provider", palette.warning
    is_allowed = status.policy is AttestationPolicy.ALLOW
    return status.policy.value, palette.success if is_allowed else palette.muted


def _counts(status: AttestationStatus) -> str:
    named = (("asked", status.asked), ("answered", status.answered), ("refused", status.refused), ("late", status.late))
    return " · ".join(f"{name}{_NBSP}{format_count(count)}" for name, count in named)


def _latencies(status: AttestationStatus) -> str:
    if status.last_latency_ms is None or status.p99_latency_ms is None:
        return ""
    return f"last {format_latency(status.last_latency_ms)} · p99 {format_latency(status.p99_latency_ms)}"


def _forwarded(status: AttestationStatus) -> str:
    """What the server will have told upstream: the `s` of each envelope, and how often."""
    statuses = ((0, "token", status.answered), (1, "late", status.late), (2, "refused", status.refused))
    sent = [f"s={number}{_NBSP}{name}{_NBSP}{format_count(count)}" for number, name, count in statuses if count]
    return " · ".join(sent)
