"""Ill-behaved servers as executable files."""

from __future__ import annotations

from tests.runtime.conftest import PeerPath as PeerPath
from tests.runtime.conftest import peer_path as peer_path
