"""Bytes to envelopes and back, with no IO: line framing, JSON-RPC envelopes, and one connection's two tables."""
