"""The envelope of an event: what every record may carry besides the columns of its table."""

from __future__ import annotations

from typing import Any, NamedTuple


class Envelope(NamedTuple):
    """What travels with a row from the door to the stored document, unchanged but for what is settled.

    A named tuple, because an import makes one for each line: it costs a third of a frozen dataclass.

    Attributes:
        note: Remark of the one who records.
        event_time: Business time in stored form; as offered the row's own, as accepted what counts. None
            where the event counts from always, or from its record time.
        replaces: Id of the voided event that this one stands in for.
        extra: Cells of columns that are not in the catalogue, as `[heading, text]`; what may tell of a person
            is stored as its salted digest.
        source: Where it comes from (`file.csv:17`, `cli` ...).
        stage: Of a case, the event type of the stage; None where the row leaves it open.
        position: Where the row stands in the log by the export that it comes from; None where it is none.
        voided_at: When it was voided, by that export.
    """

    note: str | None = None
    event_time: str | None = None
    replaces: str | None = None
    extra: Any = None
    source: str | None = None
    stage: str | None = None
    position: int | None = None
    voided_at: str | None = None

    def at_stage(self, event: str) -> Envelope:
        """Return the same envelope for one stage of a case."""
        return self._replace(stage=event)


NO_ENVELOPE = Envelope()
