"""A permission profile taken apart and put together: what was not chosen is never in it."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.permissions import granted_profile, permission_parts


def entry(path: str, access: str) -> dict[str, Any]:
    return {"path": {"type": "path", "path": path}, "access": access}


SECRET = entry("/srv/shared/secret", "deny")
GLOB = {"path": {"type": "glob_pattern", "pattern": "*.lock"}, "access": "write"}
PROFILE: dict[str, Any] = {
    "network": {"enabled": True},
    "fileSystem": {
        "read": ["/srv/data"],
        "write": ["/srv/shared"],
        "entries": [entry("/srv/data", "read"), entry("/srv/shared", "write"), GLOB, SECRET],
        "globScanMaxDepth": 3,
    },
}


def test_each_permission_is_one_part_although_it_is_named_twice() -> None:
    assert permission_parts(PROFILE) == (
        {"network": {"enabled": True}},
        {"fileSystem": {"read": ["/srv/data"], "entries": [entry("/srv/data", "read")]}},
        {"fileSystem": {"write": ["/srv/shared"], "entries": [entry("/srv/shared", "write")]}},
        {"fileSystem": {"entries": [GLOB]}},
    )


def test_the_network_alone_grants_no_file() -> None:
    assert granted_profile(PROFILE, (0,)) == {"network": {"enabled": True}}


def test_a_path_alone_keeps_what_the_request_takes_away_from_it() -> None:
    assert granted_profile(PROFILE, (2,)) == {
        "fileSystem": {
            "write": ["/srv/shared"],
            "entries": [entry("/srv/shared", "write"), SECRET],
            "globScanMaxDepth": 3,
        }
    }


def test_all_parts_are_what_was_asked_for() -> None:
    assert granted_profile(PROFILE, range(4)) == PROFILE


def test_nothing_is_nothing() -> None:
    assert granted_profile(PROFILE, ()) == {}


@pytest.mark.parametrize("position", [4, -1])
def test_what_was_not_asked_for_cannot_be_granted(position: int) -> None:
    with pytest.raises(IndexError):
        granted_profile(PROFILE, (position,))


@pytest.mark.parametrize("profile", [None, 5, [], {}, {"network": {"enabled": False}}, {"network": None}])
def test_a_profile_that_asks_for_nothing_has_no_part(profile: Any) -> None:
    assert permission_parts(profile) == ()


def test_what_is_not_understood_is_a_part_of_its_own() -> None:
    profile = {"macos": {"automation": "all"}, "fileSystem": {"read": [{"odd": 1}], "entries": ["odd"]}}

    assert permission_parts(profile) == (
        {"macos": {"automation": "all"}},
        {"fileSystem": {"read": [{"odd": 1}]}},
        {"fileSystem": {"entries": ["odd"]}},
    )
