"""The courier brings events to the hooks, each hook in its own thread, in the order of the log.

What is not taken is tried again after longer and longer pauses, and nothing behind it is brought meanwhile.
After the last try it is a dead letter, and the hook goes on. A receiver that answers 410 has ended its hook.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self

from ledger.errors import LedgerError, Reason
from ledger.events import catalogue
from ledger.log.documents import decoded
from ledger.seal.key import LEDGER_ID
from replay.hooks import secret_file, sending
from replay.hooks.addresses import address_of
from replay.hooks.problems import NO_SECRET
from replay.hooks.registry import Hook, Hooks

if TYPE_CHECKING:
    from replay.bootstrap import Program

PAUSES: Final = (1, 5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800)  # seconds before each further try
_LOOK_EVERY: Final = 0.5  # seconds between two looks for new events or hooks
_SAY_EVERY: Final = 5.0  # seconds between two entries of how far a hook has come
_SAY_AFTER: Final = 100  # events


@dataclass(slots=True)
class Courier:
    """Brings events to the hooks of a ledger until it is stopped; to be used as a context manager.

    Attributes:
        program: The ledger.
        trouble: Called with the reason why a hook cannot be served, once for each.
        pauses: Seconds before each further try.
        patience: Seconds for an answer.
    """

    program: Program
    trouble: Callable[[Reason], None] = lambda _reason: None
    pauses: Sequence[float] = PAUSES
    patience: float = sending.PATIENCE
    _stopped: threading.Event = field(default_factory=threading.Event)
    _rounds: dict[int, threading.Thread] = field(default_factory=dict)
    _supervisor: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._supervisor = threading.Thread(target=self._supervise, name="hooks", daemon=True)
        self._supervisor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for one in (self._supervisor, *self._rounds.values()):
            if one is not None:
                one.join(self.patience + 5)

    def _supervise(self) -> None:
        """See that every hook that stands has its round."""
        hooks = Hooks(self.program.log, self.program.location)
        while not self._stopped.is_set():
            with suppress(LedgerError):  # the database is away: looked for again
                for hook in hooks.all():
                    running = self._rounds.get(hook.number)
                    if not hook.ended and (running is None or not running.is_alive()):
                        self._begin(hook)
            self._stopped.wait(_LOOK_EVERY)

    def _begin(self, hook: Hook) -> None:
        secret = secret_file.kept(self.program.location).get(str(hook.number))
        if secret is None:
            place = secret_file.place_of(self.program.location).name
            if hook.number not in self._rounds:
                self.trouble(NO_SECRET.with_(name=hook.name, file=place))
                self._rounds[hook.number] = threading.Thread()
            return
        this = _Round(self, hook.name, secret, Hooks(self.program.log, self.program.location))
        thread = threading.Thread(target=this.run, name=f"hook {hook.name}", daemon=True)
        self._rounds[hook.number] = thread
        thread.start()

    def pause(self, seconds: float) -> bool:
        """Wait; return whether to go on."""
        return not self._stopped.wait(seconds)

    @property
    def stopping(self) -> bool:
        """Whether it is told to stop."""
        return self._stopped.is_set()


class _Round:
    """What is brought to one hook."""

    def __init__(self, courier: Courier, name: str, secret: str, hooks: Hooks) -> None:
        self._courier = courier
        self._name = name
        self._secret = secret
        self._hooks = hooks
        self._log = courier.program.log
        self._ledger = self._log.get_setting(LEDGER_ID) or "ledger"
        self._position = self._said = hooks.standing(name).position
        self._said_at = time.monotonic()

    def run(self) -> None:
        """Bring events until the hook ends or the courier stops."""
        try:
            while not self._courier.stopping and (hook := self._now()) is not None:
                self._again(hook)
                if not self._forward(hook):
                    self._say()
                    self._courier.pause(_LOOK_EVERY)
        except LedgerError as error:  # the database went away: the supervisor begins another round
            self._courier.trouble(error.reason)
            self._courier.pause(_LOOK_EVERY)
        finally:
            with suppress(LedgerError):
                self._say()

    def _now(self) -> Hook | None:
        """Return the hook as it is now; None where it has ended."""
        return next((one for one in self._hooks.all() if one.name == self._name and not one.ended), None)

    def _again(self, hook: Hook) -> None:
        """Send the dead letters that somebody asked for, each once."""
        for place in sorted(hook.again):
            event = self._event(place)
            answer = self._sent(hook, event) if event is not None else sending.Answer(None, "no such event")
            if answer.taken:
                self._hooks.revived(self._name, place)
            else:
                self._hooks.died(
                    self._name, place, answer.detail, hook.dead.get(place, {}).get("tries", 0) + 1
                )

    def _forward(self, hook: Hook) -> bool:
        """Bring what is new, in order; return whether there was anything."""
        head = self._log.head()
        if head <= self._position:
            return False
        for position, event in self._events(hook, head):
            if not self._delivered(hook, position, event):
                return True
            self._position = position
            self._say_sometimes()
        self._position = max(self._position, head)
        return True

    def _events(self, hook: Hook, head: int) -> Iterator[tuple[int, dict[str, Any]]]:
        types = tuple(kind for table in hook.tables for kind in _types(table))
        for batch in (
            self._log.scan(self._position, head, types=types)
            if types
            else self._log.scan(self._position, head)
        ):
            for position, stored in batch:
                yield position, decoded(position, stored)

    def _event(self, position: int) -> dict[str, Any] | None:
        stored = self._log.document(position)
        return None if stored is None else decoded(position, stored)

    def _delivered(self, hook: Hook, position: int, event: dict[str, Any]) -> bool:
        """Try until an event is taken or dead; return false where the hook ends or the courier stops."""
        tries = 0
        while True:
            answer = self._sent(hook, event)
            tries += 1
            if answer.taken:
                return True
            if answer.status == sending.GONE:
                self._hooks.end(self._name)
                return False
            if tries > len(self._courier.pauses):
                self._hooks.died(self._name, position, answer.detail, tries)
                self._said = position
                return True
            if not self._courier.pause(self._courier.pauses[tries - 1]) or self._now() is None:
                return False

    def _sent(self, hook: Hook, event: dict[str, Any]) -> sending.Answer:
        message_id = f"{self._ledger}-{event['position']}"
        body, headers = sending.letter(event, message_id, self._secret, datetime.now(UTC))
        address = address_of(hook.url)
        return sending.sent(address, body, headers, inside=hook.inside, patience=self._courier.patience)

    def _say_sometimes(self) -> None:
        late = time.monotonic() - self._said_at > _SAY_EVERY
        if late or self._position - self._said >= _SAY_AFTER:
            self._say()

    def _say(self) -> None:
        if self._position > self._said:
            self._hooks.reached(self._name, self._position)
            self._said, self._said_at = self._position, time.monotonic()


def _types(table: str) -> list[str]:
    declared = catalogue.table(table)
    return [stage.event for stage in declared.stages] or [declared.event]
