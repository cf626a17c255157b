"""Views, forms and letters inside packs: named, bound, without personal values, the same bytes again."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from ledger.merkle.note import Signer
from ledger.seal.key import read_key
from replay.evidence.form import WITHHELD
from tests.support.bundle_tampering import Tampering, copied, of_derived, reseal
from tests.support.bundles import Verdict, both, kinds
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, sale, staff

pytestmark = pytest.mark.xdist_group("evidence")

PERSON = ("王小二", "0311-5555", "槐安路八号")
RECALL = {"recall-event", "recall-progress", "recall-order", "recall-letters", "recall-summary"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A house that sold to a firm and to a person who complains, with a recall and a self-inspection."""
    folder = tmp_path_factory.mktemp("derived")
    desk = Desk(Cli(str(folder / "medledger.db"), folder), folder)
    desk.cli.run("init")
    desk.furnish()
    name, phone, address = PERSON
    desk.recorded("staff", staff("Q1", post="质量负责人"))
    desk.recorded("customers", customer("C9", name=name, phone=phone, address=address, kind="individual"))
    desk.recorded("sales", sale("XS1", quantity="3"), sale("XS9", quantity="1", customer_code="C9"))
    files = [
        desk.file(
            {"complaint_no": "TS-1", "received_on": "2026-05-20", "customer_code": "C9", "channel": "phone"}
            | {"product_code": "P01", "lot": "L1", "content": "漏液", "customer_phone": phone}
        ),
        desk.file(
            {"adverse_event_no": "BL-1", "became_aware_at": "2026-05-20 09:00", "first_responder": "Q1"}
            | {"event_level": "严重伤害", "manifestation": "漏液", "patient_name": name}
            | {"product_code": "P01", "lot": "L1"}
        ),
        desk.file({"self_inspection_no": "ZC-1", "year": "2026", "made_on": "2026-06-01", "content": "全部"}),
    ]
    for file, table in zip(files, ("complaints", "adverse_events", "self_inspections"), strict=True):
        desk.cli.run("import", file, "--table", table, expect=None)
    desk.cli.settings["MEDLEDGER_USER"] = "Q1"
    goods = (
        "--product",
        "P01",
        "--lot",
        "L1",
        "--level",
        "2",
        "--origin",
        "registrant",
        "--reason",
        "密封不良",
    )
    desk.cli.run("recall", "open", *goods)
    return desk.cli


def number(house: Cli) -> str:
    """Return the number of the recall."""
    return str(house.table("recalls")[0]["recall_no"])


