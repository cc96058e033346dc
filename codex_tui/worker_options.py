"""What the settings say to the worker, whichever way the program is run."""

from __future__ import annotations

import os

from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.dynamic_tools import DynamicTool, parse_tools
from codex_tui.runtime.options import WorkerOptions
from codex_tui.settings import Settings, SettingsError, audit_path, config_path
from codex_tui.state.attestation import AttestationPolicy
from codex_tui.state.intents import Intent, ThreadSettings


def worker_options(settings: Settings, base: WorkerOptions, first_intents: tuple[Intent, ...]) -> WorkerOptions:
    """The settings with the folder, environment and audit file of `base`; raises SettingsError."""
    return WorkerOptions(
        codex_bin=settings.codex_bin,
        config_overrides=settings.config,
        cwd=base.cwd,
        env=base.env,
        output_file=settings.output_file,
        record_file=settings.record,
        is_redacting=not settings.no_redact,
        audit_file=audit_path(settings, base.audit_file),
        should_auto_approve=settings.auto_approve,
        dynamic_tools=checked_tools(settings),
        auth_refresh_command=settings.auth_refresh_command,
        attestation=_attestation_options(settings),
        config_file=config_path(os.environ),
        settings=thread_settings(settings),
        first_intents=first_intents,
    )


def checked_tools(settings: Settings) -> tuple[DynamicTool, ...]:
    """The tools of the person's own; raises SettingsError where one is not well said."""
    try:
        return parse_tools(settings.dynamic_tool)
    except ValueError as error:
        raise SettingsError(f"--dynamic-tool: {error}.") from error


def thread_settings(settings: Settings) -> ThreadSettings:
    """What a new thread begins with."""
    return ThreadSettings(
        model=settings.model,
        model_provider=settings.model_provider,
        cwd=settings.cwd,
        approval_policy=settings.approval_policy,
    )


def _attestation_options(settings: Settings) -> AttestationOptions:
    return AttestationOptions(
        command=settings.attestation_command,
        token_file=settings.attestation_token_file,
        policy=AttestationPolicy(settings.attestation),
        prefetch_s=settings.attestation_prefetch,
    )
