"""A full-screen control room for `codex app-server`."""
