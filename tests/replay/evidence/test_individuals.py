"""Bundles about individuals: withheld, with a purpose shown, and erased; each time whole to both checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.bundles import both
from tests.support.cli import Cli
from tests.support.desk import Desk, customer, sale, staff

SECRETS = ("欧阳静密", "静安密巷", "另写密名", "远密路")

pytestmark = pytest.mark.xdist_group("evidence")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A ledger that sold to a firm and to an individual, once by a name that the sale itself gives."""
    home = tmp_path_factory.mktemp("shop")
    desk = Desk(Cli(str(home / "medledger.db"), home), home)
    desk.cli.run("init")
    desk.furnish()
    person = customer(
        "K1", kind="个人", name=SECRETS[0], address=SECRETS[1], licence_no="", licence_valid_until=""
    )
    desk.recorded("staff", staff("E2"))
    desk.recorded("customers", person)
    lines = [sale("XSK1", customer_code="K1"), sale("XS1")]
    lines.append(sale("XSK2", customer_code="K1", customer_name=SECRETS[2], delivery_address=SECRETS[3]))
    desk.recorded("sales", *lines)
    return desk.cli


def _exported(shop: Cli, place: Path, *more: str) -> str:
    shop.run("export", "table", "sales", "customers", *more, "--output", place)
    alone, ours = both(place)
    assert (alone["findings"], ours["findings"]) == ([], [])
    assert alone["checked"] == ours["checked"]
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace") for path in place.rglob("*") if path.is_file()
    )


def test_a_bundle_tells_of_individuals_what_is_allowed(shop: Cli, tmp_path: Path) -> None:
    """Nothing without a purpose, all with one, and after erasure nobody can."""
    held = _exported(shop, tmp_path / "withheld")
    assert [value for value in SECRETS if value in held] == []
    assert "医院C1" in held
    held = _exported(shop, tmp_path / "shown", "--personal", "检查")
    assert [value for value in SECRETS if value not in held] == []
    shop.run("erase", "--subject", "customers/K1", "--reason", "本人要求", "--approver", "E2")
    held = _exported(shop, tmp_path / "erased", "--personal", "检查")
    assert [value for value in SECRETS if value in held] == []
    for name in ("withheld", "shown", "erased"):  # what was handed out before is as whole as before
        alone, ours = both(tmp_path / name)
        assert (alone["findings"], ours["findings"]) == ([], []), name


def test_what_is_left_out_of_a_bundle_is_said(shop: Cli, tmp_path: Path) -> None:
    """Without a purpose personal values are left out and counted; with one they are not."""
    told = shop.run("export", "table", "customers", "--output", tmp_path / "a").json["left_out"]
    (personal,) = [one for one in told if one["kind"] == "personal"]
    assert personal["count"] > 0
    assert personal["message"] == (
        "Personal data are left out; export again with a purpose (--personal) where they are needed."
    )
    more = ("--personal", "检查", "--output", tmp_path / "b")
    told = shop.run("export", "table", "customers", *more).json["left_out"]
    assert "personal" not in [one["kind"] for one in told]
