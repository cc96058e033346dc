"""What is said of an error of our own that ends the program."""

from __future__ import annotations

import logging
import traceback

from codex_tui.ui.render.text import visible

log = logging.getLogger(__name__)

CRASH_WORDS = "codex-tui ended because of an error of its own, and the server with it. With --log-file FILE it is kept."


def crash_report() -> str:
    """The exception that is being handled, which is logged, too, and what to do.

    Without the values of the variables, since they are long and hold what was said in secret; and what an error
    quotes may be hostile.
    """
    words = traceback.format_exc()
    log.critical("an error of our own ends the program\n%s", words)
    return f"{visible(words)}\n{CRASH_WORDS}"
