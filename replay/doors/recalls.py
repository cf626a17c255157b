"""A recall opened and carried out stage by stage from JSON values: what the verbs of `recall` do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from ledger.errors import CommandError, Problem
from replay.doors.collected import Collected
from replay.telling.opening_options import OpeningOptions
from replay.telling.options import ScopeOptions

if TYPE_CHECKING:
    from ledger.entry.live import Entered, EntryKey
    from replay.bootstrap import Program

NO_SUCH_STAGE: Final = Problem(
    "recall_stage_unknown",
    "登记召回环节：应为 {known} 之一，实际为“{given}”。",
    "Recording a stage of a recall: expected one of {known}, got '{given}'.",
    "即 medledger recall 的各个命令。",
    "They are the verbs of medledger recall.",
)
BAD_BODY: Final = Problem(
    "bad_body",
    "读取请求：应为 JSON 对象，其成员为 {known}，实际不符（{given}）。",
    "Reading the request: expected a JSON object with the members {known}, got something else ({given}).",
    "成员即命令的选项，以 _ 代替 -。",
    "The members are the options of the verb, with _ for -.",
)
_SCOPE: Final = frozenset(one.name for one in fields(ScopeOptions))
_SEVERAL: Final = frozenset({"product", "lot", "serial", "udi", "registration_no", "supplier", "customer"})
_OPENING: Final = frozenset(one.name for one in fields(OpeningOptions)) - {"notice"}


def opened(program: Program, said: Any, key: str | None) -> dict[str, Any]:
    """Open a recall and return how it stands.

    Args:
        program: The ledger, its tables caught up.
        said: The options of `recall open` by name.
        key: What the opening is known by when it is said again.

    Raises:
        CommandError: The scope or a member cannot be read, or a rule refuses.
    """
    from replay.recalls.opening import open_recall

    scope, rest = _parted(said, _OPENING)
    if not rest.get("reason"):
        raise CommandError(BAD_BODY, known="reason", given="-")
    opening = OpeningOptions(**{name: value for name, value in rest.items() if name in _OPENING})
    asked = _key(key, "open", said)
    if asked is not None and (known := program.repeated(asked)) is not None:
        return _told(program, known, _number(known))
    entered, _ = open_recall(program, scope.scope(), opening.columns(), None, key=asked)
    return _told(program, entered, _number(entered))


def carried_out(program: Program, number: str, stage: str, said: Any, key: str | None) -> dict[str, Any]:
    """Record one stage of a recall, or several of the same kind, and return how it stands.

    Args:
        program: The ledger, its tables caught up.
        number: Of the recall.
        stage: A verb of `recall`: `notify`, `respond`, …, or `scope`.
        said: The options of the verb by name; a list of such, for many consignees; `everyone` for `notify`.
        key: What it is known by when it is said again.

    Raises:
        CommandError: There is no such recall or stage, a member cannot be read, or a rule refuses.
    """
    from replay.recalls.named import recall_named

    number = recall_named(program, number).number
    asked = _key(key, stage, {"number": number, "said": said})
    if asked is not None and (known := program.repeated(asked)) is not None:
        return _told(program, known, number)
    if stage == "scope":
        return _scoped(program, number, said, asked)
    rows = _rows(program, number, stage, said)
    if not rows:
        return _told(program, None, number)
    return _told(program, program.entering("recalls", rows, source="http", key=asked), number)


def _scoped(program: Program, number: str, said: Any, key: EntryKey | None) -> dict[str, Any]:
    from replay.recalls.opening import set_scope

    scope, rest = _parted(said, frozenset({"reason"}))
    given = {"scope_reason": rest.get("reason")}
    entered, _ = set_scope(program, number, scope.scope(), given, key=key)
    return _told(program, entered, number)


def _rows(program: Program, number: str, verb: str, said: Any) -> list[dict[str, Any]]:
    from ledger.events import catalogue
    from replay.recalls.completing import completed, untold
    from replay.recalls.rows import typed_row
    from replay.telling.answers.recalls import STAGES

    events = {one[0]: one[1] for one in STAGES}
    if verb not in events:
        raise CommandError(NO_SUCH_STAGE, known=", ".join([*events, "scope"]), given=verb)
    stage = catalogue.table("recalls").stage(events[verb])
    known = (frozenset(stage.columns) | {"customer", "everyone"}) - {"recall_no"}
    rows = []
    for one in said if isinstance(said, list) else [said]:
        row = dict(_members(one, known))
        if "customer" in row:
            row.setdefault("customer_code", row.pop("customer"))
        codes = untold(program, number) if row.pop("everyone", False) else [row.get("customer_code")]
        rows += [typed_row(stage, number, row | ({"customer_code": code} if code else {})) for code in codes]
    return completed(program, stage, rows)


def _parted(said: Any, more: frozenset[str]) -> tuple[ScopeOptions, dict[str, Any]]:
    """Return the options of the scope, and the others."""
    given = _members(said, _SCOPE | more)
    scope: dict[str, Any] = {
        name: _listed(value) if name in _SEVERAL else str(value)
        for name, value in given.items()
        if name in _SCOPE and value is not None
    }
    return ScopeOptions(**scope), {name: value for name, value in given.items() if name not in _SCOPE}


def _members(said: Any, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise CommandError(BAD_BODY, known=", ".join(sorted(known)), given=type(said).__name__)
    for name in said:
        if name not in known:
            raise CommandError(BAD_BODY, known=", ".join(sorted(known)), given=name)
    return said


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _key(name: str | None, verb: str, said: Any) -> EntryKey | None:
    from replay.telling.answers.recalls import recall_key

    return recall_key(name, verb, {"said": said})


def _number(entered: Entered) -> str:
    return str(entered.recorded[0].identity["recall_no"])


def _told(
    program: Program, entered: Entered | None, number: str, warnings: Sequence[str] = ()
) -> dict[str, Any]:
    from replay.telling.answers.recalls import tell_recorded

    answer = Collected("json")
    tell_recorded(program, answer, entered, number, warnings)
    found: dict[str, Any] = answer.held.value
    return found
