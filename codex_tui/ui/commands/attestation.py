"""The command about attestation: show how it stands, or change the policy."""

from __future__ import annotations

from codex_tui.state.attestation import AttestationPolicy
from codex_tui.state.intents import SetAttestationPolicy
from codex_tui.ui.commands.host import Command, CommandHost

POLICIES = tuple(policy.value for policy in AttestationPolicy)
KEPT = "always"


def attestation(host: CommandHost, argument: str) -> None:
    """Take a policy; without one, show how attestation stands."""
    words = argument.split()
    if not words:
        # Not needed before the first picture.
        from codex_tui.ui.render.attestation import attestation_detail

        status = host.context.model.attestation
        host.read("attestation", lambda width, palette: attestation_detail(status, width, palette))
    elif words[0] in POLICIES and words[1:] in ([], [KEPT]):
        host.controller.submit(SetAttestationPolicy(AttestationPolicy(words[0]), is_kept=words[1:] == [KEPT]))
        host.tell("information", f"attestation {' '.join(words)}")
    else:
        host.tell("warning", f"Give one of: {', '.join(POLICIES)}; a word more, {KEPT}, keeps it in the config file.")


COMMANDS = (
    Command(
        "attestation",
        "[policy]",
        "Show attestation, or allow, deny or ask from now on",
        attestation,
        lambda host: (*POLICIES, *(f"{policy} {KEPT}" for policy in POLICIES)),
        needs_server=True,
    ),
)
