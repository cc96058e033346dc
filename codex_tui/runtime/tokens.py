"""What may be sent as an attestation token: something that fits an HTTP header, and nothing that was sent before."""

from __future__ import annotations

from hashlib import sha256

MAX_TOKEN_BYTES = 8 * 1024
"""A longer one can break the request that carries it (PROTOCOL.md, section 3)."""


class TokenRefused(Exception):
    """There is no token to send; the text says why and never holds what the provider gave."""


def checked_token(output: bytes) -> str:
    """The token in a provider's output, without white space around it; raises TokenRefused."""
    token = output.strip()
    if not token:
        raise TokenRefused("the provider gave nothing")
    if len(token) > MAX_TOKEN_BYTES:
        raise TokenRefused(f"the provider gave more than {MAX_TOKEN_BYTES} bytes")
    if not all(0x21 <= byte <= 0x7E for byte in token):
        raise TokenRefused("the provider gave something other than visible ASCII characters")
    return token.decode("ascii")


class UsedTokens:
    """Digests of the tokens that were sent, since none may be sent twice."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def refuse_used(self, token: str) -> None:
        """Raise TokenRefused where the token has had its one use."""
        if _digest(token) in self._digests:
            raise TokenRefused("the provider gave a token that was used before")

    def take(self, token: str) -> str:
        """Give the token for its one use; raises TokenRefused where it has had it already."""
        self.refuse_used(token)
        self._digests.add(_digest(token))
        return token


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