@pytest.fixture(scope="module")
def bundle(house: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the recall."""
    place = tmp_path_factory.mktemp("recall") / "bundle"
    house.run("export", "recall", number(house), "--output", place)
    return place


def whole(place: Path) -> Verdict:
    """Return what both checks say of a bundle in which they find nothing."""
    alone, ours = both(place)
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert alone["checked"] == ours["checked"]
    assert {one["what"] for one in ours["not_checked"]} == {one["what"] for one in alone["not_checked"]}
    return ours


def texts(bundle: Path) -> str:
    """Return every text of what is derived, without blanks."""
    found = []
    for file in sorted((bundle / "data").glob("*/*")):
        if file.parent.name == "tables":
            continue
        if file.suffix == ".pdf":
            found += [page.extract_text() for page in PdfReader(file).pages]
        elif file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as archive:
                found += [archive.read(name).decode() for name in archive.namelist()]
        else:
            found.append(file.read_text("utf-8"))
    return re.sub(r"\s", "", "".join(found))


def test_a_recall_pack_holds_its_board_forms_and_letters(bundle: Path) -> None:
    """Named in the basis and in the manifest; what no event proves is said to be so."""
    verdict = whole(bundle)
    assert "derived" in {one["what"] for one in verdict["not_checked"]}
    assert "completeness" not in {one["what"] for one in verdict["not_checked"]}
    assert verdict["checked"]["tags"] == 2  # the recall, and the lot that it names
    told = json.loads((bundle / "data/basis.json").read_bytes())
    assert {one["key"] for one in told["papers"]} == RECALL
    listed = (bundle / "manifest-sha256.txt").read_text()
    assert all(f"  {name}\n" in listed for one in told["papers"] for name in one["files"])
    with (bundle / "data/views/recall_consignees.csv").open(encoding="utf-8-sig", newline="") as file:
        board = {row["客户编码"]: row["应召回数量"] for row in csv.DictReader(file)}
    assert board == {"C1": "3", "C9": "1"}
    letters = re.sub(
        r"\s",
        "",
        "".join(one.extract_text() for one in PdfReader(bundle / "data/papers/recall-letters.pdf").pages),
    )
    assert letters.count("立即停止销售和使用") == len(board)
    assert "召回事件报告表" in (bundle / "data/README.html").read_text("utf-8")


def test_what_is_derived_names_no_person_without_a_purpose(house: Cli, bundle: Path, tmp_path: Path) -> None:
    """Forms, letters and views show a mark instead; with a purpose they show who it is."""
    found = texts(bundle)
    assert WITHHELD in found
    assert not [one for one in PERSON if one in found]
    house.run("export", "recall", number(house), "--personal", "召回通知", "--output", tmp_path / "with")
    whole(tmp_path / "with")
    assert [one for one in PERSON if one in texts(tmp_path / "with")] == list(PERSON)


@pytest.mark.parametrize(
    ("pack", "papers", "views"),
    [
        (("complaint", "TS-1"), {"complaint"}, set()),
        (("adverse-event", "BL-1"), {"adverse-event"}, set()),
        (("lot", "P01", "L1"), set(), {"stock_balances", "distribution_lines"}),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_a_pack_holds_its_own_forms_and_views(
    house: Cli, tmp_path: Path, pack: tuple[str, ...], papers: set[str], views: set[str]
) -> None:
    """Each is whole, and the same basis gives the same bytes."""
    made = house.run("export", *pack, "--output", tmp_path / "a").json
    assert {one["key"] for one in made["papers"]} == papers
    assert {one["key"] for one in made["views"]} >= views
    assert whole(tmp_path / "a")["checked"]["tags"] == 1
    assert not [one for one in PERSON if one in texts(tmp_path / "a")]
    again = house.run(
        "export", *pack, "--basis", tmp_path / "a/data/basis.json", "--output", tmp_path / "b.zip"
    )
    assert again.json["digest"] == made["digest"]


def test_a_self_inspection_pack_holds_its_report_and_the_views_of_article_21(
    house: Cli, tmp_path: Path
) -> None:
    """The report with its figures, and what is no record table; no view names a person."""
    made = house.run("export", "self-inspection", "2026", "--output", tmp_path / "a").json
    assert [one["key"] for one in made["papers"]] == ["self-inspection"]
    views = {one["key"]: one["rows"] for one in made["views"]}
    assert views.keys() >= {"self_inspection_figures", "stock_balances", "service_archives", "change_items"}
    assert views["service_archives"] > 0
    whole(tmp_path / "a")
    assert not [one for one in PERSON if one in texts(tmp_path / "a")]


@pytest.mark.parametrize("tampering", of_derived(), ids=lambda one: one.name)
def test_a_change_of_what_is_derived_is_found(
    house: Cli, bundle: Path, tmp_path: Path, tampering: Tampering
) -> None:
    """By a hand, by digests; by the holder of the key, where it no longer fits what the bundle says of it."""
    place = copied(bundle, tmp_path / "b")
    tampering.change(place)
    if tampering.seal == "signed":
        reseal(place, _signer(house))
    alone, ours = both(place)
    assert kinds(alone) == kinds(ours) == tampering.kinds


def _signer(house: Cli) -> Signer:
    return read_key(Path(f"{house.ledger}.key"))
