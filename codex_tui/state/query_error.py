"""What is wrong with a filter, apart from the language itself, which is only loaded once somebody filters."""

from __future__ import annotations


class QueryError(ValueError):
    """A filter that cannot be read: the text says what is wrong and what would do, `position` where, from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
