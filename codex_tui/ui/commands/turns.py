"""Commands about turns: interrupt, steer, compact, review, and the settings of the next turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from codex_tui.protocol.items import CommandExecution
from codex_tui.state.intents import CompactThread, EndBackgroundCommand, SendMessage, StartReview
from codex_tui.state.timeline import ItemEntry
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.render.text import visible

APPROVAL_POLICIES = ("untrusted", "on-failure", "on-request", "never")
SANDBOXES = ("read-only", "workspace-write", "danger-full-access")
EFFORTS = ("minimal", "low", "medium", "high", "xhigh", "max", "ultra")


def has_no_turn(host: CommandHost) -> str:
    """Why there is nothing to interrupt."""
    record = host.controller.open_thread
    if record is None:
        return "no thread is open"
    if record.active_turn_id is None and not _running_commands(host):
        return "no turn is running"
    return ""


def has_no_thread(host: CommandHost) -> str:
    """Why a command about the open thread cannot run."""
    return "" if host.controller.open_thread is not None else "no thread is open"


def interrupt(host: CommandHost, argument: str) -> None:
    """Interrupt the turn; offer to end commands that outlived theirs, since the server does not."""
    if host.controller.interrupt():
        return
    running = _running_commands(host)
    if not running:
        host.tell("information", "No turn is running in this thread.")
        return
    _offer_to_end(host, running)


def offer_to_end_running(host: CommandHost) -> None:
    """After an interrupt: offer to end what still runs."""
    running = _running_commands(host)
    if running:
        _offer_to_end(host, running)


def _running_commands(host: CommandHost) -> list[ItemEntry]:
    thread_id = host.controller.open_thread_id
    timeline = host.context.model.timelines.get(thread_id) if thread_id is not None else None
    return timeline.running_commands() if timeline is not None else []


def _offer_to_end(host: CommandHost, running: list[ItemEntry]) -> None:
    thread_id = host.controller.open_thread_id
    if thread_id is None:
        return
    commands = [entry.item for entry in running if isinstance(entry.item, CommandExecution)]
    rows = ["The turn is over, but this still runs. End it as well?"]
    rows += [f"$ {visible(command.command, keep_newlines=False)}" for command in commands]

    def end_all() -> None:
        for command in commands:
            if command.process_id is not None:
                host.controller.submit(EndBackgroundCommand(thread_id, command.process_id))

    host.ask_yes("Running command", rows, end_all, lambda: bool(_running_commands(host)))


def steer(host: CommandHost, argument: str) -> None:
    """Send into the running turn."""
    record = host.controller.open_thread
    if record is None or record.active_turn_id is None:
        host.tell("warning", "No turn is running; just send the message.")
    elif argument:
        host.controller.submit(SendMessage(record.id, argument, record.active_turn_id))


def compact(host: CommandHost, argument: str) -> None:
    """Sum up the conversation."""
    if host.controller.open_thread_id is not None:
        host.controller.submit(CompactThread(host.controller.open_thread_id))


def review(host: CommandHost, argument: str) -> None:
    """Review the uncommitted changes, or what is said."""
    if host.controller.open_thread_id is not None:
        host.controller.submit(StartReview(host.controller.open_thread_id, argument))


def use_model(host: CommandHost, argument: str) -> None:
    """Take a model; one that the server does not name may be known to the provider."""
    _take("model", argument, host)
    offered = [offer.name for offer in host.context.model.models]
    if offered and argument not in offered:
        name = visible(argument, keep_newlines=False)
        host.tell("warning", f"The server does not list {name}; the next turn will tell whether it works.")


def offered_models(host: CommandHost) -> Iterable[str]:
    """The names of the models, for which the server is asked when they are first wanted."""
    host.controller.learn_models()
    return [offer.name for offer in host.context.model.models]


def described_model(host: CommandHost, name: str) -> str:
    """What the server says of a model."""
    offer = next((offer for offer in host.context.model.models if offer.name == name), None)
    if offer is None:
        return ""
    record = host.controller.open_thread
    efforts = ", ".join(each.reasoning_effort for each in offer.supported_reasoning_efforts)
    facts = [
        "current" if record is not None and record.model == name else "",
        "default" if offer.is_default else "",
        offer.description,
        f"effort {efforts}" if efforts else "",
    ]
    return " · ".join(filter(None, facts))


def _take(name: str, value: str, host: CommandHost) -> None:
    host.controller.override(**{name: value})
    whom = "new threads" if host.controller.open_thread_id is None else "the next turns of this thread"
    host.tell("information", f"{name.replace('_', ' ')} {visible(value, keep_newlines=False)}, for {whom}")


def _setting(name: str) -> Callable[[CommandHost, str], None]:
    return lambda host, argument: _take(name, argument, host)


def working_folder(host: CommandHost, argument: str) -> None:
    """Work in another folder from the next turn on."""
    folder = Path(os.path.expanduser(argument))
    if folder.is_dir():
        _take("cwd", str(folder.absolute()), host)
    else:
        host.tell("warning", f"{visible(argument, keep_newlines=False)} is no folder that exists.")


COMMANDS = (
    Command(
        "interrupt",
        "",
        "Interrupt the active turn, or end a command that outlived its turn",
        interrupt,
        None,
        has_no_turn,
        needs_server=True,
    ),
    Command("steer", "<message>", "Send a message into the running turn", steer, None, has_no_turn, needs_server=True),
    Command("compact", "", "Sum up the conversation to make room", compact, None, has_no_thread, needs_server=True),
    Command(
        "review",
        "[what]",
        "Review the uncommitted changes, or what you say",
        review,
        None,
        has_no_thread,
        needs_server=True,
    ),
    Command(
        "model",
        "<name>",
        "Model from the next turn on",
        use_model,
        offered_models,
        needs_server=True,
        describe=described_model,
    ),
    Command(
        "effort",
        "<level>",
        "Reasoning effort from the next turn on",
        _setting("effort"),
        needs_server=True,
        setting="effort",
        choices=EFFORTS,
    ),
    Command(
        "approval",
        "<policy>",
        "Approval policy from the next turn on",
        _setting("approval_policy"),
        needs_server=True,
        setting="approval_policy",
        choices=APPROVAL_POLICIES,
    ),
    Command(
        "sandbox",
        "<mode>",
        "Sandbox from the next turn on",
        _setting("sandbox"),
        needs_server=True,
        choices=SANDBOXES,
    ),
    Command("cwd", "<folder>", "Working folder from the next turn on", working_folder, needs_server=True),
)
