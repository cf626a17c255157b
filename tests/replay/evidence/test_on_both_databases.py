"""The same history on both databases gives the same tables, and bundles that both checks find whole."""

from __future__ import annotations

from pathlib import Path

from ledger.settings import Location
from tests.support.bundles import both
from tests.support.cli import Cli
from tests.support.desk import Desk
from tests.support.trading_history import trade, void_mistake

PACKS = (("lot", "P01", "L1"), ("unit", "P02", "A"), ("table", "sales", "voids"))


def test_packs_of_goods_on_both_databases(location: Location, tmp_path: Path) -> None:
    """What the conditions select is the same, and its proofs hold."""
    for name in ("home", "papers"):
        (tmp_path / name).mkdir()
    cli = Cli(str(location.path) if location.path else location.url, tmp_path / "home")
    desk = Desk(cli, tmp_path / "papers")
    cli.run("init")
    trade(desk)
    void_mistake(desk)
    counted = {}
    for pack in PACKS:
        made = cli.run("export", *pack, "--personal", "核查", "--output", tmp_path / pack[0]).json
        for verdict in both(tmp_path / pack[0]):
            assert verdict["findings"] == []
        counted[pack[0]] = {one["key"]: one["rows"] for one in made["tables"]}
    assert counted["lot"]["sales"] == 3
    assert counted["unit"]["sales"] == 1
    assert counted["table"]["voids"] == 1
