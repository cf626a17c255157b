"""Asked again with `--basis`: the bytes of an earlier answer, whatever came since."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ledger.events import catalogue
from projections.answers.catalogue import VIEW_KEYS
from replay.demo import story
from replay.demo.write_sample import CORRECTION, FIRST_IMPORT, SAMPLE
from tests.stories.conftest import Begin
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, receipt, sale, void

LOT = ("--product", story.RECALLED_PRODUCT, "--lot", story.RECALLED_LOT)
LISTS: tuple[tuple[str, ...], ...] = (
    ("tables",),
    ("findings",),
    ("findings", "counts"),
    ("cases",),
    ("obligations", "--open"),
    ("trace", *LOT),
    (
        "table",
        "sales",
        "--where",
        "customer_code~K",
        "--sort",
        "-sold_on",
        "--columns",
        "sale_no,customer_name",
    ),
    ("table", "customers", "--struck"),
)
DOCUMENTS: tuple[tuple[str, ...], ...] = (
    ("recall", "preview", *LOT),
    ("report", "complaints"),
    ("report", "indicators", "--month", "2026-05"),
)
NOW = ("--at", "2026-06-30")


def exports(desk: Desk) -> None:
    """The exports of a distributor, taken in."""
    desk.cli.import_(*copies(desk, FIRST_IMPORT), expect=2)


def copies(desk: Desk, names: Sequence[str]) -> list[Path]:
    """Return copies of files of the sample, beside which rejects may be written."""
    return [Path(shutil.copy(SAMPLE / name, desk.folder)) for name in names]


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger that holds those exports."""
    return begin(exports)


def later(desk: Desk) -> None:
    """Corrections, voids, late papers and new versions; then the tables are built anew."""
    cli = desk.cli
    cli.run("import", *copies(desk, CORRECTION), expect=None)
    sales = cli.table("sales", "--where", f"lot={story.RECALLED_LOT}")
    desk.recorded("voids", void("sales", sales[0]["sale_no"], str(sales[0]["line"])))
    for row in cli.table("customers")[:3]:
        desk.recorded(
            "customers", customer(row["customer_code"], name=f"{row['name']}（新）", event_time="2026-06-09")
        )
    desk.take("receipts", receipt("YS-LATE", product_code=story.RECALLED_PRODUCT), expect=None)
    cli.run("rebuild")


def kept(house: Desk, name: str, *question: str, expect: int | None = None) -> tuple[Path, str]:
    """Ask, and keep the answer as a file."""
    answer = house.cli.run(*question, "--format", "json", expect=expect).out
    file = house.folder / f"{name}.json"
    file.write_text(answer, "utf-8")
    return file, answer


def test_every_list_and_every_document_comes_back_byte_for_byte(house: Desk) -> None:
    asked = [(*one, "--envelope") for one in LISTS] + list(DOCUMENTS)
    asked += [(*one, "--at", "2026-05-10", "--known-at", "300", "--envelope") for one in LISTS]
    number = house.cli.table("complaints")[0]["complaint_no"]
    asked.append(("case", number))
    before = [(one, *kept(house, f"answer{place}", *one)) for place, one in enumerate(asked)]
    later(house)
    for question, file, answer in before:
        same = tuple(word for word in question if word not in {"--at", "2026-05-10", "--known-at", "300"})
        again = house.cli.run(*same, "--basis", file, "--format", "json", expect=None)
        assert again.out == answer, question
        assert "another form" not in again.err, question
        bare = json.dumps(json.loads(answer)["basis"])
        piped = house.cli.run(*same, "--basis", "-", "--format", "json", stdin=bare, expect=None)
        if question[0] != "report":
            assert piped.out == answer, question


def test_every_table_and_view_comes_back_byte_for_byte(house: Desk) -> None:
    keys = [row["key"] for row in house.cli.rows("tables", "--filled")]
    before = {key: house.cli.run("table", key, "--envelope").out for key in (*keys, *VIEW_KEYS)}
    assert len(before) > len(VIEW_KEYS) + 10
    later(house)
    for key, answer in before.items():
        again = house.cli.run("table", key, "--envelope", "--basis", "-", stdin=answer)
        assert again.out == answer, key
    assert set(keys) <= set(catalogue.TABLE_KEYS)


