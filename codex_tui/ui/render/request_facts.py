"""What each kind of server request is about, as labelled facts that cards show in brief and the detail screen whole."""

from __future__ import annotations

import posixpath
import re
import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rich.text import Text

from codex_tui.protocol.requests import (
    AuthRefreshRequest,
    CommandApproval,
    ElicitationRequest,
    FileChangeApproval,
    LegacyCommandApproval,
    LegacyPatchApproval,
    PermissionsApproval,
    ServerRequest,
    ToolCallRequest,
    UnknownRequest,
    UserInputRequest,
)
from codex_tui.ui.render.decisions import compact_json, revealed
from codex_tui.ui.render.permission_words import is_restriction, permission_words
from codex_tui.ui.render.text import name_of, reveal, visible, with_tilde

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

    from codex_tui.ui.render.palette import Palette

COMMAND_MARK = "$ "
MAX_COMMAND_ROWS = 8
MAX_BRIEF_CHARACTERS = 20_000
"""What a card looks at of a text; the detail screen shows all of it."""

_SHELL = re.compile(
    r"(?P<shell>(?:/[\w./-]*/)?(?:ba|z|da|k)?sh) -l?c "
    r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"\\$`!]*)\"|(?P<bare>[\w./:=@%+-]+))"
)

MAX_FOLDER_ROWS = 4
SHARED_FOLDER_CELLS = 16
"""A folder of at most these cells shares its row on a card with the environment and the shell."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. On a card `brief` stands for `whole`, and an empty one leaves it out; an exact one is never re-flowed.

    `is_shortened` says that `brief` is only the beginning of a text too long to be laid out for a card.
    """

    label: str
    whole: Text
    brief: Text | None = None
    mark: str = ""
    max_rows: int = 6
    is_exact: bool = False
    is_shortened: bool = False


def facts_of(request: ServerRequest, palette: Palette, home: str, joined_command: str = "") -> Iterator[Fact]:
    """The facts of a request in the order in which they matter; the files of a patch are not among them.

    `joined_command` is what a called tool would run, or the running program that input is for.
    """
    match request:
        case CommandApproval():
            yield from _command_facts(request, palette, home, joined_command)
        case FileChangeApproval():
            yield from _reason(request.reason, palette)
            yield from _grant_root(request.grant_root, palette)
        case PermissionsApproval():
            yield from _permissions(request.permissions, palette)
            yield from _reason(request.reason, palette)
            yield from _folder(request.cwd, request.environment_id, "", palette, home)
        case UserInputRequest():
            yield from _questions(request.questions, palette)
        case ElicitationRequest():
            yield from _elicitation(request, palette)
        case ToolCallRequest():
            yield _plain("tool", ".".join(filter(None, (request.namespace, request.tool))), palette.strong)
            if joined_command:
                yield _command(joined_command, palette)
            yield _json("arguments", request.arguments, palette)
        case AuthRefreshRequest():
            yield from _reason(request.reason, palette)
        case LegacyCommandApproval():
            yield _command(shlex.join(request.command), palette)
            yield from _folder(request.cwd, None, "", palette, home)
            yield from _reason(request.reason, palette)
        case LegacyPatchApproval():
            yield from _reason(request.reason, palette)
            yield from _grant_root(request.grant_root, palette)
        case UnknownRequest():
            yield _plain("method", request.method, palette.strong)
            yield _json("parameters", request.raw, palette)


def subject_of(request: ServerRequest) -> str:
    """What a request is about, on one line; still to be cut."""
    match request:
        case CommandApproval(network_approval_context=None):
            return COMMAND_MARK + revealed(without_shell(request.command or "")[0][:MAX_BRIEF_CHARACTERS])
        case CommandApproval(network_approval_context=context) if context is not None:
            return revealed(context.host)
        case LegacyCommandApproval():
            return COMMAND_MARK + revealed(shlex.join(request.command)[:MAX_BRIEF_CHARACTERS])
        case PermissionsApproval():
            return ", ".join(permission_words(request.permissions))
        case ToolCallRequest():
            return request.tool
        case ElicitationRequest():
            return request.server_name
        case UnknownRequest():
            return request.method
        case _:
            return ""


def without_shell(command: str) -> tuple[str, str]:
    """The script and the name of the shell around it; the whole command where unquoting it is not beyond doubt."""
    found = _SHELL.fullmatch(command)
    if found is None:
        return command, ""
    script = next(text for text in found.group("single", "double", "bare") if text is not None)
    return script, posixpath.basename(found["shell"])


