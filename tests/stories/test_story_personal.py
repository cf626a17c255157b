"""Rule 12: personal fields stay outside the hashed document and can be erased."""

from __future__ import annotations

import hashlib

import orjson

from ledger.log.opening import open_log
from ledger.seal.opening import open_sealed
from ledger.settings import locate
from tests.support.desk import Desk, customer, sale
from tests.support.erasing import erase


def test_personal_values_are_not_in_the_documents(desk: Desk) -> None:
    """The register holds digests; the sale line holds neither value nor digest but names the version."""
    desk.recorded("customers", customer("C3", contact="欧阳静", phone="0300-8642"))
    desk.recorded("sales", sale(customer_code="C3"))
    head = desk.cli.position()
    log = open_log(locate(desk.cli.ledger))
    try:
        register, line = (log.document(position) or b"" for position in (head - 1, head))
    finally:
        log.close()
    for secret in ("欧阳静", "0300-8642"):
        assert secret.encode() not in register + line
        assert hashlib.sha256(secret.encode()).hexdigest().encode() not in register + line
    assert set(orjson.loads(register)["data"]["contact"]) == {"sha256"}
    assert orjson.loads(line)["versions"]["customers"] == head - 1


def test_answers_show_personal_values_until_they_are_erased(desk: Desk) -> None:
    """After erasure the tables and the recall answer show null, and the log still verifies."""
    desk.recorded("customers", customer("C3", contact="欧阳静", phone="0300-8642"))
    registered = desk.cli.position()
    desk.recorded("sales", sale(customer_code="C3"))
    (row,) = desk.cli.preview("--lot", "L1")["consignees"]
    assert (row["contact"], row["phone"]) == ("欧阳静", "0300-8642")
    assert desk.cli.table("sales")[0]["customer_contact"] == "欧阳静"
    log = open_sealed(locate(desk.cli.ledger))
    try:
        erase(log, registered, ["contact", "phone"])
    finally:
        log.close()
    (row,) = desk.cli.preview("--lot", "L1")["consignees"]
    assert (row["customer_name"], row["contact"], row["phone"]) == ("医院C3", None, None)
    assert desk.cli.table("sales")[0]["customer_contact"] is None
    assert desk.cli.table("customers")[-1]["contact"] is None
    assert desk.cli.run("verify", "--format", "json").json["findings"] == []


def test_a_personal_value_given_on_the_line_stands(desk: Desk) -> None:
    """A contact that the sale's own file gives is kept beside the line, digested in it."""
    desk.recorded("sales", sale(customer_contact="单上的人"))
    assert desk.cli.preview("--lot", "L1")["consignees"][0]["contact"] == "单上的人"
    assert desk.take("sales", sale(customer_contact="单上的人")) == (0, 1, 0)
    desk.refused("sales", sale(customer_contact="别的人"))


def test_a_changed_personal_field_is_a_new_version(desk: Desk) -> None:
    """Digests are salted, yet the same value is the same and another is another."""
    assert desk.take("customers", customer("C1")) == (0, 1, 0)
    desk.recorded("customers", customer("C1", phone="0300-1111"))
    assert desk.take("customers", customer("C1", phone="0300-1111")) == (0, 1, 0)
