from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.protocol.answers import GrantScope, PermissionsAnswer
from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE
from codex_tui.protocol.requests import REQUEST_MODELS
from codex_tui.state.inbox import EntryState, InboxEntry
from codex_tui.ui.render.cards import Card, CardContext, CardKeys, is_cut, render_card
from tests.ui.render.samples import (
    COMMAND,
    COMMAND_METHOD,
    FILE_CHANGE,
    FILE_METHOD,
    NOW,
    PALETTE,
    THREAD_ID,
    assert_rows_fit,
    entry_for,
    file_change,
    hostile_texts,
    style_at,
    widths,
)

CONTEXT = CardContext("Fix the flaky parser test", home="/home/me", cwd="/home/me/src/parser")


def card_of(
    entry: InboxEntry,
    width: int = 37,
    context: CardContext = CONTEXT,
    *,
    is_selected: bool = False,
    is_armed: bool = True,
) -> Card:
    return render_card(entry, context, width, PALETTE, now=NOW, is_selected=is_selected, is_armed=is_armed)


def text_of(card: Card) -> list[str]:
    return [row.plain.rstrip() for row in card.rows]


def ended(state: EntryState, *, method: str = COMMAND_METHOD, params: Any = None, **facts: Any) -> InboxEntry:
    entry = entry_for(method, params, waited_s=300)
    entry.state, entry.ended_at = state, NOW - 12
    for name, value in facts.items():
        setattr(entry, name, value)
    return entry


def test_a_command_card() -> None:
    assert text_of(card_of(entry_for())) == [
        "┃ COMMAND                      2m 04s",
        "┃ Fix the flaky parser test",
        "┃ $ touch lab.txt && ls -la",
        "┃   in ~/src/parser · local · bash",
        "┃ May I run this outside the sandbox?",
        "┃",
        "┃ 1 Accept",
        "┃ 2 Accept, and from now on allow",
        "┃   commands that start with `touch`",
        "┃ 3 Cancel the turn",
        "┃ d decline · m with a message",
        "┃",
    ]


@pytest.mark.parametrize(
    ("cwd", "rows"),
    [
        ("/home/me", ["in ~ · local · bash"]),
        ("/srv/one/checkouts/of/teams/parser", ["in /srv/one/checkouts/of/teams/pa", "rser", "local · bash"]),
        ("/srv/two/checkouts/of/teams/parser", ["in /srv/two/checkouts/of/teams/pa", "rser", "local · bash"]),
        ("/srv/a\nlocal", ["in /srv/a␊local · local · bash"]),
        ("/srv/p\u0430rser ", ["in /srv/pа‹U+0430›rser␣", "local · bash"]),
    ],
)
def test_the_folder_of_a_command_is_whole(cwd: str, rows: list[str]) -> None:
    shown = text_of(card_of(entry_for(params={**COMMAND, "cwd": cwd})))
    assert shown[3 : 3 + len(rows)] == [f"┃   {row}" for row in rows]
    assert shown[3 + len(rows)] == "┃ May I run this outside the sandbox?"


def test_a_folder_beyond_four_rows_says_that_there_is_more() -> None:
    cwd = "/" + "/".join(f"folder-{number:02}" for number in range(20))
    rows = text_of(card_of(entry_for(params={**COMMAND, "cwd": cwd})))
    assert rows[3].startswith("┃   in /folder-00/") and rows[7] == "┃   … 4 more rows · enter"


def test_every_row_of_a_decision_is_its_button() -> None:
    entry = entry_for()
    accept, amendment, cancel = entry.offered
    assert card_of(entry).buttons == ((6, accept), (7, amendment), (8, amendment), (9, cancel), (10, DECLINE))


def test_a_card_has_the_same_rows_whether_selected_armed_or_not() -> None:
    entry = entry_for()
    cards = [
        card_of(entry, is_selected=selected, is_armed=armed) for selected in (False, True) for armed in (False, True)
    ]
    drawn = [([row[1:] for row in text_of(card)], card.buttons) for card in cards]
    assert all(card == drawn[0] for card in drawn)
    assert style_at(card_of(entry, is_armed=True).rows[6], "1") == PALETTE.accent
    assert style_at(card_of(entry, is_armed=False).rows[6], "1") == PALETTE.faint
    assert style_at(card_of(entry, is_selected=True).rows[0], "▌") == PALETTE.accent
    assert style_at(card_of(entry, is_selected=False).rows[0], "┃") == PALETTE.warning


