"""`python -m codex_tui` is `codex-tui`."""

from codex_tui.cli import main

raise SystemExit(main())
