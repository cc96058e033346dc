"""Commands about threads."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from codex_tui.state.intents import ArchiveThread, DeleteThread, ListThreads, RenameThread
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.render.text import visible


def known_thread_ids(host: CommandHost) -> Iterable[str]:
    """Ids that `:use` and `:resume` can complete."""
    return (record.id for record in host.context.model.threads)


def title_of(host: CommandHost, thread_id: str) -> str:
    """What a thread is called."""
    record = host.context.model.threads.get(thread_id)
    return record.title if record is not None else ""


def needs_thread(host: CommandHost) -> str:
    """Why a command about a thread cannot run now."""
    return "" if host.target_thread_id is not None else "no thread is selected"


def _target(host: CommandHost, argument: str) -> str | None:
    """The thread named by the argument, by its id or the beginning of it, else the selected one."""
    if not argument:
        if host.target_thread_id is None:
            host.tell("warning", "No thread is selected. Choose one in the threads pane, or name its id.")
        return host.target_thread_id
    found = [thread_id for thread_id in known_thread_ids(host) if thread_id.startswith(argument)]
    if len(found) > 1 and argument not in found:
        host.tell("warning", f"{len(found)} threads begin with {argument}. Give more of the id.")
        return None
    if not found and not _looks_like_id(argument):
        host.tell("warning", f"No thread has the id {visible(argument, keep_newlines=False)}.")
        return None
    return argument if argument in found or not found else found[0]


def _looks_like_id(text: str) -> bool:
    """Thread ids are UUIDs; one that is not listed yet may exist all the same."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def new(host: CommandHost, argument: str) -> None:
    """Start a thread, and be ready to write to it."""
    host.controller.new_thread(argument)
    host.show_pane("composer")


def resume(host: CommandHost, argument: str) -> None:
    """Load a thread in this server."""
    thread_id = _target(host, argument)
    if thread_id is not None:
        host.controller.resume_thread(thread_id)


def use(host: CommandHost, argument: str) -> None:
    """Open a thread without resuming it."""
    thread_id = _target(host, argument)
    if thread_id is not None:
        host.controller.show_thread(thread_id)


def refresh_thread(host: CommandHost, argument: str) -> None:
    """Read the open thread again."""
    host.controller.refresh_thread()


def fork(host: CommandHost, argument: str) -> None:
    """Copy a thread."""
    thread_id = _target(host, argument)
    if thread_id is not None:
        host.controller.fork_thread(thread_id)


def rename(host: CommandHost, argument: str) -> None:
    """Name a thread."""
    thread_id = host.target_thread_id
    if thread_id is None:
        host.tell("warning", "No thread is selected.")
        return

    def done(name: str) -> None:
        host.controller.submit(RenameThread(thread_id, name.strip()))

    if argument:
        done(argument)
    else:
        record = host.context.model.threads.get(thread_id)
        is_titled = record is not None and bool(record.name or record.preview)
        host.ask_text("Name of the thread", title_of(host, thread_id) if is_titled else "", done)


def archive(host: CommandHost, argument: str) -> None:
    """Put a thread away, or take it back."""
    thread_id = _target(host, argument)
    if thread_id is not None:
        record = host.context.model.threads.get(thread_id)
        host.controller.submit(ArchiveThread(thread_id, not (record is not None and record.is_archived)))


def delete(host: CommandHost, argument: str) -> None:
    """Delete a thread, after a second key."""
    thread_id = _target(host, argument)
    if thread_id is None:
        return
    record = host.context.model.threads.get(thread_id)
    title = visible(record.title) if record is not None else thread_id
    rows = (f"Delete the thread “{title}” and its history for good?", f"id {thread_id}")
    host.ask_yes("Delete thread", rows, lambda: host.controller.submit(DeleteThread(thread_id)))


def archived(host: CommandHost, argument: str) -> None:
    """Show archived threads among the others, or not."""
    if host.toggle_archived():
        host.controller.submit(ListThreads(archived=True))


COMMANDS = (
    Command("new", "[message]", "Start a new thread, with a first message", new, needs_server=True),
    Command(
        "resume",
        "[id]",
        "Load a thread in this server",
        resume,
        known_thread_ids,
        needs_thread,
        needs_server=True,
        describe=title_of,
    ),
    Command("use", "<id>", "Open a thread without resuming it", use, known_thread_ids, describe=title_of),
    Command("refresh-thread", "", "Read the open thread again", refresh_thread, None, needs_thread, needs_server=True),
    Command(
        "fork",
        "[id]",
        "Start a copy of a thread",
        fork,
        known_thread_ids,
        needs_thread,
        needs_server=True,
        describe=title_of,
    ),
    Command("rename", "[name]", "Give the thread a name", rename, None, needs_thread, needs_server=True),
    Command(
        "archive",
        "[id]",
        "Put a thread away, or take it back",
        archive,
        known_thread_ids,
        needs_thread,
        needs_server=True,
        describe=title_of,
    ),
    Command("archived", "", "Show archived threads too, or not", archived, needs_server=True),
    Command(
        "delete",
        "[id]",
        "Delete a thread for good (asks)",
        delete,
        known_thread_ids,
        needs_thread,
        needs_server=True,
        method="thread/delete",
        describe=title_of,
    ),
)
