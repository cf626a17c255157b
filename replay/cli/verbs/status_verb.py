"""`medledger status`: how far the log is, what was signed, and how far the tables have come."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import typer

from replay.cli.builds_shown import build_as_json, building_line, outcome_lines
from replay.cli.headings import Heading, to_second
from replay.cli.options import FormatOption, LedgerOption, OutputOption
from replay.cli.output import chosen
from replay.cli.session import ledger_at
from replay.cli.wording import examples, say

if TYPE_CHECKING:
    from rich.console import Console

    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

PROJECTIONS = (
    Heading("name", "投影", rank=1),
    Heading("version", "版本", "integer"),
    Heading("position", "已到位置", "integer", rank=1),
    Heading("lag", "落后", "integer", rank=1),
    Heading("parked", "搁置", "integer", rank=1),
)
PARKED = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("projection", "投影", rank=1),
    Heading("reason", "原因", rank=1, sentence=True),
)
RELEASED = (
    Heading("position", "日志位置", "integer", rank=1),
    Heading("projections", "投影", "list", rank=1),
    Heading("reason", "解除理由", rank=1, sentence=True),
    Heading("by", "解除人", rank=1),
    Heading("released_at", "解除时间", "datetime", rank=2),
)
_PARKED_SHOWN = 100


@app.command(
    help=say(
        "Show the position of the log, the last checkpoint, how far each projection has come, and the events "
        "that could not be projected: they count as lag until they are taken in (rebuild --parked) or "
        "released (rebuild --release). Also how the last rebuild went, and one that goes on. Changes nothing "
        "and catches nothing up.",
        "显示日志位置、最近的检查点、各投影的进度，以及无法投影而搁置的事件：在重试（rebuild --parked）成功或"
        "解除搁置（rebuild --release）之前都算落后。也显示最近一次重建的结果和正在进行的重建。只看，不更新。",
    ),
    epilog=examples("medledger status", "medledger status --format json"),
)
def status(ledger: LedgerOption = None, form: FormatOption = None, output: OutputOption = None) -> None:
    """Show how far everything is."""
    answer = chosen(form, output, rows=False)
    with ledger_at(ledger) as program:
        found = status_told(program)
    answer.document(found, lambda console: _show(console, found))


def status_told(program: Program) -> dict[str, Any]:
    """Return how far everything is, as JSON."""
    from ledger import clock
    from ledger.log.checkpoints import Checkpoints
    from ledger.own_files import exposed
    from replay.covered import coverage

    head = program.log.head()
    latest = Checkpoints(program.log).latest()
    projections, parked = _projections(program, head)
    open_to_others = [{"file": str(path), "mode": f"{mode:04o}"} for path, mode in exposed(program.location)]
    return {
        "ledger": program.location.display,
        "time_zone": program.zone,
        "database": _database(program),
        "exposed": open_to_others,
        "position": head,
        "record_time": clock.shown(program.log.record_time_at(head), program.zone),
        "checkpoint": None
        if latest is None
        else {
            "size": latest.size,
            "root": b64encode(latest.root).decode(),
            "taken_at": clock.shown(latest.taken_at, program.zone),
        },
        "backup": _backup(program),
        **coverage(program, head),
        "generation": program.readmodel.generation,
        "projections": projections,
        "outdated": program.readmodel.outdated() if program.readmodel.generation else [],
        **parked,
        **_builds(program),
        **_in_clear(program),
    }


def _backup(program: Program) -> dict[str, Any] | None:
    """Return when the last backup was taken, and how far it reaches; None where none was."""
    from ledger import clock
    from ledger.log.accesses import Accesses
    from replay.backup.taking import VERB

    last = Accesses(program.log).last_exported(VERB)
    if last is None:
        return None
    return {"position": last.what["position"], "taken_at": clock.shown(last.at, program.zone)}


def _database(program: Program) -> dict[str, Any]:
    """Return which database it is, as whom this program works there, and what it may do."""
    from ledger.log.roles import standing

    if program.location.is_sqlite:
        return {"kind": "sqlite"}
    with program.log.reading() as connection:
        return {"kind": "postgresql", **standing(connection).as_json()}


def _in_clear(program: Program) -> dict[str, Any]:
    """Return what earlier programs kept of individuals in clear, nothing where they kept none."""
    from ledger.recording.in_clear import held_in_clear

    found = held_in_clear(program.log)
    return {} if found is None else {"in_clear": found._asdict()}


def _builds(program: Program) -> dict[str, Any]:
    """Return the builds that go on or were broken off, the last that serves, and what is kept of before."""
    from projections.engine.builds import KIND

    serving = program.readmodel.generation
    told = program.readmodel.generations.told(KIND)
    builds = [build_as_json(note, program.zone) for note in told]
    return {
        "followed_by": _follower(program),
        "kept": program.readmodel.kept(),
        "rebuilt": next((one for one in reversed(builds) if one["state"] == "switched"), None),
        "building": [one for one in builds if one["state"] == "building" and one["generation"] > serving],
    }


def _follower(program: Program) -> dict[str, Any] | None:
    """Return who was the last to begin following; whether it still does, only its machine can tell."""
    from ledger import clock
    from replay.succession import KIND

    last = next(iter(program.readmodel.generations.told(KIND)), None)
    return None if last is None else {**last.said, "since": clock.shown(last.at, program.zone)}


def _projections(program: Program, head: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return how far each projection has come, and the events that one could not take.

    An event that is parked is not caught up, whatever comes behind it; one that was released is.
    """
    from replay.parking import released, waiting

    readmodel = program.readmodel
    tracked = readmodel.tracking() if readmodel.generation else {}
    parked = waiting(readmodel)
    projections = []
    for projection in readmodel.projections:
        row = tracked.get(projection.name)
        position = row.position if row else 0
        waits = sum(one.projection == projection.name for one in parked)
        projections.append(
            {
                "name": projection.name,
                "version": row.version if row else projection.version,
                "position": position,
                "lag": head - position + waits,
                "parked": waits,
            }
        )
    shown = [
        {"position": one.position, "projection": one.projection, "reason": one.reason}
        for one in parked[:_PARKED_SHOWN]
    ]
    return projections, {"parked": shown, "released": released(readmodel, program.zone)}


