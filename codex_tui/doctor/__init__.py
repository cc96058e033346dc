"""`codex-tui doctor`: tries out what the dashboard relies on, and says what it found."""