def _command_facts(request: CommandApproval, palette: Palette, home: str, joined_command: str) -> Iterator[Fact]:
    shell = ""
    if request.network_approval_context is not None:
        context = request.network_approval_context
        protocol = f" ({revealed(context.protocol)})" if context.protocol else ""
        yield Fact("network host", reveal(context.host, palette) + Text(protocol, palette.muted), is_exact=True)
    if request.command is not None:
        yield _command(request.command, palette)
    if request.is_input and joined_command:
        yield Fact("typed into", reveal(without_shell(joined_command)[0], palette), mark="→ ", is_exact=True)
    if request.command is not None:
        shell = without_shell(request.command)[1]
    yield from _folder(request.cwd, request.environment_id, shell, palette, home)
    yield from _reason(request.reason, palette)
    if request.additional_permissions:
        yield from _permissions(request.additional_permissions, palette)


def _command(command: str, palette: Palette) -> Fact:
    is_shortened = len(command) > MAX_BRIEF_CHARACTERS
    script = command[:MAX_BRIEF_CHARACTERS] if is_shortened else without_shell(command)[0]
    return Fact(
        "command",
        reveal(command, palette),
        reveal(script, palette),
        COMMAND_MARK,
        MAX_COMMAND_ROWS,
        is_exact=True,
        is_shortened=is_shortened,
    )


def _folder(cwd: str | None, environment: str | None, shell: str, palette: Palette, home: str) -> Iterator[Fact]:
    """All of the folder, since two that differ in the middle must not look alike; then what runs the command."""
    around = visible(" · ".join(filter(None, (environment, shell))), keep_newlines=False)
    brief = Text(around, palette.muted)
    if cwd:
        path = reveal(with_tilde(cwd, home).replace("\n", name_of("\n")), palette)
        path.style = palette.muted
        gap = "" if not around else " · " if path.cell_len <= SHARED_FOLDER_CELLS else "\n"
        brief = Text.assemble(("in ", palette.muted), path, (gap + around, palette.muted))
        yield Fact("folder", reveal(cwd, palette), brief, "  ", MAX_FOLDER_ROWS + 1, is_exact=True)
    if environment:
        yield Fact("environment", reveal(environment, palette), Text() if cwd else brief, "  ")


def _reason(reason: str | None, palette: Palette) -> Iterator[Fact]:
    if reason and reason.strip():
        yield _plain("reason", reason.strip(), palette.text)


def _grant_root(root: str | None, palette: Palette) -> Iterator[Fact]:
    if root:
        words = Text().append("asks to write anywhere under ", palette.warning).append_text(reveal(root, palette))
        yield Fact("grant", words.append(" for the rest of the session", palette.warning))


def _permissions(permissions: Any, palette: Palette) -> Iterator[Fact]:
    for words in permission_words(permissions):
        is_denied = is_restriction(words)
        label, mark = ("restriction", "− ") if is_denied else ("permission", "+ ")
        yield Fact(label, reveal(words, palette), mark=mark, max_rows=3)


def _elicitation(request: ElicitationRequest, palette: Palette) -> Iterator[Fact]:
    yield _plain("server", request.server_name, palette.strong)
    yield _plain("message", request.message, palette.text)
    if request.url is not None:
        yield Fact("address", reveal(request.url, palette), max_rows=8, is_exact=True)
    if request.is_tool_approval:
        description = request.meta.get("tool_description")
        if isinstance(description, str) and description:
            yield _plain("tool", description, palette.muted)
        if request.meta.get("tool_params") is not None:
            yield _json("arguments", request.meta["tool_params"], palette)


def _questions(questions: list[Any], palette: Palette) -> Iterator[Fact]:
    for question in questions:
        if not isinstance(question, dict) or not isinstance(question.get("question"), str):
            yield _json("question", question, palette)
            continue
        yield _plain("question", question["question"], palette.text, mark="? ")
        options = question.get("options")
        for option in options if isinstance(options, list) else []:
            yield _option(option, palette)


def _option(option: Any, palette: Palette) -> Fact:
    """An option; what is said of it only where there is room."""
    label = option.get("label") if isinstance(option, dict) else option
    fact = _plain("option", label if isinstance(label, str) else compact_json(label), palette.muted, mark="  · ")
    about = option.get("description") if isinstance(option, dict) else None
    if not isinstance(about, str) or not about.strip():
        return fact
    return replace(fact, whole=fact.whole + Text(f": {visible(about.strip())}", palette.muted))


def _plain(label: str, text: str, style: Style, mark: str = "") -> Fact:
    brief = Text(visible(text[:MAX_BRIEF_CHARACTERS]), style)
    return Fact(label, Text(visible(text), style), brief, mark, is_shortened=len(text) > MAX_BRIEF_CHARACTERS)


def _json(label: str, value: Any, palette: Palette) -> Fact:
    text = compact_json(value)
    brief = Text(text[:MAX_BRIEF_CHARACTERS], palette.muted)
    return Fact(label, Text(text, palette.muted), brief, is_exact=True, is_shortened=len(text) > MAX_BRIEF_CHARACTERS)
