"""Checks the config file's keys before anything is drawn: a key that means two things could decide the wrong one."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from codex_tui.ui.keys import KEYS, Key, Where, bound_keys

MODIFIERS = ("ctrl", "shift", "alt", "meta", "super", "hyper")
LISTS = (Where.THREADS, Where.STREAM, Where.INBOX, Where.WIRE)
SCOPES: tuple[frozenset[Where], ...] = (
    *(frozenset({Where.ANYWHERE, Where.LISTS, place}) for place in LISTS),
    frozenset({Where.ANYWHERE, Where.LISTS, Where.REPLAY}),
    frozenset({Where.ANYWHERE, Where.LISTS, Where.STATS}),
    frozenset({Where.ANYWHERE, Where.FILTER}),
    frozenset({Where.ANYWHERE, Where.COMPOSER}),
    frozenset({Where.ANYWHERE, Where.FORM, Where.OPTIONS}),
)
"""Places whose keys work at the same time."""
_NAMED_KEYS = frozenset(key.value.rpartition("+")[2] for key in Keys) | frozenset(KEY_NAME_REPLACEMENTS.values())


def check_keymap(keys: Mapping[str, str]) -> dict[str, str]:
    """The config file's keys by id.

    Raises ValueError, naming it, for an id or a key that does not exist, and for two ids that would share a key.
    """
    unknown = sorted(keys.keys() - {key.id for key in KEYS})
    if unknown:
        raise ValueError(f"[keys] names keys that do not exist: {', '.join(unknown)}. :help lists what there is.")
    for key_id, names in keys.items():
        wrong = [name for name in _split(names) if not _is_key_name(name)]
        if wrong or not _split(names):
            raise ValueError(
                f"[keys] {key_id} = {json.dumps(names)} is no key. Give names like a, ctrl+x, f7 or slash."
            )
    for scope in SCOPES:
        _refuse_shared(scope, keys)
    return dict(keys)


def _refuse_shared(scope: frozenset[Where], keys: Mapping[str, str]) -> None:
    taken: dict[str, Key] = {}
    for key in KEYS:
        if key.where not in scope:
            continue
        for name in _split(bound_keys(key.id, keys)):
            other = taken.setdefault(name, key)
            if other is not key and (key.id in keys or other.id in keys):
                raise ValueError(f"[keys] {name} would mean both {other.id} and {key.id}. Give each a key of its own.")


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _is_key_name(name: str) -> bool:
    *modifiers, last = name.split("+")
    if any(modifier not in MODIFIERS for modifier in modifiers):
        return False
    if len(last) == 1:
        return last.isprintable() and not last.isspace()
    return last in _NAMED_KEYS or _is_character_name(last)


def _is_character_name(name: str) -> bool:
    """Textual names what is no letter or digit by its Unicode name, such as `question_mark`."""
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True