def test_what_deceives_is_shown_and_marked() -> None:
    entry = entry_for(params={**COMMAND, "command": "ls \u202e; rm -rf \u0430\r\x1b[2K"})
    row = card_of(entry, 60).rows[2]
    assert row.plain.rstrip() == "┃ $ ls ‹U+202E›; rm -rf а␍␛[2K"
    assert style_at(row, "‹U+202E›") == style_at(row, "␍") == PALETTE.revealed


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("/bin/bash -lc 'touch a && ls'", "$ touch a && ls"),
        ("/bin/zsh -lc \"grep -n 'x' a\"", "$ grep -n 'x' a"),
        ("bash -c ls", "$ ls"),
        ('bash -c "echo $HOME"', '$ bash -c "echo $HOME"'),
        ("bash -c 'a'\"'\"'b'", "$ bash -c 'a'\"'\"'b'"),
        ("bash -c 'ls' x", "$ bash -c 'ls' x"),
        ("python -c 'ls'", "$ python -c 'ls'"),
    ],
)
def test_a_shell_is_taken_off_only_where_that_is_beyond_doubt(command: str, shown: str) -> None:
    assert text_of(card_of(entry_for(params={**COMMAND, "command": command}), 60))[2] == f"┃ {shown}"


def test_a_long_command_says_how_much_more_there_is() -> None:
    script = "\n".join(f"echo {number}" for number in range(30))
    rows = text_of(card_of(entry_for(params={**COMMAND, "command": script})))
    assert rows[2:11] == [
        "┃ $ echo 0",
        *[f"┃   echo {number}" for number in range(1, 7)],
        "┃   … 23 more rows · enter",
        "┃   in ~/src/parser · local",
    ]
    huge = card_of(entry_for(params={**COMMAND, "command": "x" * 1_000_000}))
    assert "… over " in text_of(huge)[9]
    assert len(huge.rows) == 19


def test_network_access_names_the_host_and_has_no_command() -> None:
    amendment = {"applyNetworkPolicyAmendment": {"network_policy_amendment": {"host": "example.org", "action": "deny"}}}
    params = {
        "threadId": THREAD_ID,
        "environmentId": "local",
        "networkApprovalContext": {"host": "example.org", "protocol": "https"},
        "availableDecisions": ["accept", amendment],
    }
    assert text_of(card_of(entry_for(params=params)))[:7] == [
        "┃ NETWORK ACCESS               2m 04s",
        "┃ Fix the flaky parser test",
        "┃ example.org (https)",
        "┃   local",
        "┃",
        "┃ 1 Accept",
        "┃ 2 Deny example.org from now on",
    ]


def test_extra_permissions_are_listed() -> None:
    extra = {"network": {"enabled": True}, "fileSystem": {"write": ["/srv/shared"]}}
    rows = text_of(card_of(entry_for(params={**COMMAND, "additionalPermissions": extra})))
    assert rows[5:7] == ["┃ + network access", "┃ + write /srv/shared"]


def test_a_file_change_card_lists_files_and_changed_lines() -> None:
    change = file_change(
        ("/home/me/src/parser/a.py", "update", "@@ -1,2 +1,2 @@\n x\n-old\n+new\n"),
        ("/etc/hosts", "add", "".join(f"line {number}\n" for number in range(9))),
    )
    context = replace(CONTEXT, parent_title="Rewrite the README", change=change)
    entry = entry_for(FILE_METHOD, {**FILE_CHANGE, "reason": "Two files", "grantRoot": "/srv"}, waited_s=11)
    card = card_of(entry, context=context)
    assert text_of(card) == [
        "┃ FILE CHANGE                     11s",
        "┃ Fix the flaky parser test",
        "┃ └ sub-agent of Rewrite the README",
        "┃ Two files",
        "┃ asks to write anywhere under /srv",
        "┃ for the rest of the session",
        "┃ ± a.py                        +1 −1",
        "┃ 2 − old",
        "┃ 2 + new",
        "┃ + /etc/hosts          outside +9",
        "┃ 1 + line 0",
        "┃ 2 + line 1",
        "┃ 3 + line 2",
        "┃ 4 + line 3",
        "┃ 5 + line 4",
        "┃ 6 + line 5",
        "┃   … 3 more lines · enter",
        "┃",
        "┃ 1 Accept, and allow writing",
        "┃   anywhere under /srv",
        "┃ 2 Accept for this session",
        "┃ 3 Decline",
        "┃ 4 Cancel the turn",
        "┃ m Decline with a message",
        "┃",
    ]
    assert style_at(card.rows[7], "┃") == PALETTE.warning
    assert card.buttons == ((18, ACCEPT), (19, ACCEPT), (20, ACCEPT_FOR_SESSION), (21, DECLINE), (22, CANCEL))


