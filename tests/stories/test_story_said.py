"""What a refusal and a rejected row say on the screen."""

from __future__ import annotations

import json

import pytest

from tests.stories.conftest import Begin
from tests.support.desk import Desk, customer, sale


def lapsed(desk: Desk) -> None:
    """A customer whose licence lapsed long ago."""
    desk.furnish()
    desk.recorded("customers", customer("C9", licence_valid_until="2020-12-31"))


@pytest.fixture
def house(begin: Begin) -> Desk:
    """Return a desk at a ledger with that customer."""
    return begin(lapsed)


def entered(house: Desk, lang: str, **row: str) -> tuple[str, list[dict[str, object]]]:
    """Enter a sale live; return what standard error says, and the refusals in JSON."""
    house.cli.settings["MEDLEDGER_LANG"] = lang
    document = json.dumps({key: value for key, value in sale(**row).items() if value}, ensure_ascii=False)
    answer = house.cli.run("record", "销售记录", "--format", "json", stdin=document, expect=2)
    return answer.err, answer.json["refused"]


def test_a_refusal_names_the_rule_its_law_who_may_override_and_the_command(house: Desk) -> None:
    err, refused = entered(house, "zh", no="XS1", customer_code="C9")
    line = next(line for line in err.splitlines() if line.startswith("规则 G-01（"))
    assert "《医疗器械经营质量管理规范》第五十七条、第八十二条" in line
    assert line.endswith(
        "质量负责人可放行：medledger record sales --override G-01 --reason 理由 --approver 员工编码"
    )
    assert next(one for one in refused if one["rule"] == "G-01")["clause"].startswith("《医疗器械")
    err, _ = entered(house, "en", no="XS1", customer_code="C9")
    assert "by GSP Article 57, Article 82; SAMR Order 54 Article 37" in err
    assert "The head of quality may override it: medledger record sales --override G-01" in err


def test_what_nobody_may_override_says_so_and_a_bad_cell_names_no_rule(house: Desk) -> None:
    err, _ = entered(house, "en", no="XS1", customer_code="C77")
    assert "Rule M-01 (" in err
    assert "Nobody may override it." in err
    err, refused = entered(house, "en", no="XS1", quantity="many")
    assert "Rule " not in err
    assert refused[0]["clause"] is None


@pytest.mark.parametrize("check", [(), ("--check",)])
def test_the_first_five_rejected_rows_are_shown_with_their_reason(
    house: Desk, check: tuple[str, ...]
) -> None:
    rows = [sale(f"XS{number}", customer_code=f"C7{number}") for number in range(7)]
    answer = house.cli.run("import", house.file(*rows), "--table", "sales", *check, expect=2)
    shown = [line for line in answer.err.splitlines() if line.startswith("file")]
    assert len(shown) == 5
    assert "XS0" in shown[0]
    assert "C70" in shown[0]
    assert "customers" in shown[0]
    assert "7 of 7 rows" in answer.err
    assert json.loads(answer.out)["files"][0]["rejected"] == 7
    assert bool(list(house.folder.glob("*.rejects.csv"))) is (not check)


def test_fewer_rejected_rows_of_two_files_are_all_shown(house: Desk) -> None:
    files = [house.file(sale(f"XS{number}", customer_code="C77")) for number in (1, 2)]
    err = house.cli.run("import", *files, "--table", "sales", expect=2).err
    assert [line.split(":")[0] for line in err.splitlines() if line.startswith("file")] == [
        files[0].name,
        files[1].name,
    ]
