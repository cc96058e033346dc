from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.permission_words import permission_words


def test_a_profile_in_words_each_once() -> None:
    profile = {
        "network": {"enabled": True},
        "fileSystem": {
            "read": None,
            "write": ["/srv/shared"],
            "entries": [
                {"path": {"type": "path", "path": "/srv/shared"}, "access": "write"},
                {"path": {"type": "special", "value": {"kind": "root"}}, "access": "read"},
                {"path": {"type": "special", "value": {"kind": "project_roots", "subpath": ".git"}}, "access": "deny"},
                {"path": {"type": "glob_pattern", "pattern": "**/.env"}, "access": "deny"},
            ],
        },
    }
    assert permission_words(profile) == [
        "network access",
        "write /srv/shared",
        "read the whole file system",
        "no access to .git in the project folders",
        "no access to files that match **/.env",
    ]


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ({}, []),
        ({"network": {"enabled": False}}, ["no network access"]),
        ({"network": {"enabled": None}, "fileSystem": None}, []),
        ({"network": True}, ["network: true"]),
        ({"network": {"hosts": ["a"]}}, ['network hosts: ["a"]']),
        ({"microphone": {"enabled": True}}, ['microphone: {"enabled": true}']),
        ({"fileSystem": {"write": [7]}}, ["write: 7"]),
        ({"fileSystem": {"entries": [{"path": {"type": "moon"}, "access": "write"}]}}, None),
        (["all"], ['permissions: ["all"]']),
    ],
)
def test_what_is_not_understood_is_shown_and_not_left_out(profile: Any, words: list[str] | None) -> None:
    shown = permission_words(profile)
    assert shown == (['files: {"path": {"type": "moon"}, "access": "write"}'] if words is None else words)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(("path", "access", "entries", "x")), inner),
    )
)
def test_nothing_that_would_be_granted_goes_unsaid(value: object) -> None:
    assert permission_words({"fileSystem": {"entries": [value]}})
