"""What some versions of the server lack of what this program can ask for, so that it is not offered there.

Known from the schemas and answers of 0.131.0, 0.163.0 and 0.169.0. What lies between two tested versions is not known;
there the server's own refusal says so, once.
"""

from __future__ import annotations

import re

Version = tuple[int, int]
"""Major and minor."""

METHODS_MISSING_TO: dict[str, Version] = {"thread/delete": (0, 131)}
"""Methods that are not there up to this version."""
VALUES_MISSING_TO: dict[tuple[str, str], Version] = {("effort", "max"): (0, 131), ("effort", "ultra"): (0, 131)}
"""Settings' values that are not taken up to this version."""
VALUES_GONE_FROM: dict[tuple[str, str], Version] = {("approval_policy", "on-failure"): (0, 163)}
"""Settings' values that are no longer taken from this version on."""

_NUMBERS = re.compile(r"(\d+)\.(\d+)\.")
_UNKNOWN_METHOD_PREFIX = "Invalid request: unknown variant `"


def missing_methods(version: str) -> frozenset[str]:
    """The methods that are known to be missing; none where the version is not known."""
    numbers = _numbers(version)
    if numbers is None:
        return frozenset()
    return frozenset(method for method, last in METHODS_MISSING_TO.items() if numbers <= last)


def is_taken(setting: str, value: str, version: str) -> bool:
    """Whether the server takes this value, as far as is known; settings are named as in `ThreadSettings`."""
    numbers = _numbers(version)
    if numbers is None:
        return True
    missing_to, gone_from = VALUES_MISSING_TO.get((setting, value)), VALUES_GONE_FROM.get((setting, value))
    return (missing_to is None or numbers > missing_to) and (gone_from is None or numbers < gone_from)


def says_unknown_method(method: str, message: str) -> bool:
    """Whether a refusal says that this version does not have the method."""
    return message.startswith(f"{_UNKNOWN_METHOD_PREFIX}{method}`")


def _numbers(version: str) -> Version | None:
    match = _NUMBERS.match(version)
    numbers = (int(match[1]), int(match[2])) if match is not None else None
    # A development build says 0.0.0, and may be anything.
    return numbers if numbers != (0, 0) else None
