"""An MCP server as a program: its tools ask the user for something, and return what came of it.

`paint` asks with a form, `visit` with a page to open, `write` asks nothing itself but is not read-only.
"""

from __future__ import annotations

import json
import sys
from typing import Any

READ_ONLY = {"readOnlyHint": True, "destructiveHint": False, "openWorldHint": False}
WRITING = {"readOnlyHint": False, "destructiveHint": True, "openWorldHint": True}
NO_ARGUMENTS: dict[str, Any] = {"type": "object", "properties": {}}
COLOURS = {"type": "string", "title": "Colour", "enum": ["red", "green"], "enumNames": ["Red", "Green"]}
LAYERS = {"type": "integer", "title": "Layers", "minimum": 1, "maximum": 9}
QUESTIONS: dict[str, dict[str, Any]] = {
    "paint": {
        "mode": "form",
        "message": "Which colour?",
        "requestedSchema": {
            "type": "object",
            "properties": {"colour": COLOURS, "layers": LAYERS, "signed": {"type": "boolean"}},
            "required": ["colour"],
        },
    },
    "visit": {
        "mode": "url",
        "message": "Open this page to go on.",
        "url": "https://example.org/consent?a=b",
        "elicitationId": "one",
    },
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
                answer(message["id"], {"tools": [*map(tool, QUESTIONS), tool("write", WRITING)]})
            case "tools/call":
                call_id = message["id"]
                question = QUESTIONS.get(message["params"]["name"])
                if question is None:
                    answer(call_id, {"content": [{"type": "text", "text": "written"}]})
                else:
                    write({"id": QUESTION_ID, "method": "elicitation/create", "params": question})
            case None if message.get("id") == QUESTION_ID:
                answer(call_id, {"content": [{"type": "text", "text": told(message)}]})
            case method if message.get("id") is not None:
                write({"id": message["id"], "error": {"code": -32601, "message": f"no {method}"}})


def tool(name: str, annotations: dict[str, Any] = READ_ONLY) -> dict[str, Any]:
    """A tool; unless it is read-only, the client must first allow each call."""
    return {
        "name": name,
        "description": f"Can {name}.",
        "inputSchema": NO_ARGUMENTS,
        "annotations": annotations,
    }


def told(reply: dict[str, Any]) -> str:
    """What the user did, in one line."""
    result = reply.get("result", {})
    content = json.dumps(result.get("content"), sort_keys=True)
    return f"action={result.get('action', 'error')} content={content}"


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