@pytest.mark.parametrize(("max_rows", "left_out"), [(8, "3 more lines"), (10, "1 more line"), (11, "")])
def test_a_diff_has_the_rows_that_the_inbox_can_spare(max_rows: int, left_out: str) -> None:
    change = file_change(("a.py", "update", "@@ -1,2 +1,2 @@\n x\n-old\n+new\n"), ("b.py", "add", "line\n" * 9))
    context = replace(CONTEXT, change=change, max_diff_rows=max_rows)
    entry = entry_for(FILE_METHOD, FILE_CHANGE)
    text = "\n".join(text_of(card_of(entry, context=context)))

    assert text.count("+ line") == max_rows - 2
    assert (left_out in text) if left_out else ("more line" not in text)
    assert is_cut(entry, context, 38, PALETTE) == bool(left_out)


def test_a_file_change_whose_files_are_not_known_warns() -> None:
    card = card_of(entry_for(FILE_METHOD, FILE_CHANGE))
    assert style_at(card.rows[2], "The files of this patch are not") == PALETTE.warning


def test_many_files_are_counted() -> None:
    change = file_change(*[(f"f{number}", "add", "x\n") for number in range(9)])
    rows = text_of(card_of(entry_for(FILE_METHOD, FILE_CHANGE), context=replace(CONTEXT, change=change)))
    assert rows[2] == "┃ + f0                             +1"
    assert rows[8] == "┃   … 3 more files · enter"


def test_a_card_says_how_many_it_stands_for_and_what_covers_it() -> None:
    context = replace(CONTEXT, count=3, is_marked=True, grant=ACCEPT_FOR_SESSION)
    rows = text_of(card_of(entry_for(), 60, context))

    assert rows[0].startswith("┃ ● COMMAND ×3 ") and rows[0].endswith("2m 04s")
    assert "┃ covered by your grant for the session; the server still" in rows


def test_the_keys_are_named_as_they_are_bound() -> None:
    rows = text_of(card_of(entry_for(), context=replace(CONTEXT, keys=CardKeys("x", "ctrl+x"))))
    assert "┃ x decline · ctrl+x with a message" in rows


@pytest.mark.parametrize(
    ("entry", "rows", "outcome", "style"),
    [
        (
            ended(EntryState.RESOLVED, decision=ACCEPT),
            ["│ COMMAND  accepted · resolved    12s", "│ Fix the flaky… · $ touch lab.txt…"],
            "accepted · resolved",
            PALETTE.success,
        ),
        (
            ended(EntryState.ANSWERED, decision=DECLINE),
            ["│ COMMAND  declined · sent        12s", "│ Fix the flaky… · $ touch lab.txt…"],
            "declined · sent",
            PALETTE.muted,
        ),
        (
            ended(EntryState.ANSWERING, decision=CANCEL, ended_at=None),
            ["│ COMMAND  cancelled · sending", "│ Fix the flaky… · $ touch lab.txt…"],
            "cancelled · sending",
            PALETTE.accent,
        ),
        (
            ended(EntryState.WITHDRAWN, outcome="withdrawn: the turn was interrupted"),
            [
                "│ COMMAND                         12s",
                "│ withdrawn: the turn was interrupted",
                "│ Fix the flaky… · $ touch lab.txt…",
            ],
            "withdrawn: the turn was interrupted",
            PALETTE.muted,
        ),
        (
            ended(EntryState.WITHDRAWN, outcome="decided elsewhere"),
            ["│ COMMAND  decided elsewhere      12s", "│ Fix the flaky… · $ touch lab.txt…"],
            "decided elsewhere",
            PALETTE.muted,
        ),
        (
            ended(EntryState.LOST, outcome="lost with the server"),
            ["│ COMMAND  lost with the server   12s", "│ Fix the flaky… · $ touch lab.txt…"],
            "lost with the server",
            PALETTE.error,
        ),
    ],
)
def test_an_ended_card_is_history_in_few_rows(entry: InboxEntry, rows: list[str], outcome: str, style: object) -> None:
    card = card_of(entry)
    assert text_of(card) == rows
    assert card.buttons == ()
    outcome_row = next(row for row in card.rows if outcome in row.plain)
    assert style_at(outcome_row, outcome) == style


