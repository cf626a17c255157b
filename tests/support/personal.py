"""Personal values that say where they were asked for."""

from collections.abc import Iterable


class Echo:
    """Answers for every pointer with the pointer itself, so that two answers differ where pointers do."""

    def personal(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return a text for every position and field."""
        return {(position, field): f"{field} of {position}" for position, field in wanted}
