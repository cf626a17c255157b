"""Deciding on voids: a record that no longer counts, still visible (interface rule 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.deciding.decision import Accepted, Command, Context, Decided, Duplicate, Refused, refused
from ledger.deciding.headings import title
from ledger.deciding.identity import event_id
from ledger.deciding.integrity_rules import VOID_BREAKS, VOID_UNKNOWN, VOIDED_ALREADY
from ledger.deciding.judging import passed
from ledger.deciding.plan import HARD
from ledger.deciding.quality_roles import same_person
from ledger.deciding.record_rules import VOID_OWN
from ledger.deciding.references import Known, judge_references
from ledger.deciding.rule import Breach
from ledger.deciding.situation import NO_CASE, Situation
from ledger.deciding.targets import table_of_void, voided_records, voided_register
from ledger.events import catalogue
from ledger.names import serials_of
from ledger.phrases import Phrase, Said
from ledger.state import loaners
from ledger.state.effects import moves
from ledger.state.entries import CaseRecord, Record, Register, Return, Sale, Step, Unit
from ledger.state.holdings import holding, last_name, name_of, shown
from ledger.state.keys import held_key, record_key, returns_of_case_key
from ledger.state.kinds import SEPARATOR
from ledger.state.repository import State
from ledger.state.stays import came_twice, moved_since, overlaps, undone

# Why a record must stay, and what is to be voided first; refusals are kept nowhere, so no event holds these.
RECORD: Final = Phrase("strike_record", "{table} {number}", "{table} {number}")
LAST_VERSION_USED: Final = Phrase(
    "strike_last_version_used", "有记录使用该档案的最后版本", "records use its last version"
)
ITS_USERS: Final = Phrase("strike_its_users", "使用该档案的记录", "the records that use it")
HAS_RETURNS: Final = Phrase("strike_has_returns", "该行已有退货", "the line has returns")
SOLD_AGAIN: Final = Phrase(
    "strike_sold_again", "退回的产品已再次售出", "the unit that came back was sold again"
)
MOVED_AGAIN: Final = Phrase(
    "strike_moved_again", "退回的产品其后又有去向", "the unit that came back has gone elsewhere since"
)
CAME_AGAIN: Final = Phrase("strike_came_again", "该产品其后再次验收入库", "the unit was received again since")
RECEIVED_ON: Final = Phrase(
    "strike_received_on",
    "产品“{product_code}”序列号“{serial}”{days}的验收记录",
    "the receipt of serial {serial!r} of product {product_code!r} accepted on {days}",
)
STAGE_HAS_RECORD: Final = Phrase(
    "strike_stage_has_record", "由该环节产生的记录仍有效", "the record that came of this stage stands"
)


def decide_void(command: Command, state: State, context: Context, known: Known) -> Decided:
    """Decide on a void; its tags are those of the events it voids."""
    _name_target_fully(command, state)
    data, envelope = command.data, command.envelope
    found = event_id(command.table, data, envelope.note, None, envelope.replaces)
    before: Record | None = state.get(record_key(command.table, data))
    if before is not None and found in before.body:
        return Duplicate(before.position)
    positions = _targets(data, state, context)
    breaches, findings = judge_references(command, known, context)
    if isinstance(positions, Refused):
        return refused(*positions.breaches, *breaches)
    if breaches:
        return refused(*breaches)
    own = judged_approver(command, positions, state, context)
    if isinstance(own, Refused):
        return own
    findings += own
    tags = {tag for position in positions for tag in context.stored(position).get("tags", ())}
    tags.add(f"staff:{data['approver']}")
    return Accepted(
        command,
        data,
        found,
        sorted(tags),
        envelope._replace(event_time=context.start_of(data["voided_on"])),
        findings=findings,
        voided=positions,
    )


def _situation(command: Command, state: State, context: Context) -> Situation:
    return Situation(command, state, context, {}, NO_CASE, command.data, command.data["voided_on"])


def judged_approver(
    command: Command, positions: Sequence[int], state: State, context: Context
) -> list[dict[str, Any]] | Refused:
    """Return the findings with which a void's approver lets it pass, or its refusal.

    Args:
        command: The void.
        positions: Of the events that it voids.
        state: What earlier events left.
        context: What may be asked besides.
    """
    own = list(_own(command.data, positions, state, context))
    return passed(_situation(command, state, context), own)


def _own(
    data: Mapping[str, Any], positions: Sequence[int], state: State, context: Context
) -> Iterator[Breach]:
    """Judge that who approves a void neither made the record nor enters it; who imports it does not."""
    approver = data["approver"]
    made = [context.stored(position)["data"] for position in positions]
    doers = {one[key] for one in made for key in ("seller", "handler") if key in one}
    if context.live and context.recorded_by:
        doers.add(context.recorded_by)
    if any(same_person(state, approver, one) for one in doers):
        yield VOID_OWN.broken(target=target_name(data), approver=approver)


def _name_target_fully(command: Command, state: State) -> None:
    """Name the table by its key, and a register row of several parts by all of them, as they are kept."""
    data = command.data
    if (table := table_of_void(data)) is not None:
        data["record_table"] = table.key
    if (found := voided_register(state, data)) is not None:
        data["record_no"] = found[0].replace(SEPARATOR, "/")


def target_name(data: Mapping[str, Any]) -> Said:
    """Return the target of a void as people name it: table, number, line."""
    line = f"/{data['line']}" if "line" in data else ""
    return _record(data["record_table"], f"{data['record_no']}{line}")


def _record(table: str, number: str) -> Said:
    """Return a record as people name it; a table that is unknown in the words in which it was named."""
    known = any(one.key == table for one in catalogue.tables())
    return RECORD.with_(table=title(table) if known else table, number=number)


def _targets(data: dict[str, Any], state: State, context: Context) -> list[int] | Refused:
    target = target_name(data)
    if data["record_table"] == "voids":
        return refused(VOIDED_ALREADY.broken(target=target))
    if (found := voided_register(state, data)) is not None:
        return _register_target(data, found[1], context)
    records = voided_records(state, data)
    if not records:
        return refused(VOID_UNKNOWN.broken(target=target))
    standing = [(key, record) for key, record in records if record.position]
    if not standing:
        return refused(VOIDED_ALREADY.broken(target=target))
    breaches = [breach for key, record in standing for breach in _breaks(key, record, state, context)]
    if breaches:
        return refused(*breaches)
    return sorted(record.position for _, record in standing)


def _register_target(data: dict[str, Any], register: Register, context: Context) -> list[int] | Refused:
    standing = [version for version in register.versions if not version.voided]
    target = target_name(data)
    if not standing:
        return refused(VOIDED_ALREADY.broken(target=target))
    table, code = data["record_table"], data["record_no"]
    if len(standing) == 1 and table in HARD and context.used(f"{table.removesuffix('s')}:{code}"):
        return refused(
            VOID_BREAKS.broken(
                target=target,
                because=LAST_VERSION_USED,
                first=ITS_USERS,
            )
        )
    return [max(version.position for version in standing)]


def _breaks(key: str, record: Record, state: State, context: Context) -> list[Breach]:
    """Return why voiding this one record would break the trace of others."""
    name = "/".join(key.split(SEPARATOR)[2:])
    body = record.body
    if isinstance(body, CaseRecord):
        return _stage_breaks(name, body, state, context) or _unit_breaks(name, body, state)
    table, own = key.split(SEPARATOR)[1], key.split(SEPARATOR, 1)[1]
    line = body if isinstance(body, Sale) else state.get(held_key(own))
    if isinstance(line, Sale) and line.returns:
        because, first = HAS_RETURNS, line.returns
    else:
        because, first = SOLD_AGAIN, _held_again(own, body, state)
    if not first:
        because, first = MOVED_AGAIN, _moved_again(own, body, state)
    if not first:
        return _came_again(_record(table, name), own, body, state)
    return [VOID_BREAKS.broken(target=_record(table, name), because=because, first=_records(first))]


def _held_again(name: str, body: Any, state: State) -> list[str]:
    """Return by which records units have another holder that a void would give back to the one before.

    Any day counts: also where the unit has come back from the later holder since.
    """
    units = _units(body, state)
    return sorted({stay.name for unit in units for _, stay in overlaps(undone(unit, name).stays)})


def _moved_again(name: str, body: Any, state: State) -> list[str]:
    """Return by which records units left the place to which a record, to be voided, brought them."""
    return _of_one_table({later for unit in _units(body, state) for later in moved_since(unit, name)})


def _of_one_table(names: Collection[str]) -> list[str]:
    """Return the names of records of the first table there is among them."""
    found = sorted(names)
    return [one for one in found if one.split(SEPARATOR)[0] == found[0].split(SEPARATOR)[0]]


def _came_again(target: Said, name: str, body: Any, state: State) -> list[Breach]:
    """Return which units a void would let be there twice: they came in again, having gone by this record.

    A unit keeps the days of its receipts alone (rule M-27).
    """
    breaches = []
    for product, serial in _serials(body):
        unit = state.unit(product, serial)
        if unit is None or len(unit.accepted) < 2:
            continue
        days = Counter(came_twice(undone(unit, name))) - Counter(came_twice(unit))
        if days:
            later = RECEIVED_ON.with_(product_code=product, serial=serial, days=", ".join(sorted(days)))
            breaches.append(VOID_BREAKS.broken(target=target, because=CAME_AGAIN, first=later))
    return breaches


def _units(body: Any, state: State) -> list[Unit]:
    """Return the units that a record took back or disposed of."""
    return [unit for one in _serials(body) if (unit := state.unit(*one)) is not None]


def _serials(body: Any) -> list[tuple[str, str]]:
    """Return product and serial of the units that a record took back or disposed of."""
    product, serials = "", []
    if isinstance(body, Return):
        product, serials = body.product, body.serials
    elif isinstance(body, Mapping):
        product, serials = body.get("product_code", ""), serials_of(body)
    return [(product, serial) for serial in serials]


def _returns_since(step: Step, state: State) -> list[str]:
    """Return the return lines that rest on a stage of their case: those recorded behind it."""
    if "return_case_no" not in step.data:
        return []
    names: list[str] = state.get(returns_of_case_key(step.data["return_case_no"])) or []
    records = ((name, state.record(*name.split(SEPARATOR))) for name in names)
    return [name for name, record in records if record is not None and record.position > step.position]


def _brought_back(step: Step, state: State) -> list[str]:
    """Return what brought goods back that the stage sent out, or handed over without a sale."""
    table = catalogue.table_of(step.type)
    own = name_of(step.type, *(step.data[column] for column in table.identity))
    if (handed := holding(state, last_name(state, own))) is not None:
        return list(handed.line.returns)
    if step.type != "goods_consigned_out":
        return []
    out = state.consigned(step.data["consignment_no"], step.data["line"])
    return [name_of("returns", number) for number in sorted(out.rows)] if out is not None else []


def _records(names: list[str]) -> Said:
    """Return records of one table as people name them."""
    what = names[0].split(SEPARATOR)[0]
    stages = {stage.event: table.key for table in catalogue.tables() for stage in table.stages}
    return _record(stages.get(what, what), ", ".join(shown(one) for one in names))


def _unit_breaks(name: str, case: CaseRecord, state: State) -> list[Breach]:
    """Return why the newest stage of a case must stay: a unit that it moved has gone elsewhere since."""
    step = case.steps[-1]
    stages = [(one.type, one.data) for one in case.steps]
    row = loaners.merged(case.data, stages) if step.type == loaners.RETURNED else case.data
    table = catalogue.table_of(step.type)
    own = name_of(step.type, *(step.data[column] for column in table.identity))
    found: set[str] = set()
    for move in moves(step.type, step.data, row):
        if move.serial and (unit := state.unit(move.product, move.serial)) is not None:
            found.update(moved_since(unit, own))
    if not found:
        return []
    because, first = MOVED_AGAIN, _records(_of_one_table(found))
    return [VOID_BREAKS.broken(target=_record(table.key, name), because=because, first=first)]


def _stage_breaks(name: str, case: CaseRecord, state: State, context: Context) -> list[Breach]:
    """Return why the newest stage of a case must stay: the sale or return that came of it stands."""
    step = case.steps[-1]
    later = _returns_since(step, state) or _brought_back(step, state)
    if later:
        table = catalogue.table_of(step.type).key
        return [
            VOID_BREAKS.broken(target=_record(table, name), because=STAGE_HAS_RECORD, first=_records(later))
        ]
    of_case = "return_case_no" if step.type == "return_completed" else "consignment_no"
    for column, table in (("sale_no", "sales"), ("return_no", "returns")):
        if column not in step.data or of_case not in step.data:
            continue
        document = {"record_table": table, "record_no": step.data[column]}
        standing = [
            one
            for one in voided_records(state, document)
            if one[1].position and context.stored(one[1].position)["data"].get(of_case) == step.data[of_case]
        ]
        if standing:
            return [
                VOID_BREAKS.broken(
                    target=_record(catalogue.table_of(step.type).key, name),
                    because=STAGE_HAS_RECORD,
                    first=target_name(document),
                )
            ]
    return []


__all__ = ["decide_void", "judged_approver", "target_name"]