def test_the_selected_card_of_history_has_a_thicker_bar() -> None:
    entry = ended(EntryState.RESOLVED, decision=ACCEPT)

    assert {row[0] for row in text_of(card_of(entry, is_selected=True))} == {"▌"}


def test_what_was_granted_is_said_whole_in_history() -> None:
    permissions = {"network": {"enabled": True}, "fileSystem": {"read": ["/srv/a/rather/long/path/to/read"]}}
    params = {"threadId": "t", "turnId": "u", "itemId": "i", "cwd": "/w", "reason": "", "permissions": permissions}
    entry = ended(EntryState.RESOLVED, method="item/permissions/requestApproval", params=params)
    entry.answer = PermissionsAnswer((0, 1), GrantScope.SESSION)

    assert text_of(card_of(entry)) == [
        "│ PERMISSIONS                     12s",
        "│ granted for the session ·\N{NO-BREAK SPACE}resolved",
        "│ Fix the flaky parser test",
        "│ network access, read",
        "│ /srv/a/rather/long/path/to/read",
    ]


def test_what_a_policy_answered_says_how_long_ago() -> None:
    entry = ended(EntryState.BY_POLICY, method="attestation/generate", params={}, outcome="refused · by policy")
    assert text_of(card_of(entry, 42, CardContext())) == ["│ ATTESTATION  refused · by policy     12s"]


def test_an_unknown_method_shows_itself_and_its_parameters() -> None:
    entry = entry_for("item/newThing/ask", {"hello": [1, 2]}, waited_s=2)
    assert text_of(card_of(entry, context=CardContext())) == [
        "┃ UNKNOWN                          2s",
        "┃ item/newThing/ask",
        '┃ {"hello": [1, 2]}',
        "┃",
    ]


@pytest.mark.parametrize("method", [*REQUEST_MODELS, "item/newThing/ask"])
@given(text=hostile_texts, width=widths, state=st.sampled_from(EntryState))
def test_hostile_requests_keep_the_cells(method: str, text: str, width: int, state: EntryState) -> None:
    params = {
        name: text
        for name in ("threadId", "reason", "command", "cwd", "grantRoot", "message", "serverName", "tool", "arguments")
    }
    rule = {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": [text]}}
    more: dict[str, Any] = {
        "availableDecisions": ["accept", rule, text, {text: text}],
        "permissions": {text: text, "fileSystem": {"write": [text]}},
        "questions": [{"question": text, "options": [{"label": text}]}, text],
        "networkApprovalContext": {"host": text} if len(text) % 2 else None,
        "fileChanges": {text: {}},
    }
    command: object = [text] if method == "execCommandApproval" else text
    entry = entry_for(method, {**params, "command": command, **more})
    entry.state, entry.outcome = state, text
    context = CardContext(text, text, text, file_change((text, "update", text)), text)
    card = card_of(entry, width, context)
    assert_rows_fit(card.rows, width)
    assert all(
        0 <= row < len(card.rows) and decision in (*entry.offered, *entry.refusals) for row, decision in card.buttons
    )
    if entry.is_decidable:
        wires = {decision.wire for _, decision in card.buttons if isinstance(decision.wire, str)}
        assert wires >= ({"decline"} if entry.form is not None else {"accept", "decline"})
        assert (card.answer_row is None) == (entry.form is None)
