"""What counts as a token."""

from __future__ import annotations

import pytest

from codex_tui.runtime.tokens import MAX_TOKEN_BYTES, TokenRefused, UsedTokens, checked_token


def test_white_space_around_a_token_is_no_part_of_it() -> None:
    assert checked_token(b"\n v1.abc/+=~! \r\n") == "v1.abc/+=~!"


def test_longest_token_passes() -> None:
    assert len(checked_token(b"x" * MAX_TOKEN_BYTES)) == MAX_TOKEN_BYTES


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (b"", "nothing"),
        (b" \n", "nothing"),
        (b"two words", "visible ASCII"),
        (b"two\nlines", "visible ASCII"),
        (b"\x1b[31mred", "visible ASCII"),
        ("clé".encode(), "visible ASCII"),
        (b"\xff\xfe", "visible ASCII"),
        (b"del\x7f", "visible ASCII"),
        (b"x" * (MAX_TOKEN_BYTES + 1), "8192 bytes"),
    ],
)
def test_rubbish_is_refused_without_being_repeated(output: bytes, why: str) -> None:
    with pytest.raises(TokenRefused, match=why) as refused:
        checked_token(output)

    assert not output.strip() or output.decode("latin-1") not in str(refused.value)


def test_token_has_one_use() -> None:
    used = UsedTokens()
    used.refuse_used("one")

    assert used.take("one") == "one"
    assert used.take("two") == "two"
    with pytest.raises(TokenRefused, match="used before"):
        used.refuse_used("one")
    with pytest.raises(TokenRefused, match="used before"):
        used.take("one")
