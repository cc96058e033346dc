"""What a kind of server request is called, wherever it is named."""

from __future__ import annotations

from codex_tui.protocol.requests import CommandApproval, ElicitationRequest, RequestKind, ServerRequest


def kind_title(kind: RequestKind, request: ServerRequest) -> str:
    """The kind in capitals; what command approvals ask besides a command has names of its own."""
    if isinstance(request, CommandApproval):
        if request.network_approval_context is not None:
            return "NETWORK ACCESS"
        if request.is_input:
            return "COMMAND INPUT"
    if isinstance(request, ElicitationRequest) and request.is_tool_approval:
        return "MCP TOOL"
    if isinstance(request, ElicitationRequest):
        return "MCP ELICITATION"
    return kind.upper()
