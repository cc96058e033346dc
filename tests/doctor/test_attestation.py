"""What the doctor calls a problem, from what might have been captured."""

from __future__ import annotations

import json

import pytest

from codex_tui.demo.capture import CapturedRequest
from codex_tui.doctor.attestation import CASES, MODEL_ROUTE, Case, problems_of
from codex_tui.doctor.conversation import Heard

GIVES, DENIES, SLOW, _, NONE = CASES
ERROR = '{"id":0,"error":{"code":-32000,"message":"no"}}'
KEPT = '{"id":0,"result":{"token":"<9 bytes>"}}'


def arrived(status: int | None, token: str | None = None, *, path: str = MODEL_ROUTE) -> CapturedRequest:
    envelope = {"v": 1, "s": status} if token is None else {"v": 1, "s": status, "t": token}
    return CapturedRequest("POST", path, "none", None if status is None else json.dumps(envelope))


def found(case: Case, *captured: CapturedRequest, replies: list[str], version: str = "0.163.0") -> list[str]:
    return list(problems_of(case, "none", Heard(version, replies), captured))


@pytest.mark.parametrize(
    ("case", "captured", "replies"),
    [
        (GIVES, (arrived(0, "made-up.1"), arrived(0, "made-up.2")), [KEPT, KEPT]),
        (DENIES, (arrived(2),), [ERROR]),
        (SLOW, (arrived(1), arrived(None, path="/backend-api/codex/models")), [ERROR]),
        (NONE, (arrived(None),), []),
    ],
)
def test_what_must_be_is_no_problem(case: Case, captured: tuple[CapturedRequest, ...], replies: list[str]) -> None:
    assert found(case, *captured, replies=replies) == []


@pytest.mark.parametrize(
    ("case", "captured", "replies", "problem"),
    [
        (GIVES, (), [], "no request with Upgrade: none arrived"),
        (GIVES, (arrived(0, "made-up.1"), arrived(None)), [KEPT], "1 of 2 requests came without the header"),
        (GIVES, (arrived(2),), [ERROR], "s=2 where s=0 was expected"),
        (GIVES, (arrived(0, "other"),), [KEPT], "not the provider's"),
        (GIVES, (arrived(0, "made-up.1"), arrived(0, "made-up.1")), [KEPT], "arrived twice"),
        (GIVES, (arrived(0, "made-up.1"),), ['{"result":{"token":"made-up.1"}}'], "wire log holds a token"),
        (GIVES, (arrived(0, "made-up.1"), arrived(0, "made-up.2", path="/x")), [KEPT], "/x carries the header"),
        (DENIES, (arrived(2),), [KEPT], "other than an error"),
        (DENIES, (arrived(2, "made-up.1"),), [ERROR], "a token arrived"),
        (NONE, (arrived(2),), [], "asked for a token, or sent the header"),
        (NONE, (arrived(None),), [ERROR], "asked for a token, or sent the header"),
    ],
)
def test_what_must_not_be_is_told(
    case: Case, captured: tuple[CapturedRequest, ...], replies: list[str], problem: str
) -> None:
    assert any(problem in found_problem for found_problem in found(case, *captured, replies=replies))


def test_an_old_version_may_leave_out_the_header_of_some_handshakes() -> None:
    captured = (arrived(None), arrived(0, "made-up.1"))

    assert found(GIVES, *captured, replies=[KEPT], version="0.131.0") == []
    assert found(GIVES, captured[0], replies=[], version="0.131.0") == ["no header arrived"]
