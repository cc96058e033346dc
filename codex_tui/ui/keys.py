"""The one table of keys: bindings, footer, help screen and command palette are all made from it.

Every key has an id under which the config file's `[keys]` section can rebind it. `action` is a Textual action; those
that begin with `app.run(` name a command of `ui/commands.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding, BindingType


class Where(StrEnum):
    """Where a key works, in the order of the help screen."""

    ANYWHERE = "anywhere"
    LISTS = "lists"
    THREADS = "threads"
    STREAM = "item stream"
    INBOX = "inbox"
    WIRE = "wire log"
    FILTER = "filter"
    COMPOSER = "composer"
    FORM = "form"
    OPTIONS = "form options"
    REPLAY = "replay"
    STATS = "statistics"
    MESSAGE = "message"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its default keys (comma-separated), what it does, and how footer and help call it."""

    id: str
    keys: str
    action: str
    where: Where
    label: str
    help: str
    is_in_footer: bool = False


def _key(where: Where, name: str, keys: str, action: str, label: str, help_text: str, *, footer: bool = False) -> Key:
    prefix = where.value.replace(" ", "_")
    return Key(f"{prefix}.{name}", keys, action, where, label, help_text, footer)


_A, _L, _T, _S, _I, _W, _Q, _C, _F, _O, _R, _X, _M, _E = Where

