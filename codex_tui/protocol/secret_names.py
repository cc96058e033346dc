"""Which members of a message hold a secret, told by their names: one place for what no kept copy may have.

Names are compared without their case and without `_` and `-`, so that `apiKey`, `api_key` and `X-Api-Key` are one.
"""

from __future__ import annotations

from functools import lru_cache

_SECRET_ENDINGS = (
    "accesskey",
    "apikey",
    "attestation",
    "authcode",
    "authkey",
    "authorization",
    "authorizationcode",
    "authorizationurl",
    "authurl",
    "bearer",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "devicecode",
    "encryptionkey",
    "jwt",
    "pairingcode",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "secrets",
    "sessionkey",
    "signingkey",
    "token",
    "usercode",
)
_HARMLESS_ENDINGS = ("cancellationtoken", "environmentcredentials", "pagetoken", "progresstoken", "userauthorization")
"""Names that end like a secret's: the server's `environmentCredentials` are kinds, `userAuthorization` is a verdict."""
_SECRET_MAPS = ("env", "headers", "shellenvironmentpolicy")
"""Objects of which every value counts as secret, since their own names say nothing."""
_HARMLESS_MAPS = ("envhttpheaders",)
"""Which names variables, not what is in them."""
_COUNT_ENDING = "token"
"""A number under such a name counts tokens of a model."""
_MAX_NAME_CHARS = 200
_LETTERS_COMPARED = 3


@lru_cache(maxsize=1024)
def plain_name(name: str) -> str:
    """A name as it is compared."""
    return name[-_MAX_NAME_CHARS:].lower().replace("_", "").replace("-", "")


def is_secret_name(name: str) -> bool:
    """Whether a member of this name holds a secret."""
    plain = plain_name(name)
    return plain.endswith(_SECRET_ENDINGS) and not plain.endswith(_HARMLESS_ENDINGS)


def is_secret_map_name(name: str) -> bool:
    """Whether an object of this name has secrets under any name, as environments and headers do."""
    plain = plain_name(name)
    is_map = plain == "env" or plain.endswith(_SECRET_MAPS[1:])
    return is_map and not plain.endswith(_HARMLESS_MAPS)


def is_count_name(name: str) -> bool:
    """Whether a number of this name may be a count, while a text is a secret."""
    return plain_name(name).endswith(_COUNT_ENDING)


def is_secret_path(path: str) -> bool:
    """Whether a dotted path into a config leads to a secret, or into an object of secrets."""
    names = [part.strip("\"' ") for part in path.split(".")]
    return any(is_secret_name(name) or is_secret_map_name(name) for name in names)


def key_end_pattern() -> str:
    """A regular expression that finds the quote and colon behind a name that may be a secret's.

    It reads what stands before the colon letter by letter, so that the names in streamed lines are rejected at once.
    """
    tails = _tails((*_SECRET_ENDINGS, *_SECRET_MAPS))
    exact = "|".join("".join(map(_any_case, tail)) for tail in tails)
    return f'":(?<={_letters(tails)}":)(?<=(?:{exact})":)'


def behind_name_pattern(between: str) -> str:
    """A regular expression for a place behind what may be a secret's name and `between`, a pattern of fixed length.

    It only knows which letters may be the last ones, so that little has to be compiled when the program starts.
    """
    return f"(?<={_letters(_tails(_SECRET_ENDINGS))}{between})"


def _tails(endings: tuple[str, ...]) -> list[str]:
    return sorted({ending[-_LETTERS_COMPARED:] for ending in endings})


def _letters(tails: list[str]) -> str:
    return "".join(_any_case(*letters) for letters in zip(*tails, strict=True))


def _any_case(*letters: str) -> str:
    both = {case for letter in letters for case in (letter.lower(), letter.upper())}
    return f"[{''.join(sorted(both))}]"