def _show_backup(console: Console, backup: dict[str, Any] | None) -> None:
    if backup is None:
        console.print(say("Backup      none noted", "备份    尚无记录"))
    else:
        line = f"{backup['position']}, {to_second(backup['taken_at'])}"
        console.print(say(f"Backup      {line}", f"备份    {line}"))


def _show_coverage(console: Console, found: dict[str, Any]) -> None:
    if (bare := found["unsealed"]) is not None:
        first, last = bare["first"], bare["last"]
        console.print(
            say(
                f"Unsealed    {first} to {last}: no checkpoint covers them",
                f"未签署  第 {first} 至 {last} 条",
            )
        )
    if (beyond := found["truncated"]) is not None:
        known = max(beyond["copies"] or 0, beyond["tables"])
        console.print(
            say(
                f"Truncated   {known} are known, the log ends at {beyond['log']}: run medledger verify",
                f"已截断  已知有 {known} 条，账本止于第 {beyond['log']} 条：请运行 medledger verify",
            )
        )


def _show(console: Console, found: dict[str, Any]) -> None:
    from replay.cli.screen import print_rows

    console.print(say(f"Ledger      {found['ledger']}", f"账本    {found['ledger']}"))
    _show_database(console, found["database"])
    when = to_second(found["record_time"])
    console.print(say(f"Position    {found['position']}, {when}", f"位置    {found['position']}，{when}"))
    signed = found["checkpoint"]
    if signed is None:
        console.print(say("Checkpoint  none yet", "检查点  尚无"))
    else:
        line = f"{signed['size']}, {to_second(signed['taken_at'])}"
        console.print(say(f"Checkpoint  {line}", f"检查点  {line}"))
    _show_backup(console, found["backup"])
    _show_coverage(console, found)
    for one in found["exposed"]:
        line = f"{one['file']} ({one['mode']})"
        console.print(say(f"Exposed     {line}: chmod o=,g-w", f"权限过宽 {line}：请收紧为 0640"))
    if (clear := found.get("in_clear")) is not None:
        files, first = clear["files"], clear["first"]
        console.print(
            say(
                f"In clear    {files} files of individuals, the first at {first}, of an earlier version",
                f"明文    {files} 份个人档案，首份为第 {first} 条（早期版本所存）",
            )
        )
    console.print()
    print_rows(console, PROJECTIONS, found["projections"])
    if found["outdated"]:
        names = ", ".join(found["outdated"])
        console.print(
            say(
                f"Of another version: {names}. The next question makes them anew, or medledger rebuild.",
                f"版本不同：{names}。下一次查询时自动重建，也可先运行 medledger rebuild。",
            ),
            soft_wrap=True,
        )
    if found["parked"]:
        console.print()
        print_rows(console, PARKED, found["parked"])
    if found["released"]:
        console.print()
        print_rows(console, RELEASED, found["released"])
    _show_builds(console, found)


_WORKS_AS = {
    "appender": ("may read and append only", "仅可读取和追加"),
    "owner": (
        "has the rights of the owner: only the triggers protect the log",
        "拥有所有者权限：仅由触发器保护",
    ),
    "other": ("has rights of its own", "使用自身权限"),
}


def _show_database(console: Console, found: dict[str, Any]) -> None:
    """Say as whom the program works on PostgreSQL."""
    if found["kind"] != "postgresql":
        return
    en, zh = _WORKS_AS[found["works_as"]]
    login, role = found["login"], found["role"]
    console.print(
        say(f"Login       {login} as {role}: {en}", f"账户    {login}，角色 {role}：{zh}"), soft_wrap=True
    )


def _show_builds(console: Console, found: dict[str, Any]) -> None:
    if found["rebuilt"] is not None:
        when, position = to_second(found["rebuilt"]["begun_at"]), found["rebuilt"]["position"]
        console.print()
        console.print(
            say(
                f"Tables built anew {when}, up to position {position}.",
                f"记录表重建于 {when}，至位置 {position}。",
            )
        )
        for line in outcome_lines(found["rebuilt"]):
            console.print(line)
    if found["kept"] is not None:
        console.print(
            say(
                f"Generation {found['kept']} is kept; medledger rebuild --drop-old removes it.",
                f"第 {found['kept']} 代旧记录表仍保留；可用 medledger rebuild --drop-old 删除。",
            )
        )
    if found["followed_by"] is not None:
        who = found["followed_by"]
        when, where = to_second(who["since"]), f"{who['host']}, {who['pid']}"
        console.print(
            say(
                f"Followed since {when} by {who['by']} ({where}).",
                f"自 {when} 由 {who['by']} 跟随（{where}）。",
            )
        )
    for build in found["building"]:
        console.print(building_line(build))