KEYS: tuple[Key, ...] = (
    _key(_A, "help", "f1", "app.run('help')", "Help", "Show all keys and commands", footer=True),
    _key(_A, "threads", "f2", "app.show('threads')", "Threads", "Go to the threads", footer=True),
    _key(_A, "stream", "f3", "app.show('stream')", "Stream", "Go to the item stream", footer=True),
    _key(_A, "wire", "f4", "app.show('wire')", "Wire", "Go to the wire log", footer=True),
    _key(_A, "inbox", "f5", "app.show('inbox')", "Inbox", "Go to the inbox", footer=True),
    _key(_A, "composer", "f6", "app.show('composer')", "Compose", "Go to the composer", footer=True),
    _key(
        _A,
        "next_decision",
        "ctrl+g",
        "app.run('next')",
        "Next decision",
        "Go to the next request that waits",
        footer=True,
    ),
    _key(_A, "new_thread", "ctrl+n", "app.run('new')", "New thread", "Start a new thread"),
    _key(_A, "interrupt", "f8", "app.run('interrupt')", "Interrupt", "Interrupt the active turn", footer=True),
    _key(_A, "restart", "ctrl+r", "app.run('restart')", "Restart", "Start a server after one was lost", footer=True),
    _key(_A, "final_only", "f9", "app.run('final-only')", "Final only", "Show only finished messages and tool items"),
    _key(
        _A,
        "maximise",
        "f10",
        "app.run('maximise')",
        "Maximise",
        "Give the focused pane the whole screen, or give it back",
    ),
    _key(_A, "palette", "ctrl+p", "app.command_palette", "Palette", "Find any command by name", footer=True),
    _key(_A, "suspend", "ctrl+z", "app.suspend_process", "Suspend", "Put this program to sleep; fg wakes it"),
    _key(_A, "quit", "ctrl+q", "app.quit", "Quit", "End the app-server and leave", footer=True),
    _key(_R, "pause", "f7,space", "pause", "Pause", "Pause the replay, or go on", footer=True),
    _key(_R, "step", "full_stop", "step", "Step", "Pause, and show one more message", footer=True),
    _key(_R, "faster", "plus", "change_speed(1)", "Faster", "Play faster", footer=True),
    _key(_R, "slower", "minus", "change_speed(-1)", "Slower", "Play slower"),
    _key(_R, "back", "left", "skip(-10)", "−10 s", "Ten recorded seconds back"),
    _key(_R, "forward", "right", "skip(10)", "+10 s", "Ten recorded seconds on"),
    _key(_R, "stay", "escape", "stay", "Stay", "Stay where a jump is on its way", footer=True),
    _key(_R, "find", "ctrl+f", "find", "Find", "Go on to the next message with a text"),
    _key(_R, "command", "colon", "type_command", "Command", "Type a :command, such as :jump", footer=True),
    _key(_L, "up", "up,k", "cursor_up", "Up", "One up"),
    _key(_L, "down", "down,j", "cursor_down", "Down", "One down"),
    _key(_L, "page_up", "pageup", "page_up", "Page up", "One page up"),
    _key(_L, "page_down", "pagedown", "page_down", "Page down", "One page down"),
    _key(_L, "first", "g,home", "first", "First", "To the first"),
    _key(_L, "last", "G,end", "last", "Last", "To the last"),
    _key(_L, "filter", "slash", "filter", "Filter", "Filter this list", footer=True),
    _key(_L, "activate", "enter", "activate", "Open", "Open, or show the details", footer=True),
    _key(_L, "back", "escape", "back", "Back", "Clear the filter, or go back"),
    _key(_L, "copy", "y", "copy", "Copy", "Copy what is under the cursor"),
    _key(_T, "new", "n", "app.run('new')", "New", "Start a new thread", footer=True),
    _key(_T, "resume", "r", "app.run('resume')", "Resume", "Load the thread in this server", footer=True),
    _key(_T, "fork", "f", "app.run('fork')", "Fork", "Start a copy of the thread", footer=True),
    _key(_T, "rename", "R", "app.run('rename')", "Rename", "Give the thread a name", footer=True),
    _key(_T, "archive", "A", "app.run('archive')", "Archive", "Put the thread away, or take it back", footer=True),
    _key(_T, "delete", "D", "app.run('delete')", "Delete", "Delete the thread for good (asks)", footer=True),
    _key(_T, "order", "o", "order", "Order", "Newest first, last used first, or by name", footer=True),
    _key(_T, "status_filter", "s", "status_filter", "Status", "Show one status group, or all", footer=True),
    _key(_S, "full", "o", "full", "Full screen", "The item's diff or output, full screen", footer=True),
    _key(_S, "wire", "w", "wire", "Its messages", "Show the item's wire messages", footer=True),
    *(
        _key(_I, f"decide_{n}", str(n), f"decide({n})", f"Decision {n}", f"Choose the decision numbered {n}")
        for n in range(1, 10)
    ),
    _key(_I, "accept", "a", "accept", "Accept", "Accept, this once", footer=True),
    _key(
        _I,
        "accept_session",
        "s",
        "accept_session",
        "Session",
        "Accept for the session, where offered (asks)",
        footer=True,
    ),
    _key(_I, "decline", "d", "decline", "Decline", "Decline; the turn goes on", footer=True),
    _key(_I, "decline_message", "m", "decline_message", "Decline…", "Decline, and tell the agent why", footer=True),
    _key(_I, "cancel", "c", "cancel", "Cancel", "Decline and interrupt the turn, where offered", footer=True),
    _key(_I, "mark", "space", "mark", "Mark", "Mark the card, or not; a and d then decide all marked"),
    _key(_I, "detail", "o", "detail", "Details", "Everything about the request", footer=True),
    _key(_I, "thread", "t", "thread", "Thread", "Go to the request's thread", footer=True),
    _key(_W, "follow", "f", "follow", "Follow", "Stick to the newest message, or stop", footer=True),
    _key(_W, "pair", "p", "pair", "Pair", "Go to the paired message", footer=True),
    _key(_W, "item", "i", "item", "Item", "Go to the item it belongs to", footer=True),
    _key(_W, "unanswered", "u", "subset('unanswered')", "Unanswered", "Only requests without an answer", footer=True),
    _key(_W, "mark", "space", "mark", "Mark", "Mark the message, or take its mark away", footer=True),
    _key(_W, "note", "N", "note", "Note", "Put a note on the message", footer=True),
    _key(_W, "next_mark", "right_square_bracket", "next_mark(1)", "Next mark", "Go to the next mark or note"),
    _key(_W, "previous_mark", "left_square_bracket", "next_mark(-1)", "Mark before", "Go to the mark or note before"),
    _key(_W, "marked", "M", "subset('marked')", "Marked", "Only messages with a mark or a note", footer=True),
    _key(_W, "difference", "equals_sign", "difference", "Compare", "How two marked messages differ", footer=True),
    _key(_W, "resend", "R", "app.run('resend')", "Send again", "Edit a past request, and send it again (asks)"),
    _key(_W, "return", "backspace", "return", "Return", "Back to where the last jump began", footer=True),
    _key(_W, "stats", "S", "app.run('stats')", "Statistics", "Messages, bytes and latencies", footer=True),
    _key(_W, "export", "e", "app.run('export')", "Export", "Write what the filter shows to a file", footer=True),
    _key(_Q, "keep", "enter", "keep", "Keep", "Keep the filter, or take the chosen completion", footer=True),
    _key(_Q, "clear", "escape", "clear", "Clear", "Clear the filter", footer=True),
    _key(_Q, "complete", "tab", "complete", "Complete", "Take the next completion", footer=True),
    _key(_Q, "up", "up", "choose(-1)", "Up", "Choose the completion before"),
    _key(_Q, "down", "down", "choose(1)", "Down", "Choose the next completion; without one, to the list"),
    _key(_C, "send", "enter", "send", "Send", "Send the message, or run the :command", footer=True),
    _key(_C, "newline", "ctrl+j,shift+enter", "newline", "Newline", "Begin a new line", footer=True),
    _key(_C, "history_up", "up", "history(-1)", "Earlier", "The text sent before, from the first line"),
    _key(_C, "history_down", "down", "history(1)", "Later", "The text sent after, from the last line"),
    _key(_C, "complete", "tab", "complete", "Complete", "Complete a :command, an id or an @file", footer=True),
    _key(_C, "undo", "ctrl+underscore", "undo", "Undo", "Take the last change of the text back"),
    _key(_C, "leave", "escape", "leave", "Leave", "Close the completions, or go to the item stream"),
    _key(_F, "send", "ctrl+s", "send", "Send", "Send what was filled in"),
    _key(_F, "detail", "ctrl+o", "detail", "Details", "Everything about the request"),
    _key(_F, "back", "escape", "back", "Back", "Go back; what was filled in is kept"),
    _key(_O, "up", "up,k", "option_up", "Up", "One option up"),
    _key(_O, "down", "down,j", "option_down", "Down", "One option down"),
    *(
        _key(_X, f"section_{n}", str(n), f"section({n})", f"Section {n}", f"Section {n} of the statistics")
        for n in range(1, 6)
    ),
    _key(_X, "next_section", "tab,right", "next_section(1)", "Section", "The next section", footer=True),
    _key(_X, "previous_section", "shift+tab,left", "next_section(-1)", "Section before", "The section before"),
    _key(_X, "column", "o", "next_column", "Sort by", "Sort by the next column", footer=True),
    _key(_X, "reverse", "O", "reverse", "Reverse", "Sort the other way round", footer=True),
    _key(_X, "back", "escape,q", "dismiss", "Back", "Go back", footer=True),
    _key(_M, "toggle", "space", "toggle_value", "Open/fold", "Open or fold the value", footer=True),
    _key(_M, "fold", "left,h", "fold", "Fold", "Fold the value, or go to what it is in"),
    _key(_M, "unfold", "right,l", "unfold", "Unfold", "Open the value, or go into it"),
    _key(_M, "open_all", "plus,z", "open_all", "Open all", "Open everything", footer=True),
    _key(_M, "fold_all", "minus,Z", "fold_all", "Fold all", "Fold everything but the outermost", footer=True),
    _key(_M, "search", "slash", "filter", "Search", "Search keys and values", footer=True),
    _key(_M, "next_found", "n", "next_found(1)", "Next", "Go to the next value found", footer=True),
    _key(_M, "previous_found", "N", "next_found(-1)", "Found before", "Go to the value found before"),
    _key(_M, "copy_path", "p", "copy_path", "Copy path", "Copy the value's path, as jq takes it", footer=True),
    _key(_M, "copy_json", "Y", "copy_json", "Copy JSON", "Copy the value as indented JSON", footer=True),
    _key(_M, "full_text", "o", "full_text", "Text", "Show a string in full, as text", footer=True),
    _key(_M, "raw", "r", "raw", "Raw", "The line as it came, or the tree", footer=True),
    _key(_M, "pair", "right_square_bracket", "screen.pair", "Pair", "Show the paired message", footer=True),
    _key(_M, "item", "i", "screen.item", "Item", "Go to the item it belongs to", footer=True),
    _key(_M, "resend", "R", "screen.resend", "Send again", "Edit a past request, and send it again (asks)"),
    _key(_E, "send", "ctrl+s", "send", "Send", "Send the request", footer=True),
    _key(_E, "back", "escape", "back", "Back", "Go back; what was typed is not kept", footer=True),
    _key(_O, "choose", "space,enter", "choose", "Choose", "Choose the option, or take it back; so do the numbers"),
)


