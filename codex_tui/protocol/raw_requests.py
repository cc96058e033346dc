"""Which requests a person may write by hand, and what the protocol knows of their parameters."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from codex_tui.protocol.schema_table import built_for
from codex_tui.protocol.table import SERVER_REQUESTS

_READING = re.compile(r"(?:list|read|get|search|status|info)(?:$|[A-Z])")
_APPROVING = re.compile(r"(?:^|/)approve", re.IGNORECASE)
_SAMPLES = {"string": '""', "boolean": "false", "integer": "0", "number": "0", "object": "{}"}
MAX_SHOWN_DIGITS = 40


class BadParams(Exception):
    """The text cannot be sent as parameters; the message says why and where."""


def reason_refused(method: str) -> str:
    """Why this is never sent by hand; empty where it may be."""
    if method == "initialize":
        return "initialize opens a connection, and this one is open. :restart makes a new one"
    if method in SERVER_REQUESTS or _APPROVING.search(method):
        return f"{method} is about an approval or another question of the server, and those are decided in the inbox"
    return ""


def is_reading(method: str) -> bool:
    """Whether a request only looks, by its name; any other might change something."""
    return _READING.match(method.rpartition("/")[2]) is not None


def skeleton(method: str) -> str:
    """JSON with what must be given."""
    params = built_for()["client_requests"].get(method, {})
    needed = [f"  {json.dumps(name)}: {_sample(kind)}" for name, (kind, is_needed) in params.items() if is_needed]
    return "{\n" + ",\n".join(needed) + "\n}" if needed else "{}"


def parameter_rows(method: str) -> list[str]:
    """The parameters, those that must be given first."""
    table = built_for()
    if method not in table["client_requests"]:
        return [f"codex {table['version']} has no {method}, so its parameters are not known here."]
    params = table["client_requests"][method]
    if not params:
        return [f"No parameters are known (codex {table['version']})."]
    ordered = sorted(params.items(), key=lambda each: (not each[1][1], each[0]))
    rows = [f"{name}: {kind}{'' if is_needed else '  (optional)'}" for name, (kind, is_needed) in ordered]
    return [f"Parameters of codex {table['version']}:", *rows]


def read_params(text: str) -> Any:
    """The value of a JSON text, of nothing an empty object; raises BadParams."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_whole)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise BadParams(f"not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except UnicodeEncodeError:
        raise BadParams("half of a surrogate pair cannot be sent: give both halves, or leave it out") from None
    except RecursionError:
        raise BadParams("the JSON is nested too deeply to be sent") from None
    except ValueError as error:
        raise BadParams(str(error)) from None
    return value


def _sample(kind: str) -> str:
    """A value of a type to begin with."""
    return "[]" if kind.endswith("[]") else _SAMPLES.get(kind.split(" | ")[0], "null")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        # Python refuses what has thousands of digits.
        raise _too_large(text) from None


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _too_large(text)
    return number


def _too_large(text: str) -> ValueError:
    shown = text if len(text) <= MAX_SHOWN_DIGITS else f"{text[:MAX_SHOWN_DIGITS]}…"
    return ValueError(f"{shown} is a larger number than can be sent")
