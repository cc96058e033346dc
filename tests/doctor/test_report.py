"""The report as text and as JSON."""

from __future__ import annotations

import io
import json

from codex_tui.doctor.report import Report, as_json
from codex_tui.doctor.results import Result, Status, ok, problem, remark
from codex_tui.version import VERSION

HOSTILE = problem("account", "no\x1b[2Jaccount\u202e", "Log in.\x07")


def printed(result: Result, encoding: str = "utf-8", *, is_terminal: bool = False, has_colour: bool = False) -> str:
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding=encoding, write_through=True)
    Report(out, is_terminal, has_colour).show(result)
    return data.getvalue().decode(encoding)


def test_signs_and_remedies_stand_in_columns() -> None:
    assert printed(ok("codex_home", "fine")) == "✓ codex home    fine\n"
    assert printed(remark("copy", "unknown", "Try it.")) == "! copy          unknown\n                → Try it.\n"


def test_without_utf8_everything_is_ascii() -> None:
    text = printed(problem("app_server", "“nein” … é", "Mend it."), "ascii")

    assert text == 'x app server    "nein" ... \\xe9\n                -> Mend it.\n'


def test_hostile_words_are_shown_by_name() -> None:
    text = printed(HOSTILE)

    assert "\x1b" not in text and "\u202e" not in text and "\x07" not in text
    assert "␛[2J" in text


def test_colour_is_for_the_sign_only() -> None:
    assert printed(ok("size", "80x24"), has_colour=True) == "\x1b[32m✓\x1b[0m size          80x24\n"


def test_progress_is_wiped_from_a_terminal_and_not_written_elsewhere() -> None:
    terminal, pipe = io.StringIO(), io.StringIO()
    Report(terminal, True, False).tell("protocol")
    Report(pipe, False, False).tell("protocol")

    assert "protocol" in terminal.getvalue() and pipe.getvalue() == ""
    assert printed(ok("size", "80x24"), is_terminal=True).startswith("\r\x1b[K")


def test_the_json_has_the_documented_keys_and_no_raw_control_character() -> None:
    text = as_json([ok("size", "80x24", columns=80), HOSTILE])
    report = json.loads(text)

    assert "\x1b" not in text and "\u202e" not in text
    assert {key: report[key] for key in ("schema", "codex_tui", "is_well")} == {
        "schema": 1,
        "codex_tui": VERSION,
        "is_well": False,
    }
    assert report["checks"][0] == {
        "id": "size",
        "status": Status.OK.value,
        "detail": "80x24",
        "remedy": "",
        "notes": [],
        "facts": {"columns": 80},
    }
    assert report["checks"][1]["detail"] == HOSTILE.detail
