"""The server requests: what the server asks and must be answered (PROTOCOL.md, section 3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field, ValidationError

from codex_tui.protocol.base import WireModel


class RequestKind(StrEnum):
    """The kinds of inbox entry."""

    COMMAND = "command"
    FILE_CHANGE = "file change"
    PERMISSIONS = "permissions"
    USER_INPUT = "user input"
    ELICITATION = "elicitation"
    TOOL_CALL = "tool call"
    AUTH_REFRESH = "auth refresh"
    ATTESTATION = "attestation"
    CURRENT_TIME = "current time"
    LEGACY_COMMAND = "command (legacy)"
    LEGACY_PATCH = "file change (legacy)"
    UNKNOWN = "unknown"


class ServerRequest(WireModel):
    """What every server request may carry; some carry none of it."""

    thread_id: str = ""
    turn_id: str | None = None
    item_id: str | None = None


class NetworkApprovalContext(WireModel):
    """The host that a network approval is about."""

    host: str
    protocol: str = ""


class CommandApproval(ServerRequest):
    """May a command run? `kind` is command, writeStdin or humanCommand; 0.131 does not send it."""

    kind: str = "command"
    approval_id: str | None = None
    environment_id: str | None = None
    reason: str | None = None
    network_approval_context: NetworkApprovalContext | None = None
    command: str | None = None
    cwd: str | None = None
    command_actions: list[Any] | None = None
    additional_permissions: Any = None
    proposed_execpolicy_amendment: list[str] | None = None
    proposed_network_policy_amendments: list[Any] | None = None
    available_decisions: list[Any] | None = None

    @property
    def is_input(self) -> bool:
        """Whether it asks to type into a program that already runs."""
        return self.kind == "writeStdin"


class FileChangeApproval(ServerRequest):
    """May a patch be applied? The diff is in the item, not here."""

    reason: str | None = None
    grant_root: str | None = None


class PermissionsApproval(ServerRequest):
    """May these permissions be granted?"""

    environment_id: str | None = None
    cwd: str | None = None
    reason: str | None = None
    permissions: dict[str, Any] = {}


class UserInputRequest(ServerRequest):
    """Questions of the agent to the user."""

    questions: list[Any] = []


class ElicitationRequest(ServerRequest):
    """An MCP server asks the user for input, to open a page, or for leave to call a tool."""

    server_name: str = ""
    message: str = ""
    mode: str | None = None
    meta: Any = Field(default=None, alias="_meta")
    requested_schema: Any = None
    url: str | None = None

    @property
    def is_form(self) -> bool:
        """Whether it wants what `requested_schema` describes; a mode that is not known wants something else."""
        return self.mode in (None, "form", "openai/form", "openaiForm")

    @property
    def is_tool_approval(self) -> bool:
        """Whether it asks for leave to call a tool."""
        return self.is_form and isinstance(self.meta, dict) and self.meta.get("codex_approval_kind") == "mcp_tool_call"

    @property
    def persist_choices(self) -> tuple[str, ...]:
        """For how long a tool approval may be remembered: `session`, `always`, both or neither."""
        offered = self.meta.get("persist") if isinstance(self.meta, dict) else None
        return tuple(choice for choice in ("session", "always") if isinstance(offered, list) and choice in offered)


class ToolCallRequest(ServerRequest):
    """The model calls a tool that this client declared."""

    call_id: str | None = None
    namespace: str | None = None
    tool: str = ""
    arguments: Any = None


class AuthRefreshRequest(ServerRequest):
    """The server wants fresh ChatGPT tokens within 10 seconds."""

    reason: str | None = None


class AttestationRequest(ServerRequest):
    """The server wants an attestation token within 100 milliseconds."""


class CurrentTimeRequest(ServerRequest):
    """The server wants the time within 10 seconds."""


class LegacyCommandApproval(ServerRequest):
    """`execCommandApproval` of the first protocol."""

    thread_id: str = Field(default="", alias="conversationId")
    call_id: str = ""
    command: list[str] = []
    cwd: str = ""
    reason: str | None = None


class LegacyPatchApproval(ServerRequest):
    """`applyPatchApproval` of the first protocol."""

    thread_id: str = Field(default="", alias="conversationId")
    call_id: str = ""
    file_changes: dict[str, Any] = {}
    reason: str | None = None
    grant_root: str | None = None


class UnknownRequest(ServerRequest):
    """A method that nobody knows, or parameters that do not fit; `raw` is all of them."""

    method: str
    raw: Any = None


REQUEST_MODELS: dict[str, tuple[RequestKind, type[ServerRequest]]] = {
    "item/commandExecution/requestApproval": (RequestKind.COMMAND, CommandApproval),
    "item/fileChange/requestApproval": (RequestKind.FILE_CHANGE, FileChangeApproval),
    "item/permissions/requestApproval": (RequestKind.PERMISSIONS, PermissionsApproval),
    "item/tool/requestUserInput": (RequestKind.USER_INPUT, UserInputRequest),
    "mcpServer/elicitation/request": (RequestKind.ELICITATION, ElicitationRequest),
    "item/tool/call": (RequestKind.TOOL_CALL, ToolCallRequest),
    "account/chatgptAuthTokens/refresh": (RequestKind.AUTH_REFRESH, AuthRefreshRequest),
    "attestation/generate": (RequestKind.ATTESTATION, AttestationRequest),
    "currentTime/read": (RequestKind.CURRENT_TIME, CurrentTimeRequest),
    "execCommandApproval": (RequestKind.LEGACY_COMMAND, LegacyCommandApproval),
    "applyPatchApproval": (RequestKind.LEGACY_PATCH, LegacyPatchApproval),
}


def parse_request(method: str, params: Any) -> tuple[RequestKind, ServerRequest]:
    """Type a server request; what fits no model is unknown, with its raw parameters."""
    known = REQUEST_MODELS.get(method)
    raw = params if isinstance(params, dict) else {}
    if known is not None:
        kind, model = known
        try:
            return kind, model.model_validate(raw)
        except ValidationError:
            pass
    thread_id, turn_id, item_id = (raw.get(name) for name in ("threadId", "turnId", "itemId"))
    return RequestKind.UNKNOWN, UnknownRequest(
        method=method,
        raw=params,
        thread_id=thread_id if isinstance(thread_id, str) else "",
        turn_id=turn_id if isinstance(turn_id, str) else None,
        item_id=item_id if isinstance(item_id, str) else None,
    )