def test_an_envelope_holds_the_rows_as_they_are_printed_bare(house: Desk) -> None:
    for question in LISTS:
        whole = house.cli.run(*question, "--envelope", "--known-at", "300", expect=None).json
        assert list(whole)[:2] == ["basis", "rows"]
        assert len(whole) == 2 or question[0] == "trace", question  # which tells more beside its rows
        assert whole["basis"]["position"] == whole["basis"]["checkpoint"]["size"] == 300
        again = house.cli.run(*question, "--basis", "-", stdin=json.dumps(whole), expect=None).json
        assert again == whole["rows"], question


def test_a_report_asked_again_is_of_the_same_period_with_the_same_filters(house: Desk) -> None:
    question = ("report", "service", "--month", "2026-05", "--where", "group_kind=all")
    _, answer = kept(house, "report", *question, expect=0)
    later(house)
    assert house.cli.run("report", "service", "--basis", "-", stdin=answer).out == answer
    assert house.cli.run(*question, "--basis", "-", stdin=answer).out == answer


def test_a_name_means_whom_it_meant(desk: Desk) -> None:
    """A second customer of the name makes it unclear to whoever asks now, not to whoever asks again."""
    cli = desk.cli
    desk.recorded("sales", sale("XS1"))
    name = cli.table("customers")[0]["name"]
    table = ("table", "sales", "--where", f"customer_code={name}", "--envelope")
    preview = ("recall", "preview", "--customer", name)
    answers = [(question, cli.run(*question).out) for question in (table, preview)]
    desk.recorded("customers", customer("C9", name=name))
    for question, answer in answers:
        assert "C9" in cli.run(*question, expect=2).err
        assert cli.run(*question, "--basis", "-", stdin=answer).out == answer


REFUSED: tuple[tuple[Any, str], ...] = (
    ("nothing", "got no JSON"),
    ([], "got something else"),
    ([{"at": 1}], "got something else"),
    ({"rows": []}, "`basis`; at is missing or cannot be read"),
    ({"at": 20260501}, "`basis`; at is missing or cannot be read"),
    ({"at": "May"}, "`basis`; at is missing or cannot be read"),
    ({"known_at": 5}, "`basis`; known_at is missing or cannot be read"),
    ({"position": "4"}, "`basis`; position is missing or cannot be read"),
    ({"position": True}, "`basis`; position is missing or cannot be read"),
    ({"position": 4}, "`basis`; checkpoint is missing or cannot be read"),
    ({"checkpoint": None}, "`basis`; checkpoint is missing or cannot be read"),
    ({"code": 3}, "`basis`; code is missing or cannot be read"),
)


def basis_of(cli: Cli) -> dict[str, Any]:
    """Return the basis of an answer of now."""
    found = cli.run("tables", "--envelope").json["basis"]
    assert isinstance(found, dict)
    return found


def test_what_is_no_basis_is_refused_in_one_sentence(desk: Desk) -> None:
    good = basis_of(desk.cli)
    for given, said in REFUSED:
        whole = {**good, **given} if isinstance(given, dict) and "rows" not in given else given
        text = given if isinstance(given, str) else json.dumps(whole)
        refused = desk.cli.run("table", "sales", "--basis", "-", stdin=text, expect=2)
        assert refused.out == ""
        assert said in refused.err.splitlines()[0], given
        assert len(refused.err.splitlines()) == 2
    missing = desk.cli.run("cases", "--basis", desk.folder / "none.json", expect=2)
    assert missing.err.splitlines()[0] == (
        f"Reading a basis: {desk.folder / 'none.json'} cannot be read (No such file or directory)."
    )


def test_a_basis_leaves_no_room_for_cut_offs(desk: Desk) -> None:
    good = json.dumps(basis_of(desk.cli))
    for cutoff in (("--at", "2026-05-01"), ("--known-at", "3")):
        for question in (("table", "sales"), ("recall", "preview", "--lot", "L1"), ("report", "complaints")):
            refused = desk.cli.run(*question, *cutoff, "--basis", "-", stdin=good, expect=2)
            assert refused.err.splitlines()[0] == (
                "Reading the command line: --basis says both cut-offs; "
                "expected no --at or --known-at beside it."
            )
    refused = desk.cli.run("obligations", "--raise", "--basis", "x", expect=2)
    assert "got --basis" in refused.err


