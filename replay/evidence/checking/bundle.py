"""The whole check of a bundle, step by step."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import orjson

from replay.evidence.checking import container, evidence, signed
from replay.evidence.checking.entire import COMPLETENESS, judge_tags, stands_outside
from replay.evidence.checking.evidence import Evidence
from replay.evidence.checking.received import ReceivedBag, content, received
from replay.evidence.checking.sheets import TableJudge, csv_rows
from replay.evidence.checking.timestamps import TIMESTAMP, judge_timestamp
from replay.evidence.checking.verdict import UNREADABLE, Verdict, worded
from replay.evidence.checking.workbooks import judge_workbook

_BASIS: Final = "data/basis.json"
_RULES: Final = "data/rules.json"
_MAY_BE: Final = frozenset(
    {
        "data/consistency.json",
        COMPLETENESS,
        "data/personal.jsonl",
        TIMESTAMP,
    }
)
_volume = re.compile(r"data/((?:tables|views)/[a-z_]+)\.\d+\.pdf").fullmatch
_paper = re.compile(r"data/papers/[a-z0-9-]+\.(pdf|xlsx)").fullmatch


def check_bundle(
    place: Path, *, key: str | None = None, earlier: Path | None = None, authority: Path | None = None
) -> Verdict:
    """Check a bundle.

    Args:
        place: A folder or a ZIP.
        key: Verifier key of the ledger, as its holder gave it; None takes the one that the bundle names.
        earlier: File with a checkpoint that was received before.
        authority: File with certificates of the time-stamping authority.
    """
    verdict = Verdict()
    try:
        bundle = received(place)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        verdict.find("bag", str(place), str(error))
        return verdict
    with closing(bundle), closing(Evidence()) as found:
        with verdict.catching(TIMESTAMP):
            judge_timestamp(bundle, authority, verdict)
        _take_steps(bundle, found, key, earlier, verdict)
    return verdict


def _take_steps(
    bundle: ReceivedBag, found: Evidence, key: str | None, earlier: Path | None, verdict: Verdict
) -> None:
    # 1. and 2. The bag and its digests.
    with verdict.catching("bag-info.txt"):
        container.judge_container(bundle, verdict)
    basis, rules = _object(bundle, _BASIS, verdict), _object(bundle, _RULES, verdict)
    # 3. and 4. What the key signed.
    verifier = signed.verifier_of(basis, key, verdict)
    head = None
    if verifier is not None:
        with verdict.catching(signed.NOTE):
            signed.judge_note(bundle, verifier, verdict)
        with verdict.catching(signed.CHECKPOINT):
            head = signed.signed_head(bundle, verifier, basis, verdict)
    # 5. and 6. The events and the personal values.
    with verdict.catching(evidence.EVENTS):
        evidence.judge_events(bundle, found, head, basis.get("events"), verdict)
    with verdict.catching(evidence.PERSONAL):
        evidence.judge_personal(bundle, found, verdict)
    # 7. All events of the tags that were asked for.
    with verdict.catching(COMPLETENESS):
        judge_tags(bundle, basis, head, found, verdict)
    # 8. and 9. The tables and their workbooks.
    with verdict.catching(_RULES):
        _judge_tables(bundle, basis, rules, found, verdict)
    # 10. The log only grew.
    if verifier is not None and head is not None:
        with verdict.catching(signed.CONSISTENCY):
            signed.judge_consistency(bundle, verifier, head, earlier, verdict)
    # 11. What could not be checked.
    verdict.leave(
        "pdf", worded("the text of PDF and HTML, beyond their digests", "PDF 和 HTML 的文字（仅核对摘要）")
    )


def _object(bundle: ReceivedBag, name: str, verdict: Verdict) -> Mapping[str, Any]:
    if name not in bundle.names:
        return {}
    try:
        value = orjson.loads(content(bundle, name))
    except (*UNREADABLE, zipfile.BadZipFile, NotImplementedError):
        value = None
    if isinstance(value, dict):
        return value
    verdict.find("unreadable", name, worded("is no JSON object", "不是 JSON 对象"))
    return {}


def _judge_tables(
    bundle: ReceivedBag, basis: Mapping[str, Any], rules: Mapping[str, Any], found: Evidence, verdict: Verdict
) -> None:
    forms: Sequence[Mapping[str, Any]] = rules.get("tables") or ()
    stated = {one["key"]: one["rows"] for one in basis.get("tables") or ()}
    if list(stated) != [form["key"] for form in forms]:
        verdict.find("basis", _BASIS, worded("states other tables", "所载各表不同"))
    views: Sequence[Mapping[str, Any]] = rules.get("views") or ()
    _judge_names(bundle, forms, views, _papers_of(basis), verdict)
    for form in forms:
        names = {f"data/tables/{form['key']}.{ending}" for ending in ("csv", "xlsx", "rows.jsonl")}
        if not names <= bundle.names:
            continue
        with verdict.catching(f"data/tables/{form['key']}.csv"):
            rows = TableJudge(bundle, form, found, verdict).rows()
            if rows != stated.get(form["key"]):
                verdict.find("basis", _BASIS, worded("states another number of rows", "所载行数不同"))
        with verdict.catching(f"data/tables/{form['key']}.xlsx"):
            judge_workbook(bundle, form, verdict, "tables")
    _judge_views(bundle, basis, views, verdict)
    _judge_unnamed(forms, found, basis.get("at"), verdict)


def _papers_of(basis: Mapping[str, Any]) -> set[str]:
    """Return the files of the papers that a basis names."""
    return {name for one in basis.get("papers") or () for name in one["files"]}


def _judge_views(
    bundle: ReceivedBag, basis: Mapping[str, Any], views: Sequence[Mapping[str, Any]], verdict: Verdict
) -> None:
    """Judge what is derived: each view is in its XLSX what it is in its CSV; more no event says."""
    stated = {one["key"]: one["rows"] for one in basis.get("views") or ()}
    if list(stated) != [form["key"] for form in views]:
        verdict.find("basis", _BASIS, worded("states other views", "所载各视图不同"))
    for form in views:
        names = {f"data/views/{form['key']}.{ending}" for ending in ("csv", "xlsx")}
        if names <= bundle.names:
            with verdict.catching(f"data/views/{form['key']}.csv"):
                _judge_view(bundle, form, stated.get(form["key"]), verdict)
            with verdict.catching(f"data/views/{form['key']}.xlsx"):
                judge_workbook(bundle, form, verdict, "views")
    papers = len(basis.get("papers") or ())
    if views or papers:
        why = worded(
            f"whether {len(views)} views and {papers} papers follow from the rows",
            f"{len(views)} 个视图和 {papers} 份文书是否由各行得出",
        )
        verdict.leave("derived", why)


def _judge_view(bundle: ReceivedBag, form: Mapping[str, Any], stated: object, verdict: Verdict) -> None:
    file = f"data/views/{form['key']}.csv"
    with csv_rows(bundle, file) as rows:
        headings = [column["zh"] for column in form["columns"]]
        if next(rows, []) != headings:
            verdict.find("heading", file, worded("has other headings", "标题与表式不符"), 0)
        count = sum(1 for _ in rows)
    verdict.checked["view_rows"] += count
    if count != stated:
        verdict.find("basis", _BASIS, worded("states another number of rows", "所载行数不同"))


def _judge_names(
    bundle: ReceivedBag,
    forms: Sequence[Mapping[str, Any]],
    views: Sequence[Mapping[str, Any]],
    papers: set[str],
    verdict: Verdict,
) -> None:
    sheets = {f"tables/{form['key']}" for form in forms} | {f"views/{form['key']}" for form in views}
    wanted = {f"data/{sheet}.{ending}" for sheet in sheets for ending in ("csv", "xlsx", "pdf")}
    wanted |= {f"data/tables/{form['key']}.rows.jsonl" for form in forms}
    wanted |= {name for name in papers if _paper(name)}
    for name in sorted(wanted - bundle.names):
        verdict.find("missing", name, worded("is not there", "缺失"))
    allowed = {*wanted, *container.NEEDED, *_MAY_BE}
    for name in sorted(bundle.names - allowed):
        volume = _volume(name)
        if name.startswith(container.DATA) and not (volume and volume[1] in sheets):
            verdict.find("unlisted", name, worded("does not belong to a bundle", "不属于证据包"))


def _judge_unnamed(forms: Sequence[Mapping[str, Any]], found: Evidence, at: object, verdict: Verdict) -> None:
    for position in sorted(found.starts.keys() - found.named):
        if position in found.complete and stands_outside(found[position], forms, found, at):
            continue
        why = worded(f"no row rests on event {position}", f"没有任何行出自第 {position} 条")
        verdict.find("unused", evidence.EVENTS, why, position)
    for position, _ in sorted(found.values or ()):
        if position not in found.named:
            verdict.find("personal", evidence.PERSONAL, worded("belongs to no row", "不属于任何行"), position)
