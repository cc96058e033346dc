"""What codex-tui is measured beside: a reader that does nothing but read, and the Codex TUI."""