def bindings_for(*places: Where) -> list[BindingType]:
    """The Textual bindings of these places.

    Keys that work anywhere come before what a widget does with them.
    """
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            id=key.id,
            show=key.is_in_footer,
            tooltip=key.help,
            priority=key.where is Where.ANYWHERE,
        )
        for key in KEYS
        if key.where in places
    ]


def actions_by_key(where: Where, rebound: Mapping[str, str]) -> dict[str, str]:
    """What each key does in a place, under the names that Textual's key events have."""
    bindings = [Binding(bound_keys(key.id, rebound), key.action) for key in KEYS if key.where is where]
    return {binding.key: binding.action for binding in Binding.make_bindings(bindings)}


def bound_keys(key_id: str, rebound: Mapping[str, str]) -> str:
    """The keys of this id, comma-separated: those of the config file, else the default ones."""
    return rebound.get(key_id) or next(key.keys for key in KEYS if key.id == key_id)


def shown_key(keys: str) -> str:
    """The first of these keys, as people write it."""
    first = keys.split(",")[0]
    names = {"slash": "/", "escape": "esc", "enter": "enter", "pageup": "pgup", "pagedown": "pgdn"}
    names |= {"left_square_bracket": "[", "right_square_bracket": "]", "equals_sign": "="}
    names |= {"full_stop": ".", "plus": "+", "minus": "-", "colon": ":", "left": "←", "right": "→"}
    return names.get(first, first.replace("ctrl+", "^"))
