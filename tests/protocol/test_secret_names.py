"""Which names mean a secret, and which only look like it."""

from __future__ import annotations

import re

import pytest

from codex_tui.protocol.secret_names import is_secret_map_name, is_secret_name, is_secret_path, key_end_pattern


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "Proxy-Authorization",
        "apiKey",
        "api_key",
        "OPENAI_API_KEY",
        "access_token",
        "id_token",
        "experimental_bearer_token",
        "client_secret",
        "password",
        "Set-Cookie",
        "x-oai-attestation",
        "secretAccessKey",
        "manualPairingCode",
        "authUrl",
    ],
)
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)
    assert re.search(key_end_pattern(), f'"{name}":')


@pytest.mark.parametrize(
    "name",
    [
        "tokenUsage",
        "inputTokens",
        "tokens",
        "max_tokens",
        "cancellationToken",
        "threadId",
        "key",
        "keyPath",
        "idempotencyKey",
        "publicKey",
        "authMode",
        "userAuthorization",
        "bearer_token_env_var",
        "exitCode",
        "secretary",
    ],
)
def test_harmless_names(name: str) -> None:
    assert not is_secret_name(name)


def test_names_of_objects_whose_values_are_secret() -> None:
    assert all(map(is_secret_map_name, ("env", "http_headers", "httpHeaders", "headers", "shell_environment_policy")))
    assert not any(map(is_secret_map_name, ("env_http_headers", "environments", "env_vars", "header", "myenv")))


@pytest.mark.parametrize("name", ["threadId", "turnId", "itemId", "delta", "method", "params", "emittedAtMs"])
def test_names_of_streamed_lines_are_rejected_at_once(name: str) -> None:
    assert re.search(key_end_pattern(), f'"{name}":') is None


def test_a_path_into_a_config_tells_where_it_leads() -> None:
    assert is_secret_path("model_providers.x.experimental_bearer_token")
    assert not is_secret_path("mcp_servers.x.command")
