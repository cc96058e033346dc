"""Attestation as it is known: the policy, the provider, and what became of what the server asked.

The server waits 100 ms for a token (PROTOCOL.md, section 3), so no single request can wait for a person. What a person
decides is the policy, on one card that stands in the inbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from codex_tui.protocol.replies import ACCEPT_FOR_SESSION, DECLINE, Decision, DecisionKind

ATTESTATION_METHOD = "attestation/generate"


class AttestationPolicy(StrEnum):
    """Whether tokens are given; `ask` gives none and raises the card."""

    ASK = "ask"
    ALLOW = "allow"
    DENY = "deny"


ALLOW_FOR_SESSION = ACCEPT_FOR_SESSION
ALLOW_ALWAYS = Decision(DecisionKind.OTHER, "always")
NEVER = DECLINE
POLICY_DECISIONS = {
    ALLOW_FOR_SESSION: (AttestationPolicy.ALLOW, False),
    ALLOW_ALWAYS: (AttestationPolicy.ALLOW, True),
    NEVER: (AttestationPolicy.DENY, False),
}
"""What the card offers while the policy is `ask` and the server has asked: the policy, and whether it is kept."""


@dataclass(frozen=True, slots=True)
class AttestationStatus:
    """Counts since the program was started; `provider` is empty where there is none, latencies are in milliseconds,
    the p99 over the last 1,000.

    Of `asked` requests, `answered` got a token in time, which the server forwards as s=0, `refused` an error (s=2), and
    `late` either of them after the server had stopped waiting (s=1). None is malformed (s=4): tokens are checked.
    """

    policy: AttestationPolicy = AttestationPolicy.ASK
    provider: str = ""
    asked: int = 0
    answered: int = 0
    refused: int = 0
    late: int = 0
    last_latency_ms: float | None = None
    p99_latency_ms: float | None = None
    problem: str = ""
    """Why the newest request got no token although the policy allowed it; empty where it got one."""
    is_undecided: bool = False
    """The server has asked while the policy was `ask`, and nobody has chosen since."""
