"""Settings: what wins over what, and that every complaint names the thing, where it stands, and what would do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codex_tui.settings import CONFIG_KEYS, Settings, SettingsError, audit_path, config_path, load_settings


def load(tmp_path: Path, *flags: str, file: str | bytes | None = None, **environment: str) -> Settings:
    config_file = tmp_path / "config.toml"
    if file is not None:
        config_file.write_bytes(file.encode() if isinstance(file, str) else file)
    return load_settings(
        flags, {f"CODEX_TUI_{name.upper()}": value for name, value in environment.items()}, config_file
    )


def complaint(tmp_path: Path, *flags: str, file: str | bytes | None = None, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, *flags, file=file, **environment)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_nothing_set_is_the_default(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("name", "flags", "in_environment", "in_file", "expected"),
    [
        ("model", ("--model", "flag"), "environment", '"file"', ("flag", "environment", "file")),
        ("codex_bin", ("--codex-bin", "flag"), "environment", '"file"', ("flag", "environment", "file")),
        ("model_provider", ("--model-provider", "f"), "e", '"c"', ("f", "e", "c")),
        ("approval_policy", ("--approval-policy", "never"), "untrusted", '"on-failure"',
         ("never", "untrusted", "on-failure")),
        ("auto_approve", ("--auto-approve",), "no", "true", (True, False, True)),
        ("final_only", ("--final-only",), "0", "true", (True, False, True)),
        ("keep_spool", ("--keep-spool",), "0", "true", (True, False, True)),
        ("config", ("-c", "a=1", "--config", "b=2"), "c=3\nd=4", '["e=5"]', (("a=1", "b=2"), ("c=3", "d=4"), ("e=5",))),
        ("output_file", ("--output-file", "/f"), "/e", '"/c"', (Path("/f"), Path("/e"), Path("/c"))),
        ("log_file", ("--log-file", "/f"), "/e", '"/c"', (Path("/f"), Path("/e"), Path("/c"))),
        ("theme", ("--theme", "f"), "e", '"c"', ("f", "e", "c")),
        ("attestation", ("--attestation", "deny"), "allow", '"ask"', ("deny", "allow", "ask")),
        ("attestation_command", ("--attestation-command", "a 'b c'"), "d", '"e f"', (("a", "b c"), ("d",), ("e", "f"))),
        ("attestation_token_file", ("--attestation-token-file", "/f"), "/e", '"/c"',
         (Path("/f"), Path("/e"), Path("/c"))),
        ("attestation_prefetch", ("--attestation-prefetch", "30"), "1.5", "60", (30.0, 1.5, 60.0)),
        ("audit", ("--audit", "f"), "e", '"c"', ("f", "e", "c")),
        ("notify", ("--notify", "off"), "bell", '"osc9"', ("off", "bell", "osc9")),
        ("notify_command", ("--notify-command", "a 'b c'"), "e", '"c d"', (("a", "b c"), ("e",), ("c", "d"))),
    ],
)  # fmt: skip
def test_flags_win_over_the_environment_over_the_file(
    tmp_path: Path, name: str, flags: tuple[str, ...], in_environment: str, in_file: str, expected: tuple[Any, ...]
) -> None:
    file = f"{name} = {in_file}"
    by_flag, by_environment, by_file = expected

    assert getattr(load(tmp_path, *flags, file=file, **{name: in_environment}), name) == by_flag
    assert getattr(load(tmp_path, file=file, **{name: in_environment}), name) == by_environment
    assert getattr(load(tmp_path, file=file), name) == by_file


def test_a_folder_must_exist_and_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()
    play = tmp_path / "play"

    assert load(tmp_path, "--cwd", "work").cwd == str(tmp_path / "work")
    assert complaint(tmp_path, "--cwd", "play") == f'--cwd is "{play}", but must be a folder that exists.'


def test_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert load(tmp_path, log_file="~/tui.log").log_file == tmp_path / "tui.log"


def test_keys_come_from_the_file_alone(tmp_path: Path) -> None:
    file = '[keys]\n"threads.new" = "N"\n"anywhere.wire" = "ctrl+w"\n'

    assert load(tmp_path, file=file).keys == {"threads.new": "N", "anywhere.wire": "ctrl+w"}
    assert load(tmp_path / "elsewhere", keys="threads.new=N").keys == {}


def test_saved_filters_come_from_the_file_alone(tmp_path: Path) -> None:
    file = '[filters]\nslow = "latency:>1s"\n'

    assert load(tmp_path, file=file).filters == {"slow": "latency:>1s"}
    assert load(tmp_path / "elsewhere", filters="slow=latency:>1s").filters == {}


@pytest.mark.parametrize("value", ["1", "true", "True", "YES"])
def test_a_switch_in_the_environment_can_be_on(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, auto_approve=value).auto_approve is True


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, file='model = "file"', model="").model == "file"


@pytest.mark.parametrize(
    ("flags", "environment", "file", "parts"),
    [
        (("--approval-policy", "sometimes"), {}, None, ["--approval-policy", '"sometimes"', "on-request"]),
        ((), {"approval_policy": "sometimes"}, None, ["CODEX_TUI_APPROVAL_POLICY", '"sometimes"', "on-request"]),
        ((), {}, 'approval_policy = "sometimes"', ["approval_policy in", "config.toml", '"sometimes"', "on-request"]),
        (("--attestation", "maybe"), {}, None, ["--attestation", '"maybe"', "ask, allow, deny"]),
        (("--attestation-command", "'open"), {}, None, ["--attestation-command", "a command"]),
        (
            ("--attestation-command", "get"),
            {"attestation_token_file": "/t"},
            None,
            ["--attestation-command", "CODEX_TUI_ATTESTATION_TOKEN_FILE", "exclude each other"],
        ),
        (("--attestation-prefetch", "0.5"), {}, None, ["--attestation-prefetch", '"0.5"', "seconds from 1 up"]),
        (("--attestation-prefetch", "nan"), {}, None, ['"nan"', "seconds from 1 up"]),
        ((), {}, "attestation_prefetch = true", ["attestation_prefetch in", "true", "seconds from 1 up"]),
        ((), {}, f"attestation_prefetch = {'9' * 400}", ["attestation_prefetch in", "seconds from 1 up"]),
        ((), {"attestation_prefetch": "soon"}, None, ["CODEX_TUI_ATTESTATION_PREFETCH", '"soon"']),
        (("--nonsense",), {}, None, ["--nonsense", "--help"]),
        (("--model",), {}, None, ["--model", "needs a value"]),
        (("stray",), {}, None, ["stray", "--help"]),
        (("-c", "novalue"), {}, None, ["--config", "novalue", "key=value"]),
        ((), {"config": "novalue"}, None, ["CODEX_TUI_CONFIG", "novalue", "key=value"]),
        ((), {}, "config = 5", ["config in", "5", "key=value"]),
        ((), {}, 'config = "a=1"', ["config in", "a list of texts like key=value"]),
        ((), {}, 'config = ["a=b", 5]', ["config in", "has 5", "key=value"]),
        ((), {}, "model = [1]", ["model in", "a list", "a text"]),
        ((), {}, "log_file = 'a\\u0000b'".replace("'", '"'), ["log_file in", "zero byte"]),
        ((), {}, f"model = {'[' * 5000}", ["config.toml", "nested too deeply"]),
        ((), {"final_only": "perhaps"}, None, ["CODEX_TUI_FINAL_ONLY", '"perhaps"', "true or false"]),
        ((), {}, "final_only = 1", ["final_only in", "1", "true or false"]),
        ((), {}, "model = 5", ["model in", "5", "a text"]),
        (("--notify", "smoke"), {}, None, ["--notify", "smoke", "auto, bell, osc9, osc777, off"]),
        (
            (),
            {"notify_command": "say 'hello"},
            None,
            ["CODEX_TUI_NOTIFY_COMMAND", "say 'hello", "each quote has its end"],
        ),
        ((), {}, "keys = 5", ["keys in", "5", "a table"]),
        ((), {}, '[keys]\n"threads.new" = 5', ["keys in", "threads.new is 5", "a text"]),
        ((), {}, "filters = 5", ["filters in", "5", "a table of names and filters"]),
        ((), {"cwd": "/does/not/exist"}, None, ["CODEX_TUI_CWD", "/does/not/exist", "a folder that exists"]),
        ((), {}, "colour = true\nmodle = 1", ["config.toml", "colour, modle", "model"]),
        ((), {}, "model = ", ["config.toml", "cannot be read", "Mend it or move it away"]),
        ((), {}, b"model = '\xff'", ["config.toml", "cannot be read", "not UTF-8 text (byte 10)", "Mend it"]),
    ],
)
def test_a_complaint_is_one_line_that_names_it(
    tmp_path: Path, flags: tuple[str, ...], environment: dict[str, str], file: str | bytes | None, parts: list[str]
) -> None:
    text = complaint(tmp_path, *flags, file=file, **environment)

    assert [part for part in parts if part not in text] == [], text


def test_a_config_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()

    assert complaint(tmp_path).endswith("config.toml cannot be read: Is a directory. Mend it or move it away.")


def test_the_config_file_can_be_named() -> None:
    assert config_path({"CODEX_TUI_CONFIG_FILE": "/elsewhere/mine.toml"}) == Path("/elsewhere/mine.toml")
    assert config_path({}).name == "config.toml" and "codex-tui" in config_path({}).parts


def test_the_audit_file_is_the_named_one_or_ours_or_none() -> None:
    own = Path("/demo/audit.jsonl")

    assert audit_path(Settings(audit="off"), own) is None
    assert audit_path(Settings(audit="/named.jsonl"), own) == Path("/named.jsonl")
    assert audit_path(Settings(), own) == own


def test_the_audit_file_of_a_person_is_in_their_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert audit_path(Settings()) == tmp_path / "codex-tui" / "audit.jsonl"


def test_every_setting_of_the_file_is_a_setting() -> None:
    assert CONFIG_KEYS <= set(Settings.__dataclass_fields__)
