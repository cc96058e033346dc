"""What was set, and where: each reader checks one kind of value and names the setting, its place and its remedy."""

from __future__ import annotations

import math
import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MAX_SHOWN_CHARS = 100


class SettingsError(Exception):
    """A setting is wrong; the text names it, where it stands, and what to do."""


class SettingValues:
    """What was set, and where each thing stands; every reader raises SettingsError where a value does not fit."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._places: dict[str, str] = {}

    def add(self, values: Mapping[str, Any], place_of: Callable[[str], str]) -> None:
        """These win over what was added before."""
        self._values.update(values)
        self._places.update({name: place_of(name) for name in values})

    def text(self, name: str) -> str | None:
        """A text; an empty one is none."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong(name, value, "a text")
        return value or None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of key=value."""
        value = self._values.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, value, "a list of texts like key=value")
        for each in value:
            if not isinstance(each, str) or "=" not in each:
                raise SettingsError(f"{self._places[name]} has {shown_value(each)}, but must have key=value.")
        return tuple(value)

    def switch(self, name: str) -> bool:
        """On or off; the environment has words for it."""
        value = self._values.get(name, False)
        if isinstance(value, str) and value.lower() in ("1", "true", "yes", "0", "false", "no"):
            return value.lower() in ("1", "true", "yes")
        if not isinstance(value, bool):
            raise self._wrong(name, value, "true or false")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        """One of some texts."""
        value = self.text(name)
        if value is not None and value not in choices:
            raise self._wrong(name, value, f"one of {', '.join(choices)}")
        return value

    def path(self, name: str) -> Path | None:
        """A path, made absolute; one below a home that does not exist stays as it is."""
        value = self.text(name)
        if value is not None and "\0" in value:
            raise self._wrong(name, value, "a path, which has no zero byte")
        return Path(os.path.expanduser(value)).absolute() if value is not None else None

    def folder(self, name: str) -> str | None:
        """A folder that exists."""
        path = self.path(name)
        if path is None:
            return None
        if not path.is_dir():
            raise self._wrong(name, str(path), "a folder that exists")
        return str(path)

    def command(self, name: str, *, instead_of: str = "") -> tuple[str, ...]:
        """A command as a shell splits it, where the other setting is not there."""
        value = self.text(name)
        if value is None:
            return ()
        if instead_of and self.text(instead_of) is not None:
            raise SettingsError(f"{self._places[name]} and {self._places[instead_of]} exclude each other.")
        try:
            return tuple(shlex.split(value))
        except ValueError:
            raise self._wrong(name, value, "a command in which each quote has its end") from None

    def seconds(self, name: str, least: float) -> float | None:
        """A number of seconds; the environment and flags have it as a text."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            seconds = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            seconds = math.nan
        if not least <= seconds < math.inf:
            raise self._wrong(name, value, f"a number of seconds from {least:g} up")
        return seconds

    def table(self, name: str, what: str) -> dict[str, str]:
        """Names to texts; whether they mean something is known where they are used."""
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise self._wrong(name, value, f"a table of {what}")
        for key, each in value.items():
            if not isinstance(each, str):
                raise SettingsError(f"{self._places[name]}: {key} is {shown_value(each)}, but must be a text.")
        return dict(value)

    def _wrong(self, name: str, value: object, wanted: str) -> SettingsError:
        return SettingsError(f"{self._places[name]} is {shown_value(value)}, but must be {wanted}.")


def shown_value(value: object) -> str:
    """What was set, as it may be said to a person."""
    match value:
        case str():
            shown = value if len(value) <= MAX_SHOWN_CHARS else f"{value[:MAX_SHOWN_CHARS]}…"
            return f'"{shown}"'
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return str(value)[:MAX_SHOWN_CHARS]
