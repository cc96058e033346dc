"""What codex-tui is measured beside: a reader that does nothing but read, the official SDK, and the Codex TUI."""
