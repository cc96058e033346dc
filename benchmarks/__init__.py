"""How fast codex-tui is beside its peers, measured from outside: real processes, a real pseudo-terminal, one table."""