def test_a_basis_of_another_ledger_or_beyond_the_log_is_refused(desk: Desk) -> None:
    good = basis_of(desk.cli)
    head = good["position"]
    size = {"size": head + 1, "root": good["checkpoint"]["root"]}
    beyond = json.dumps({**good, "position": head + 1, "checkpoint": size})
    refused = desk.cli.run("table", "sales", "--basis", "-", stdin=beyond, expect=2)
    assert refused.err.splitlines()[0] == (
        f"Reading a basis: expected a position that this ledger has reached (up to {head}), got {head + 1}."
    )
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    other = json.dumps({**good, "checkpoint": {"size": head, "root": root}})
    refused = desk.cli.run("recall", "preview", "--product", "P01", "--basis", "-", stdin=other, expect=2)
    assert refused.err.splitlines()[0] == (
        f"Reading a basis: expected the root {good['checkpoint']['root']} at position {head}, got {root}."
    )


def test_an_answer_in_another_form_is_said_to_be(desk: Desk) -> None:
    """Where only the version differs the bytes are the same; where it changed the form that is said."""
    good = basis_of(desk.cli)
    old = {**good, "code": "medledger 0.2.0"}
    same = desk.cli.run("tables", "--envelope", "--basis", "-", stdin=json.dumps(old))
    assert same.err == ""
    assert same.json["basis"] == old
    other = desk.cli.run("cases", "--envelope", "--basis", "-", stdin=json.dumps(old))
    assert other.err.startswith(
        "The earlier answer was given by medledger 0.2.0; since 0.3.0 answers of `cases` have another form: "
        "the same facts, not the same bytes.\n"
    )
    assert other.json["basis"] == good


def test_an_envelope_is_json_and_comes_home(desk: Desk) -> None:
    refused = desk.cli.run("table", "products", "--envelope", "--format", "csv", expect=2)
    assert refused.err.splitlines()[0] == "Printing rows with their basis: expected JSON, got csv."
    refused = desk.cli.run("cases", "--envelope", "--output", desk.folder / "a.xlsx", expect=2)
    assert refused.err.splitlines()[0] == "Printing rows with their basis: expected JSON, got xlsx."
    file = desk.folder / "products.json"
    desk.cli.run("table", "products", "--envelope", "--output", file)
    done = desk.cli.import_(file)
    assert done.counts[0] == done.counts[2] == 0
    assert done.counts[1] == len(desk.cli.table("products"))


def test_an_empty_ledger_has_a_basis_too(cli: Cli) -> None:
    whole = cli.run("table", "sales", "--envelope")
    assert whole.json["rows"] == []
    assert whole.json["basis"]["position"] == 1
    assert cli.run("table", "sales", "--envelope", "--basis", "-", stdin=whole.out).out == whole.out


def test_what_differs_in_every_view_is_explained(house: Desk) -> None:
    """From an early answer to a late one, of a house of many kinds of papers; and the way back."""
    first, head = 450, house.cli.position()
    for key in ("sales", "complaints", *VIEW_KEYS):
        before, after = (_known(house.cli.table(key, "--known-at", known, *NOW)) for known in (first, head))
        document = house.cli.run("diff", "--known-at", first, "--known-at", head, *NOW, "table", key).json
        for entry in document["changed"]:
            before.remove(json.dumps(entry["before"]))
            before.append(json.dumps(entry["after"]))
        for row in document["removed"]:
            before.remove(json.dumps(row))
        assert sorted([*before, *_known(document["added"])]) == sorted(after), key
        assert all(first < position <= head for position in document["because"]), key
        assert bool(document["because"]) == (sorted(before) != sorted(after) or bool(document["changed"])), (
            key
        )


def _known(rows: list[dict[str, Any]]) -> list[str]:
    return [json.dumps(row) for row in rows]
