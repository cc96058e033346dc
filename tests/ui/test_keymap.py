"""The config file's keys: what does not exist or would mean two things is refused before anything is drawn."""

from __future__ import annotations

import pytest

from codex_tui.ui.keymap import check_keymap


def test_the_defaults_share_no_key_where_they_work_together() -> None:
    every = {"inbox.accept": "a"}
    assert check_keymap(every) == every


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"inbox.nope": "x"}, "inbox.nope"),
        ({"inbox.accept": "nonsense key"}, '"nonsense key"'),
        ({"inbox.accept": ""}, "inbox.accept"),
        ({"inbox.accept": "d"}, "inbox.accept and inbox.decline"),
        ({"inbox.accept": "j"}, "lists.down and inbox.accept"),
        ({"inbox.accept": "f8"}, "anywhere.interrupt and inbox.accept"),
        ({"anywhere.help": "ctrl+q"}, "anywhere.help and anywhere.quit"),
        ({"composer.send": "ctrl+j"}, "composer.send and composer.newline"),
    ],
)
def test_a_wrong_key_is_named(keys: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=r"\[keys\]") as refused:
        check_keymap(keys)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    "name", ["A", "ctrl+x", "f12", "backslash", "question_mark", "shift+tab", "ctrl+shift+left", "x,z"]
)
def test_names_that_textual_knows_are_taken(name: str) -> None:
    assert check_keymap({"inbox.accept": name}) == {"inbox.accept": name}


def test_a_key_may_mean_another_thing_in_another_pane() -> None:
    assert check_keymap({"wire_log.follow": "d"})


def test_two_keys_may_change_places() -> None:
    assert check_keymap({"inbox.accept": "d", "inbox.decline": "a"})
