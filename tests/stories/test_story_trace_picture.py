"""The picture of a trace: well-formed, every place, document and quantity in it, voided ones in grey."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from tests.support.desk import Desk, customer, receipt, returned, sale, void

SVG = "{http://www.w3.org/2000/svg}"


def _picture(desk: Desk, *options: str) -> ET.Element:
    """Draw the trace of lot L1 and return the picture, which is well-formed."""
    desk.cli.run("trace", "--lot", "L1", "--picture", desk.folder / "flow.svg", *options)
    return ET.fromstring((desk.folder / "flow.svg").read_bytes())  # noqa: S314 - our own picture


def _boxes(root: ET.Element, css: str = "") -> list[str]:
    """Return what each box says, in order."""
    found = []
    for group in root.iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        if title is not None and group.get("class", "").endswith(css):
            found.append(title.text or "")
    return sorted(found)


def _arrows(root: ET.Element, css: str = "quantity") -> list[str]:
    """Return the quantities on the arrows, in order."""
    return sorted(text.text or "" for text in root.iter(f"{SVG}text") if text.get("class") == css)


def _trade(desk: Desk) -> None:
    desk.recorded("customers", customer("C3", name="<第三>&医院"))
    desk.recorded("sales", sale("XS1"), sale("XS2", quantity="20", customer_code="C3"))
    desk.recorded("sales", sale("XS3", quantity="7"))
    desk.recorded("returns", returned("TH1", quantity="2"))
    desk.recorded("voids", void("sales", "XS3"))


def test_every_place_document_and_quantity_stands_in_the_picture(desk: Desk) -> None:
    """Supplier, receipt, stock, sales, customers, and what came back; with quantities in their unit."""
    _trade(desk)
    root = _picture(desk)
    assert _boxes(root) == [
        "customer C1 医院C1",
        "customer C3 <第三>&医院",
        "received YS1 2026-01-01",
        "returned TH1 2026-05-20",
        "saleable P01 L1",
        "sold XS1 2026-05-01",
        "sold XS2 2026-05-01",
        "sold XS3 2026-05-01",
        "supplier S1 供应商S1",
    ]
    assert _arrows(root) == sorted(
        ["100 支", "100 支", "10 支", "10 支", "20 支", "20 支", "2 支", "2 支"],
    )


def test_what_was_voided_is_grey(desk: Desk) -> None:
    """It was known once, so it is shown, apart from what counts."""
    _trade(desk)
    root = _picture(desk)
    assert _boxes(root, "voided") == ["sold XS3 2026-05-01"]
    assert _arrows(root, "quantity voided") == ["7 支", "7 支"]


def test_before_its_void_a_sale_is_drawn_as_any_other(desk: Desk) -> None:
    """The picture looks as far as the question does."""
    _trade(desk)
    before = desk.cli.position() - 1
    root = _picture(desk, "--known-at", str(before))
    assert _boxes(root, "voided") == []
    assert "7 支" in _arrows(root)


def test_the_same_question_draws_the_same_bytes(desk: Desk) -> None:
    """On the basis of the first answer."""
    _trade(desk)
    basis = desk.folder / "basis.json"
    desk.cli.run("trace", "--lot", "L1", "--envelope", "--output", basis)
    drawn = []
    for name in ("a.svg", "b.svg"):
        answer = desk.cli.run(
            "trace", "--lot", "L1", "--basis", basis, "--picture", desk.folder / name, "--format", "json"
        )
        assert answer.err == f"Wrote {desk.folder / name}.\n"
        drawn.append(Path(desk.folder / name).read_bytes())
    assert drawn[0] == drawn[1]


def test_a_picture_speaks_the_language_of_the_reader(desk: Desk) -> None:
    """Kinds and statuses have their Chinese names."""
    desk.cli.settings["MEDLEDGER_LANG"] = "zh"
    root = _picture(desk)
    assert _boxes(root) == [
        "供货者 S1 供应商S1",
        "可销售 P01 L1",
        "收货 YS1 2026-01-01",
    ]


def test_a_lot_of_many_customers_is_folded_by_kind(desk: Desk) -> None:
    """More than 300 boxes cannot be read: those of one kind become one that says how many they are."""
    desk.recorded("receipts", receipt("YS2", "L1", "1000"))
    codes = [f"K{number:03}" for number in range(160)]
    desk.recorded("customers", *map(customer, codes))
    desk.recorded("sales", *(sale(f"XS{code}", quantity="2", customer_code=code) for code in codes))
    root = _picture(desk)
    assert _boxes(root) == [
        "customer ×160",
        "received ×2 2026-01-01",
        "saleable P01 L1",
        "sold ×160 2026-05-01",
        "supplier S1 供应商S1",
    ]
    assert _arrows(root) == ["1100 支", "1100 支", "320 支", "320 支"]


def test_a_picture_is_an_svg_file(desk: Desk) -> None:
    """Another ending is refused before anything is asked."""
    refused = desk.cli.run("trace", "--lot", "L1", "--picture", "flow.png", expect=2)
    assert refused.err.splitlines() == [
        "Drawing the flow: expected a file that ends in .svg, got 'flow.png'.",
        "For example --picture flow.svg.",
    ]
