"""`:filter`: filter a list, and keep filters of the wire log under names."""

from __future__ import annotations

from collections.abc import Iterator

from codex_tui.state.intents import KeepFilter
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.render.text import cut

FILTERABLE = ("threads", "stream", "inbox", "wire")
MAX_TOLD_CELLS = 60


def filter_list(host: CommandHost, argument: str) -> None:
    """Filter the wire log, or the pane that is named first; or save or delete a filter."""
    first, _, rest = argument.partition(" ")
    if first == "save":
        _save(host, rest.strip())
    elif first == "delete":
        _delete(host, rest.strip().removeprefix("@"))
    elif first in FILTERABLE:
        host.set_filter(first, rest)
    else:
        host.set_filter("wire", argument)


def _save(host: CommandHost, argument: str) -> None:
    """Keep a filter, or the one that the wire log has, under a name."""
    # The language is loaded once somebody needs it, which the first picture does not.
    from codex_tui.state.wire_query import check_saved, is_filter_name

    name, _, text = argument.partition(" ")
    name, text = name.removeprefix("@"), text.strip() or host.filter_text("wire").strip()
    if not is_filter_name(name):
        host.tell("warning", "Give a name of letters, digits, - and _, as in :filter save slow latency:>1s")
        return
    if not text:
        host.tell("warning", "There is no filter to save: give one behind the name, or filter the wire log first.")
        return
    saved = host.context.saved_filters
    try:
        check_saved({**saved, name: text})
    except ValueError as error:
        host.tell("warning", f"Not saved: {error}.")
        return
    saved[name] = text
    host.controller.submit(KeepFilter(name, text))
    host.tell("information", f"@{name} stands for {cut(text, MAX_TOLD_CELLS)} from now on.")


def _delete(host: CommandHost, name: str) -> None:
    """Forget a saved filter, unless another one needs it."""
    from codex_tui.state.wire_query import check_saved

    saved = host.context.saved_filters
    if name not in saved:
        known = ", ".join(f"@{each}" for each in sorted(saved)) or "none"
        host.tell("warning", f"There is no saved filter @{name}. There are: {known}.")
        return
    try:
        check_saved({each: text for each, text in saved.items() if each != name})
    except ValueError as error:
        host.tell("warning", f"Not deleted: {error}.")
        return
    del saved[name]
    host.controller.submit(KeepFilter(name, None))
    host.tell("information", f"@{name} is forgotten.")


def _completions(host: CommandHost) -> Iterator[str]:
    yield from (f"{pane} " for pane in FILTERABLE)
    yield "save "
    for name in sorted(host.context.saved_filters):
        yield f"wire @{name}"
        yield f"delete {name}"


COMMANDS = (
    Command(
        "filter",
        "[pane] <text>",
        "Filter the list of a pane, or the wire log; save NAME [filter] and delete NAME keep and forget @NAME",
        filter_list,
        _completions,
    ),
)
