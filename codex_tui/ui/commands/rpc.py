"""Commands that send any request, and that compare messages."""

from __future__ import annotations

from collections.abc import Iterator

from codex_tui.ui.commands.host import Command, CommandHost


def call(host: CommandHost, argument: str) -> None:
    """Send any request."""
    if argument:
        host.call_method(argument)
    else:
        host.tell("warning", "Give a method, as in :rpc thread/list {}. Tab completes it.")


def resend(host: CommandHost, argument: str) -> None:
    """Edit the request under the cursor of the wire log, and send it again."""
    record = host.wire_record
    if record is None:
        host.tell("warning", "The wire log has no message yet.")
    else:
        host.resend(record)


def compare(host: CommandHost, argument: str) -> None:
    """Compare two messages."""
    from codex_tui.ui.reading import diff_messages

    records = host.compared_records
    if records is not None:
        diff_messages(host, *records)


def _methods(host: CommandHost) -> Iterator[str]:
    # Many names, which the first picture need not wait for.
    from codex_tui.protocol.raw_requests import reason_refused
    from codex_tui.protocol.table import CLIENT_METHODS

    return (f"{method} " for method in sorted(CLIENT_METHODS) if not reason_refused(method))


COMMANDS = (
    Command(
        "rpc",
        "<method> [JSON]",
        "Send any request; without JSON its parameters are asked for",
        call,
        _methods,
        needs_server=True,
    ),
    Command("resend", "", "Edit the request under the wire log's cursor, and send it again", resend, needs_server=True),
    Command("diff", "", "How the two marked wire messages differ", compare),
)
