"""Secrets that are found by their shape, and texts that only look a little like one."""

from __future__ import annotations

import json
import re

import pytest

from codex_tui.runtime.secret_shapes import SHAPE_HINT, without_shapes

JWT = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTU0MjMwMzJ9.c2ln"


def hide(secret: bytes) -> bytes:
    return b"<%d>" % len(secret)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abcdefgh12345678 -X", "Authorization: Bearer <16> -X"),
        ("authorization: basic dXNlcjpwYXNz\n", "authorization: basic <12>\n"),
        ("export K=sk-proj-abcdef0123456789;", "export K=<24>;"),
        (f"ghp_{'a1' * 18} x", "<40> x"),
        (f"github_pat_{'a1' * 18}.", "<47>."),
        (f"glpat-{'a1' * 10}", "<26>"),
        ("xoxb-123456789012-abc", "<21>"),
        ("id AKIAABCDEFGHIJKLMNOP.", "id <20>."),
        (f"AIza{'a' * 35}", "<39>"),
        (f'"{JWT}"', f'"<{len(JWT)}>"'),
        (f"npm_{'a' * 36}", "<40>"),
        (f"hf_{'a' * 34}", "<37>"),
        ("https://user:hunter2@example.org/x", "https://user:<7>@example.org/x"),
        ("sk_live_abcdef0123456789 and rk_live_abcdef0123456789", "<24> and <24>"),
        ("first\nsk-proj-abcdef0123456789", "first\n<24>"),
        (
            '-----BEGIN RSA PRIVATE KEY-----\nMIIE"\n-----END RSA PRIVATE KEY----- "after"',
            '-----BEGIN RSA PRIVATE KEY-----<6>"\n-----END RSA PRIVATE KEY----- "after"',
        ),
    ],
)
def test_shapes_inside_a_text_of_json(text: str, kept: str) -> None:
    line = json.dumps({"text": text}).encode()

    assert json.loads(without_shapes(line, hide)) == {"text": kept}
    assert re.search(SHAPE_HINT, text)


@pytest.mark.parametrize(
    "text",
    [
        "a bearer of good news; the bearer authentication",
        "task-0123456789abcdef0123 and sk-loading-spinner-container",
        "the basic idea, ghs_short, eyJ.not",
        "https://example.org:8080/@x and mailto://a@b",
        '{"tokens": "many", "key": "left"}',
        "01a2078d-5031-7221-866f-682e651f9c65 msg_27e5f2000208",
    ],
)
def test_what_only_looks_like_a_shape_stays(text: str) -> None:
    line = json.dumps({"text": text}).encode()

    assert without_shapes(line, hide) == line
