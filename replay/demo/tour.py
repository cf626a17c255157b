"""The tour of `medledger demo`: a half year's exports in, a recall answered, corrected and answered again."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger import clock
from ledger.errors import CorruptionError, Problem
from ledger.events import catalogue
from ledger.intake.importer import FileReport
from ledger.intake.opening import Input, open_inputs
from ledger.settings import locate
from projections.answers.cases.obligations import obligations
from projections.reading.cutoff import CutOff
from projections.reading.query import Query
from projections.reading.record_rows import count
from replay.bootstrap import Program, make, opened
from replay.demo.folder import prepare_folder
from replay.demo.house import CUSTOMER
from replay.demo.stage import Stage, say
from replay.demo.story import RECALLED_LOT, RECALLED_PRODUCT, RIGHT_CUSTOMER, WRONG_CUSTOMER
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, SALES
from replay.recall import recall_preview, scope_of

OWED_ON = "2026-06-30"
OWED_BY = ("complaints", "repairs", "adverse_events")
NOT_WHOLE = Problem(
    "demo_not_whole",
    "校验演示账本：应无任何发现，实际为“{message}”。",
    "Verifying the demonstration ledger: expected no finding, got: {message}",
    "再次运行 medledger demo；如仍出现，请检查磁盘。",
    "Run medledger demo again; if it stays, check the disk.",
)


def run_demo(folder: Path) -> None:
    """Give the tour in a folder, which is made anew.

    Raises:
        CommandError: The folder holds something other than an earlier tour, or it cannot be written.
        CorruptionError: The ledger that was just made does not verify.
    """
    exports = prepare_folder(folder)
    location = locate(str(folder / "medledger.db"))
    stage = Stage()
    stage.step(say("A new ledger", "新建账本"))
    made = make(location)
    stage.line(say(f"{location.display}, verifier key:", f"{location.display}，验证公钥："))
    stage.line(f"  {made.verifier_key}", "dim")
    with opened(location) as program:
        tour = _Tour(stage, program, exports)
        known = tour.first_import()
        tour.correction()
        tour.tables()
        tour.recall(known)
        tour.owed()
        tour.proof()
        tour.evidence(folder / "evidence.zip")
    _what_next(stage, folder, known)


class _Tour:
    """The steps on an open ledger."""

    def __init__(self, stage: Stage, program: Program, exports: Path) -> None:
        self._stage = stage
        self._program = program
        self._exports = exports

    def first_import(self) -> int:
        """Import the half year's exports; return the position that the ledger knows them by."""
        self._stage.step(
            say("Half a year of exports, as the business system wrote them", "导入业务系统半年的导出文件")
        )
        reports = self._import([FIRST_IMPORT])
        rejected, rejects = sum(one.rejected for one in reports), self._rejects(SALES)
        self._stage.line(
            say(
                f"{rejected} rows cannot be recorded as they stand; they wait for correction in {rejects}.",
                f"有 {rejected} 行无法照实入账，已写入 {rejects}，改正后再导入。",
            )
        )
        self._stage.line(
            say(
                "What broke a rule but happened is recorded with a finding: a ledger that hides it "
                "cannot recall it.",
                "违反规则但确已发生的业务照实入账并附发现：隐瞒即无法召回。",
            )
        )
        return self._program.log.head()

    def correction(self) -> None:
        """Import the late correction: the void first, then the line entered again."""
        self._stage.step(
            say("A late correction: a sale was booked to the wrong hospital", "事后更正：一笔销售选错了医院")
        )
        self._import([(name,) for name in CORRECTION])
        self._stage.line(
            say(f"Position {self._program.log.head()}.", f"日志位置 {self._program.log.head()}。")
        )

    def _import(self, turns: Sequence[Sequence[str]]) -> list[FileReport]:
        today = clock.today(self._program.zone)
        reports: list[FileReport] = []
        for names in turns:
            inputs: list[Input] = []
            for name in names:
                file = self._exports / name
                inputs += open_inputs(file, table=None, mapping=None, zone=self._program.zone, today=today)
            done = self._program.importing(
                inputs, lambda one: self._rejects(Path(one.file).name), lambda _rows: None
            )
            reports += done.files
        self._stage.table(
            [say("file", "文件"), say("table", "表")],
            [say("rows", "行数"), say("recorded", "入账"), say("rejected", "拒收"), say("findings", "发现")],
            [
                [Path(one.file).name, one.table, one.rows, one.recorded, one.rejected, one.findings]
                for one in reports
            ],
        )
        return reports

    def _rejects(self, name: str) -> Path:
        return self._exports / f"{Path(name).stem}.rejects.csv"

    def tables(self) -> None:
        """Bring the record tables up and show how many rows each has."""
        self._stage.step(say("The record tables that an inspector asks for", "监管检查所需的记录表"))
        cutoff = CutOff(None, self._program.log.head())
        with self._program.caught_up().reading() as connection:
            rows = [
                [one.key, say(one.en, one.zh), count(connection, one, cutoff)] for one in catalogue.tables()
            ]
        filled = [row for row in rows if row[-1]]
        self._stage.table([say("table", "表"), say("title", "名称")], [say("rows", "行数")], filled)
        empty = len(rows) - len(filled)
        self._stage.line(say(f"{empty} more are empty.", f"另有{empty}张表尚无记录。"))

    def recall(self, known: int) -> None:
        """Ask who has the recalled lot, as known before the correction and as known now; show both."""
        self._stage.step(
            say(
                f"The maker recalls lot {RECALLED_LOT} of {RECALLED_PRODUCT}: who has it?",
                f"厂家召回 {RECALLED_PRODUCT} 批号 {RECALLED_LOT}：货在谁手里？",
            )
        )
        then, now = self._answer(str(known)), self._answer(None)
        head = self._program.log.head()
        self._stage.table(
            [say("customer", "客户"), say("name", "名称"), say("telephone", "电话")],
            [
                say(f"as of {known}", f"位置 {known}"),
                say(f"as of {head}", f"位置 {head}"),
            ],
            _side_by_side(then, now),
            marked=True,
        )
        wrong, right = CUSTOMER[WRONG_CUSTOMER]["name"], CUSTOMER[RIGHT_CUSTOMER]["name"]
        totals = [now["totals"][name] for name in ("accepted", "on_hand", "outstanding")]
        self._stage.line(
            say(
                "Accepted {} = on hand {} + outstanding {}.".format(*totals),
                "验收合格 {} = 在库 {} + 在外 {}。".format(*totals),
            )
        )
        self._stage.line(
            say(
                f"Before the correction {wrong} would have been called, and {right} would not. "
                "Both answers stay provable.",
                f"更正之前会通知{wrong}，而漏掉{right}。两个答案都可以随时重现并证明。",
            )
        )

    def _answer(self, known_at: str | None) -> dict[str, Any]:
        scope = scope_of(product=[RECALLED_PRODUCT], lot=[RECALLED_LOT])
        program = self._program
        found = recall_preview(program.log, program.readmodel, scope, zone=program.zone, known_at=known_at)
        return found.answer

    def owed(self) -> None:
        """Show what was overdue in after-sales at the end of the half year."""
        self._stage.step(
            say(
                f"Complaints, repairs, adverse events: what is overdue on {OWED_ON}?",
                f"投诉、维修、不良事件：{OWED_ON} 有哪些逾期？",
            )
        )
        zone = self._program.zone
        cutoff = CutOff(clock.end_of(OWED_ON, zone), self._program.log.head())
        with self._program.caught_up().reading() as connection:
            query = Query(connection, self._program.log, cutoff, zone, OWED_ON)
            rows = list(obligations(query, OWED_BY, states={"overdue"}, by_due=True))
            missed = [one for one in obligations(query, OWED_BY, states={"done_late"}) if one["statutory"]]
        self._stage.table(
            [say("case", "个案"), say("what", "事项"), say("due", "应完成时间")],
            [say("hours late", "逾期小时")],
            [
                [
                    one["number"],
                    say(one["matter"], one["matter_zh"]),
                    one["due_at"][:16].replace("T", " "),
                    one["hours_late"],
                ]
                for one in rows
            ],
        )
        for one in missed:
            self._stage.line(
                say(
                    f"{one['number']}: {one['matter']} was {one['hours_late']} hours late, and stays so.",
                    f"{one['number']}：{one['matter_zh']}逾期 {one['hours_late']} 小时，之后的补录不能抹去。",
                )
            )

    def proof(self) -> None:
        """Sign the head and verify everything.

        Raises:
            CorruptionError: There is a finding.
        """
        self._stage.step(say("Signed and verified", "签名与校验"))
        self._program.checkpoint()
        for row in self._program.indexed().note.split("\n"):
            if row:
                self._stage.line(f"  {row}", "dim")
        verified = self._program.verify()
        if not verified.ok:
            raise CorruptionError(NOT_WHOLE, message=verified.findings[0].message)
        self._stage.line(
            say(
                "Nothing was changed: the log, the tree, the checkpoints and the tables agree.",
                "一致：日志、哈希树、检查点与记录表相符，未发现改动。",
            )
        )

    def evidence(self, bundle: Path) -> None:
        """Export everything about the recalled lot, and check it as a stranger would.

        Args:
            bundle: Where it goes.

        Raises:
            CorruptionError: The check finds something.
        """
        from replay.cutoff import resolve
        from replay.evidence.checking.bundle import check_bundle
        from replay.evidence.exporting import Wish, export
        from replay.evidence.packs import of_goods

        self._stage.step(say("Evidence that a stranger can check", "可由他人核验的证据包"))
        resolved = resolve(self._program.log, self._program.zone)
        pack = of_goods(self._program, resolved, "lot", RECALLED_PRODUCT, RECALLED_LOT)
        made = export(self._program, pack, resolved, bundle, Wish())
        rows = sum(one["rows"] for one in made.tables)
        self._stage.line(
            say(
                f"{bundle}: {rows} rows, {made.events} events; no event of the lot is left out.",
                f"{bundle}：{rows} 行，{made.events} 条事件；该批次无一遗漏。",
            )
        )
        verdict = check_bundle(bundle)
        if not verdict.ok:
            raise CorruptionError(NOT_WHOLE, message=verdict.findings[0]["message"])
        cells = verdict.checked["cells"] + verdict.checked["sheet_cells"]
        self._stage.line(
            say(
                f"Checked: signature, {made.events} proofs, {cells} cells. Nothing was found.",
                f"已核验：签名、{made.events} 条证明、{cells} 个单元格，未发现问题。",
            )
        )


