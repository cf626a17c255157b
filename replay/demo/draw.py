"""Numbers that look drawn and are the same on every machine."""

from __future__ import annotations


class Draw:
    """A fixed sequence of numbers (a linear congruential generator)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        """Return the next number from 0 to `limit` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit

    def pick(self, choices: str) -> str:
        """Return one of the words of `choices`."""
        words = choices.split()
        return words[self.below(len(words))]
