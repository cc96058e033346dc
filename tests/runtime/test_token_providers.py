"""Commands, files and plug-ins as providers; each a real process, file or function."""

from __future__ import annotations

import os
import sys
import threading
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from codex_tui.runtime.token_providers import (
    CommandProvider,
    FileProvider,
    PluginProvider,
    TokenProvider,
    provider_for,
)
from codex_tui.runtime.tokens import TokenRefused
from tests.runtime.driver import has_ended

LIMIT_S = 10.0
SHORT_LIMIT_S = 0.05

plugin_may_go_on = threading.Event()


def give_token() -> str:
    return f"token-{os.urandom(4).hex()}"


def give_secret_error() -> str:
    raise ValueError("the-secret-itself")


def wait_and_give() -> bytes:
    plugin_may_go_on.wait()
    return b"slow"


def shell(script: str) -> CommandProvider:
    return CommandProvider(("sh", "-c", script))


def plugin(function: str) -> PluginProvider:
    # By its own name in sys.modules, since the tests are no package.
    sys.modules["attestation_plugins"] = sys.modules[__name__]
    return PluginProvider(EntryPoint("mine", f"attestation_plugins:{function}", "codex_tui.attestation"))


async def refusal_of(provider: TokenProvider) -> str:
    with pytest.raises(TokenRefused) as refused:
        await provider.fetch(LIMIT_S)
    return str(refused.value)


async def test_standard_output_is_the_token_and_no_shell_comes_between() -> None:
    provider = CommandProvider(("printf", "%s", "$HOME;`id`"))

    assert await provider.fetch(LIMIT_S) == b"$HOME;`id`"
    assert provider.name == "printf %s '$HOME;`id`'"


async def test_standard_error_is_no_part_of_it_and_standard_input_is_empty() -> None:
    assert await shell("echo noise >&2; cat; echo token").fetch(LIMIT_S) == b"token\n"


async def test_a_command_that_fails_gives_no_token() -> None:
    assert await refusal_of(shell("echo token; exit 3")) == "the provider ended with exit code 3"
    assert await refusal_of(shell("kill -9 $$")) == "the provider ended with signal 9"
    assert "cannot be started" in await refusal_of(CommandProvider(("/no/such/command",)))


async def test_a_slow_command_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    os.mkfifo(pids)
    reader = os.open(pids, os.O_RDONLY | os.O_NONBLOCK)
    provider = shell(f"sleep 600 & echo $$ $! > {pids}; wait")

    with pytest.raises(TimeoutError):
        await provider.fetch(1.0)

    started = os.read(reader, 1000).split()
    os.close(reader)
    assert len(started) == 2
    assert all(has_ended(int(pid)) for pid in started)


async def test_a_command_that_never_stops_printing_is_ended() -> None:
    assert len(await CommandProvider(("yes",)).fetch(LIMIT_S)) > 16 * 1024


async def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    path = tmp_path / "token"
    provider = FileProvider(path)
    assert "No such file" in await refusal_of(provider)

    path.write_text("one\n")
    assert await provider.fetch(LIMIT_S) == b"one\n"
    path.write_text("two\n")
    assert await provider.fetch(LIMIT_S) == b"two\n"


async def test_only_a_regular_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert "no regular file" in await refusal_of(FileProvider(tmp_path / "pipe"))
    assert await refusal_of(FileProvider(tmp_path))


async def test_a_plug_in_is_a_function() -> None:
    provider = plugin("give_token")

    assert provider.name == "plug-in mine"
    assert (await provider.fetch(LIMIT_S)).startswith(b"token-")
    assert await provider.fetch(LIMIT_S) != await provider.fetch(LIMIT_S)


async def test_what_a_plug_in_fails_with_is_not_repeated() -> None:
    assert await refusal_of(plugin("give_secret_error")) == "the plug-in failed with ValueError"
    assert await refusal_of(plugin("is_not_there")) == "the plug-in failed with AttributeError"


async def test_a_slow_plug_in_is_called_again_only_when_it_has_returned() -> None:
    provider = plugin("wait_and_give")
    with pytest.raises(TimeoutError):
        await provider.fetch(SHORT_LIMIT_S)

    assert "still busy" in await refusal_of(provider)
    plugin_may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "codex-tui-plug-in":
            thread.join(LIMIT_S)
    assert await provider.fetch(LIMIT_S) == b"slow"


def test_what_was_named_is_used(tmp_path: Path) -> None:
    by_command, _ = provider_for(("get-token", "--now"), None)
    by_file, _ = provider_for((), tmp_path / "token")

    assert isinstance(by_command, CommandProvider) and by_command.name == "get-token --now"
    assert isinstance(by_file, FileProvider) and by_file.name == str(tmp_path / "token")
    assert provider_for((), None) == (None, "")


def test_an_installed_plug_in_is_found_and_two_are_one_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("first", "second"):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(f"[codex_tui.attestation]\n{name} = {name}:give\n")
        found, fault = provider_for((), None)
        if name == "first":
            assert (found.name if found is not None else "", fault) == ("plug-in first", "")
        else:
            assert found is None and "(first, second)" in fault
