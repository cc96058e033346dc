"""The two kinds of protocol mistake: ours, which is a bug to raise, and theirs, which is a value to show."""


class LocalProtocolError(Exception):
    """We tried to say something the protocol does not allow; nothing was sent."""


class RemoteProtocolError(Exception):
    """The peer said something the protocol does not allow; the connection goes on where it can."""