def _side_by_side(then: dict[str, Any], now: dict[str, Any]) -> list[list[Any]]:
    """Return one row per customer of either answer, with what is outstanding by each."""
    rows: dict[str, list[Any]] = {}
    for place, answer in enumerate((then, now)):
        for found in answer["consignees"]:
            code = found["customer_code"]
            row = rows.setdefault(code, [code, found["customer_name"], found["phone"], None, None])
            row[3 + place] = found["outstanding"]
    return [rows[code] for code in sorted(rows)]


def _what_next(stage: Stage, folder: Path, known: int) -> None:
    """Print commands that go on from here."""
    stage.step(say("What to try next", "接下来可以试试"))
    ledger = f"--ledger {shlex.quote(str(folder / 'medledger.db'))}"
    for words in (
        f"recall preview {ledger} --lot {RECALLED_LOT} --known-at {known} --prove",
        f"trace {ledger} --lot {RECALLED_LOT}",
        f"findings {ledger}",
        f"obligations {ledger} --overdue --at {OWED_ON}",
        f"report complaints {ledger} --month 2026-05",
        f"table sales {ledger} --struck --where lot={RECALLED_LOT}",
        f"verify {ledger}",
        f"check {shlex.quote(str(folder / 'evidence.zip'))}",
    ):
        stage.line(f"  {_command()} {words}")
    stage.line(
        say(
            "The console in a browser, with the sample in it: the address and a password are printed.",
            "在浏览器中打开控制台（内含示例）：将打印地址和密码。",
        )
    )
    stage.line(f"  {_command()} serve {ledger}")
    stage.line(
        say("The tutorial docs/start.md does all this by hand.", "教程 docs/start.md 逐步演示同样的操作。")
    )


def _command() -> str:
    """Return how the program is called from here."""
    if shutil.which("medledger"):
        return "medledger"
    program = Path(sys.executable).with_name("medledger")
    return shlex.quote(os.path.relpath(program)) if program.exists() else "medledger"
