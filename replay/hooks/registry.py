"""Which hooks there are, how far each has come, and its dead letters: folded from the doors' table.

An entry says that a hook was registered, ended, how far it has come, that a letter is dead, and that one is
to be sent again. How far it has come is said from time to time only: after a crash some events come twice,
each with the same id.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError
from ledger.log.doors import DoorEntry, said_at_doors, say_at_doors
from replay.hooks import secret_file
from replay.hooks.addresses import address_of
from replay.hooks.problems import BAD_HOOK_NAME, HOOK_EXISTS, NO_DEAD_LETTER, NO_SUCH_HOOK

if TYPE_CHECKING:
    from ledger.log.recorder import LogRecorder
    from ledger.settings import Location

_NAME: Final = re.compile(r"^[a-z0-9-]{1,64}$")


@dataclass(slots=True)
class Hook:
    """A hook.

    Attributes:
        name: Unique among those that stand.
        number: Of the entry that registered it; its secret is kept under it.
        url: Where events are brought.
        tables: Keys of the tables whose events it wants; none for all.
        inside: Whether the receiver lies in the house's own network.
        made_at: Time in stored form.
        position: Of the last event that it is done with, delivered or dead.
        dead: Letters that nobody took, by position: why, how often tried, since when.
        again: Positions of dead letters that are to be sent again.
        ended: Whether nothing is brought any more.
    """

    name: str
    number: int
    url: str
    tables: tuple[str, ...]
    inside: bool
    made_at: str
    position: int
    dead: dict[int, dict[str, Any]] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)
    ended: bool = False


class Hooks:
    """The hooks of one ledger."""

    def __init__(self, log: LogRecorder, location: Location) -> None:
        self._log = log
        self._location = location
        self._lock = threading.Lock()
        self._seen = 0
        self._all: dict[str, Hook] = {}

    def all(self) -> list[Hook]:
        """Return the hooks, those that ended too, by name."""
        with self._lock:
            for entry in said_at_doors(self._log, self._seen):
                self._seen = entry.number
                self._take(entry)
            return [self._all[name] for name in sorted(self._all)]

    def standing(self, name: str) -> Hook:
        """Return a hook that has not ended.

        Raises:
            CommandError: There is none of that name.
        """
        found = next((one for one in self.all() if one.name == name and not one.ended), None)
        if found is None:
            raise CommandError(NO_SUCH_HOOK, name=name)
        return found

    def register(
        self,
        name: str,
        url: str,
        *,
        tables: Sequence[str] = (),
        inside: bool = False,
        after: int | None = None,
    ) -> str:
        """Register a hook and return its secret, which is shown this once.

        Args:
            name: Of the hook.
            url: Where events are brought.
            tables: Keys or Chinese titles of the tables whose events it wants; none for all.
            inside: Whether the receiver may lie in the house's own network.
            after: The position behind which to begin; that of the head by default.

        Raises:
            CommandError: The name or the address will not do, there is such a hook, or no such table.
        """
        from ledger.intake.headings.table_names import table_named

        if not _NAME.match(name):
            raise CommandError(BAD_HOOK_NAME, name=name)
        address_of(url)
        if any(one.name == name and not one.ended for one in self.all()):
            raise CommandError(HOOK_EXISTS, name=name)
        head = self._log.head()
        begin = head if after is None else min(max(0, after), head)
        told = {
            "url": url,
            "tables": [table_named(one).key for one in tables],
            "inside": inside,
            "position": begin,
        }
        say_at_doors(self._log, "hook", name, told)
        secret = secret_file.new_secret()
        secret_file.keep(self._location, self.standing(name).number, secret)
        return secret

    def end(self, name: str) -> None:
        """Bring nothing to a hook any more.

        Raises:
            CommandError: There is none of that name.
        """
        say_at_doors(self._log, "hook_over", self.standing(name).name, {})

    def reached(self, name: str, position: int) -> None:
        """Say how far a hook has come."""
        say_at_doors(self._log, "hook_reached", name, {"position": position})

    def died(self, name: str, position: int, reason: str, tries: int) -> None:
        """Say that an event could not be delivered, and that the hook goes on behind it."""
        say_at_doors(self._log, "hook_dead", name, {"position": position, "reason": reason, "tries": tries})

    def revived(self, name: str, position: int) -> None:
        """Say that a dead letter was delivered after all."""
        say_at_doors(self._log, "hook_revived", name, {"position": position})

    def send_again(self, name: str, position: int | None = None) -> list[int]:
        """Have dead letters sent again, and return their positions.

        Args:
            name: Of the hook.
            position: Of one of them; None for all.

        Raises:
            CommandError: There is no such hook or letter.
        """
        hook = self.standing(name)
        if position is not None and position not in hook.dead:
            raise CommandError(NO_DEAD_LETTER, name=name, position=position)
        wanted = sorted(hook.dead) if position is None else [position]
        for one in wanted:
            say_at_doors(self._log, "hook_again", name, {"position": one})
        return wanted

    def _take(self, entry: DoorEntry) -> None:
        """Fold one entry in."""
        said = entry.what
        if entry.kind == "hook":
            tables = tuple(said["tables"])
            self._all[entry.name] = Hook(
                entry.name, entry.number, said["url"], tables, said["inside"], entry.at, said["position"]
            )
            return
        hook = self._all.get(entry.name) if entry.kind.startswith("hook_") else None
        if hook is None:
            return
        if entry.kind == "hook_over":
            hook.ended = True
            return
        place = said["position"]
        if entry.kind in {"hook_reached", "hook_dead"}:
            hook.position = max(hook.position, place)
        if entry.kind == "hook_dead":
            hook.dead[place] = {"reason": said["reason"], "tries": said["tries"], "at": entry.at}
            hook.again.discard(place)
        elif entry.kind == "hook_again":
            hook.again.add(place)
        elif entry.kind == "hook_revived":
            hook.dead.pop(place, None)
            hook.again.discard(place)
