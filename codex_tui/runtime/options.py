"""What the worker is started with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.dynamic_tools import DynamicTool
from codex_tui.state.intents import Intent, ThreadSettings


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How to start the app-server, and what to do on the user's behalf."""

    codex_bin: str | None = None
    """`--codex-bin`; without it, `codex` on PATH, else the bundled one."""
    config_overrides: tuple[str, ...] = ()
    """`key=value`, each passed on with `-c`."""
    cwd: str | None = None
    """The folder that the server starts in; None is ours."""
    env: Mapping[str, str] | None = None
    """Merged over the user's own environment."""
    output_file: Path | None = None
    """Where raw server lines go, byte for byte; see `Recording`."""
    is_output_wanted: bool = False
    """Hand on what the server writes as `OutputReceived`, too, byte for byte and before anything is made of it."""
    record_file: Path | None = None
    """Where both directions go with their times, to be replayed."""
    is_redacting: bool = True
    """Take secrets out of everything that is kept: wire log and recordings."""
    audit_file: Path | None = None
    """Where each server request and its outcome is put on record; None is nowhere."""
    should_auto_approve: bool = False
    """Accept command and file-change approvals without asking."""
    is_unattended: bool = False
    """Nobody is there to be asked: what would wait for a person is declined at once."""
    dynamic_tools: tuple[DynamicTool, ...] = ()
    """Offered to the model of each new thread."""
    auth_refresh_command: tuple[str, ...] = ()
    """A command and its arguments that prints fresh ChatGPT tokens as JSON."""
    attestation: AttestationOptions = field(default_factory=AttestationOptions)
    config_file: Path | None = None
    """Our own config file, where a choice that is to last is written."""
    settings: ThreadSettings = field(default_factory=ThreadSettings)
    """For new threads."""
    first_intents: tuple[Intent, ...] = ()
    """Carried out once, as soon as a server is ready."""
    restart_pauses_s: tuple[float, ...] = ()
    """Before each try to start another server after one ended by itself; after the last one a person is asked."""
    max_queued_events: int = 200_000
    """Past this many events that nobody drained, the server has to wait."""
    max_queued_bytes: int = 64 * 1024 * 1024
    """The same for the size of their lines."""
    initialize_deadline_s: float = 10.0
    request_deadline_s: float = 30.0
    stop_deadline_s: float = 6.0
    """For the whole of an orderly stop: half for the server to end by itself, a quarter each for two signals."""
