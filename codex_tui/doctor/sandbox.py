"""Whether the sandbox holds that codex runs commands in, tried with a command that looks around and tries to write.

`codex sandbox` is asked, with the default configuration: on Linux it runs bubblewrap, and in it a helper that installs
a seccomp filter. A read-only sandbox with a made-up Codex home is what is tried; the user's own rules are not.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from codex_tui.doctor.deadlines import last_words, run_briefly
from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.runtime.programs import ProgramEnd, ProgramFailed

LIMIT_S = 10.0
MARK = "inside"
SCRIPT = (
    f"echo {MARK}; readlink /proc/self/ns/user; readlink /proc/self/ns/net; grep ^Seccomp: /proc/self/status; "
    ': >"$1" && echo wrote'
)
"""Says its namespaces and its filter, then writes where it must not."""
OLD_NAMES = {"linux": "linux", "darwin": "macos"}
"""What `codex sandbox` of 0.131 wants to be told; later versions know."""
FILTERING = "2"
"""`Seccomp:` in /proc/self/status where a filter is installed."""
REMEDY = (
    "Where it speaks of bwrap or namespaces: allow user namespaces without privileges (sysctl "
    "user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns), in a container, too. "
    "Until then commands can only run outside the sandbox."
)


def examine_sandbox(binary: str, *, is_unrestricted: bool) -> list[Result]:
    """Run a command in the sandbox; where it is not used by configuration, its absence is a remark."""
    if sys.platform not in OLD_NAMES:
        return [remark("sandbox", f"not looked at on {sys.platform}", helper=None)]
    with tempfile.TemporaryDirectory(prefix="codex-tui-doctor-", ignore_cleanup_errors=True) as folder:
        root = Path(folder).resolve()
        home, target = root / "home", root / "written"
        home.mkdir()
        try:
            end = _run_inside(binary, home, target)
        except ProgramFailed as failure:
            return [_absent(str(failure), is_unrestricted=is_unrestricted)]
        has_written = target.is_file()
    lines = end.stdout.decode("utf-8", "replace").splitlines()
    if MARK not in lines:
        words = last_words(end) or f"exit code {end.exit_code}"
        return [_absent(words, is_unrestricted=is_unrestricted)]
    if has_written:
        detail = "a command in the read-only sandbox could write a file"
        remedy = "Do not rely on the sandbox: let every command ask (--approval-policy untrusted)."
        return [problem("sandbox", detail, remedy, works=False)]
    barriers = _barriers(lines)
    words = f" ({', '.join(barriers)})" if barriers else ""
    return [ok("sandbox", f"a command ran in it and could not write{words}", works=True, barriers=barriers)]


def _run_inside(binary: str, home: Path, target: Path) -> ProgramEnd:
    """Run the script as this version of `codex sandbox` wants it; raises ProgramFailed."""
    command = ("--", "sh", "-c", SCRIPT, "sh", str(target))
    env = {"CODEX_HOME": str(home)}
    end = run_briefly((binary, "sandbox", *command), LIMIT_S, env, home)
    if b"unrecognized subcommand" in end.stderr:
        end = run_briefly((binary, "sandbox", OLD_NAMES[sys.platform], *command), LIMIT_S, env, home)
    return end


def _absent(words: str, *, is_unrestricted: bool) -> Result:
    detail = f"no command could be run in it: {words}"
    if is_unrestricted:
        return remark("sandbox", f"{detail}; by your configuration none is used", works=False, barriers=[])
    return problem("sandbox", detail, REMEDY, works=False, barriers=[])


def _barriers(lines: list[str]) -> list[str]:
    """What stands between the command and the system, as the command saw it; Linux only."""
    found = [f"own {kind} namespace" for kind in ("user", "net") if _has_own_namespace(kind, lines)]
    if any(line.split() == ["Seccomp:", FILTERING] for line in lines):
        found.append("seccomp filter")
    return found


def _has_own_namespace(kind: str, lines: list[str]) -> bool:
    seen = next((line for line in lines if line.startswith(f"{kind}:[")), None)
    try:
        return seen is not None and seen != os.readlink(f"/proc/self/ns/{kind}")
    except OSError:
        return False
