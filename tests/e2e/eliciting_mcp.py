"""An MCP server as a program: its one tool asks the user for a colour, and returns what came of it."""

from __future__ import annotations

import json
import sys
from typing import Any

TOOL = {
    "name": "paint",
    "description": "Paints.",
    "inputSchema": {"type": "object", "properties": {}},
    # Without this the client would first have to allow the call itself.
    "annotations": {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False},
}
QUESTION = {
    "mode": "form",
    "message": "Which colour?",
    "requestedSchema": {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]},
}
QUESTION_ID = "question"


def main() -> None:
    """Answers on standard output what comes on standard input."""
    call_id: Any = None
    for line in sys.stdin:
        message = json.loads(line)
        match message.get("method"):
            case "initialize":
                answer(message["id"], initialized(message["params"]))
            case "tools/list":
                answer(message["id"], {"tools": [TOOL]})
            case "tools/call":
                call_id = message["id"]
                write({"id": QUESTION_ID, "method": "elicitation/create", "params": QUESTION})
            case None if message.get("id") == QUESTION_ID:
                action = message.get("result", {}).get("action", "error")
                answer(call_id, {"content": [{"type": "text", "text": f"action={action}"}]})
            case method if message.get("id") is not None:
                write({"id": message["id"], "error": {"code": -32601, "message": f"no {method}"}})


def initialized(params: dict[str, Any]) -> dict[str, Any]:
    info = {"name": "eliciting", "version": "1.0.0"}
    return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}}, "serverInfo": info}


def answer(message_id: Any, result: dict[str, Any]) -> None:
    write({"id": message_id, "result": result})


def write(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
