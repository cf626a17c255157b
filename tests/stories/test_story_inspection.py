"""An inspector's morning: a pack made, carried away, checked where we are not, and asked again."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from tests.support.bundles import by_itself, trading_house


def test_an_inspectors_morning(tmp_path: Path) -> None:
    """The pack of a half-year is checked with Python alone; asked again, it has the same bytes."""
    house = trading_house(tmp_path)
    made = house.run(
        "export",
        "inspection",
        *("--from", "2026-01-01", "--to", "2026-06-30"),
        *("--for", "市药监局", "--output", tmp_path / "检查.zip"),
    ).json
    assert {one["key"] for one in made["tables"]} >= {"receipts", "sales", "returns", "quality_holds"}
    assert {one["kind"] for one in made["left_out"]} >= {"views", "completeness", "timestamp"}
    # She carries it away and checks it on a machine without us: Python alone, an empty folder.
    elsewhere = tmp_path / "elsewhere"
    with zipfile.ZipFile(tmp_path / "检查.zip") as archive:
        archive.extractall(elsewhere)
    verdict = by_itself(elsewhere / "bundle", "--key", _verifier_key(elsewhere / "bundle"))
    assert verdict["ok"], verdict["findings"]
    assert {one["what"] for one in verdict["not_checked"]} == {
        "completeness",
        "consistency",
        "derived",
        "pdf",
    }
    # Back in the office work goes on; the question is asked again with the basis that she holds.
    house.run("checkpoint")
    basis = elsewhere / "bundle/data/basis.json"
    shown = house.rows("table", "sales", "--basis", basis)
    with_basis = json.loads(basis.read_bytes())
    rows = {one["key"]: one["rows"] for one in with_basis["tables"]}
    assert len([row for row in shown if "2026-01-01" <= row["sold_on"] <= "2026-06-30"]) == rows["sales"]
    again = house.run(
        "export",
        "inspection",
        *("--from", "2026-01-01", "--to", "2026-06-30", "--basis", basis),
        *("--for", "市药监局", "--output", tmp_path / "again.zip"),
    ).json
    assert (again["digest"], again["events"]) == (made["digest"], made["events"])
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "检查.zip").read_bytes()
    # A cell changed on the way is found.
    forged = tmp_path / "forged"
    shutil.copytree(elsewhere / "bundle", forged)
    table = forged / "data/tables/sales.csv"
    table.write_bytes(table.read_bytes().replace(b"L1", b"L2", 1))
    assert {one["kind"] for one in by_itself(forged)["findings"]} >= {"changed", "cell"}
    assert [row["for"] for row in house.rows("exports")] == ["市药监局", "市药监局"]


def _verifier_key(bundle: Path) -> str:
    """Return the key as the holder of the ledger would give it on another way."""
    return str(json.loads((bundle / "data/basis.json").read_bytes())["ledger"]["verifier_key"])
