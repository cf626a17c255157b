"""Labels: a decoder of somebody else's reads the symbol, and our own reader takes what it gives."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ledger.errors import CommandError
from ledger.udi import scanned
from replay.labels.drawing import drawn
from replay.labels.element_string import ElementString
from replay.labels.goods import Label
from tests.support.cli import Cli
from tests.support.desk import Desk, product, receipt, staff, supplier

zxing = pytest.importorskip("zxingcpp", reason="the decoder is not installed")

GTIN, UNIT_GTIN = "06901234567892", "06901234567809"
SVG = "{http://www.w3.org/2000/svg}"
PIXELS = 5


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A house with goods of a lot, units, and a product without a GTIN."""
    home = tmp_path_factory.mktemp("house")
    found = Desk(Cli(str(home / "medledger.db"), home), home)
    found.cli.run("init")
    found.recorded(
        "products",
        product(udi_di=GTIN, model="M-1", specification="5ml"),
        product("P02", "serial", udi_di=UNIT_GTIN),
        product("P03", udi_di="MA.156.M0.100001.A0000001"),
    )
    found.recorded("suppliers", supplier())
    found.recorded("staff", staff())
    found.recorded(
        "receipts",
        receipt("YS1", "L24"),
        receipt("YS2", "批号一"),
        receipt("YS3", "", "2", product_code="P02", serial="SN/1;SN2"),
        receipt("YS4", "L9"),
        receipt("YS5", "L9", expiry_date="2028-12-31"),
        receipt("YS6", "L1", product_code="P03"),
    )
    return found


def decoded(picture: bytes) -> list[str]:
    """Return what a decoder reads of each symbol of a picture, painted from its path alone."""
    root = ET.fromstring(picture)  # noqa: S314  our own
    return [_read(one.get("d", "")) for one in root.iter(f"{SVG}path")]


def _read(path: str) -> str:
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)]
    side = (max(y for _, y, _ in runs) + 5) * PIXELS
    picture = bytearray(b"\xff" * side * side)
    for x, y, width in runs:
        for line in range((y + 2) * PIXELS, (y + 3) * PIXELS):
            start = line * side + (x + 2) * PIXELS
            picture[start : start + width * PIXELS] = bytes(width * PIXELS)
    (found,) = zxing.read_barcodes(memoryview(bytes(picture)).cast("B", (side, side)))
    assert (found.symbology_identifier, found.content_type.name) == ("]d2", "GS1")
    return str(found.bytes.decode())


def texts(picture: bytes) -> list[str | None]:
    """Return the words of a picture."""
    return [one.text for one in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314  our own


def made(desk: Desk, *words: str) -> bytes:
    """Draw labels and return the picture."""
    file = desk.folder / "标签.svg"
    desk.cli.run("label", *words, "--output", file)
    return file.read_bytes()


def test_the_label_of_a_lot_reads_back_as_the_goods(desk: Desk) -> None:
    picture = made(desk, "--product", "P01", "--lot", "L24")
    (read,) = decoded(picture)
    assert read == f"01{GTIN}11251201172811301" + "0L24"
    assert scanned(read) == (GTIN, "L24", None, "2025-12-01", "2028-11-30", True)
    assert texts(picture) == ["产品P01", "M-1 5ml", f"(01){GTIN}", "(11)251201", "(17)281130", "(10)L24"]
    assert picture == made(desk, "--product", "产品P01", "--lot", "L24")


def test_each_unit_has_a_label(desk: Desk) -> None:
    read = decoded(made(desk, "--product", "P02", "--serial", "SN/1", "--serial", "SN2"))
    assert [scanned(one) for one in read] == [
        (UNIT_GTIN, None, serial, "2025-12-01", "2028-11-30", True) for serial in ("SN/1", "SN2")
    ]


def test_a_separator_stands_between_lot_and_serial() -> None:
    """Whoever reads it without the separator would take the serial for a part of the lot."""
    said = ElementString(GTIN, expires="2029-05-31", lot="L24", serial="21A")
    (read,) = decoded(drawn([Label(said, "产品", "")]))
    assert read == said.scanned == f"01{GTIN}1729053110L24\x1d2121A"
    carrier = scanned(read)
    assert carrier is not None
    assert (carrier.lot, carrier.serial) == ("L24", "21A")


def test_what_a_label_holds_is_whole_at_every_length() -> None:
    """From the shortest to the longest that GS1 allows, with every sign that it allows."""
    signs = "".join(map(chr, range(33, 127)))
    allowed = [one for one in signs if one not in "#$@[\\]^`{|}~"]
    values = ["1", "A" * 20, *("".join(allowed[at : at + 20]) for at in range(0, len(allowed), 20))]
    for value in values:
        said = ElementString(GTIN, "2025-12-01", "2028-11-30", value, value)
        (read,) = decoded(drawn([Label(said, "<b>&\x00", value)]))
        assert read == said.scanned


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--product", "P01", "--lot", "批号一"),
            (
                "Drawing a label: expected 1 to 20 signs that GS1 allows (letters, digits, common signs) as "
                "lot, got '批号一'."
            ),
        ),
        (
            ("--product", "P03", "--lot", "L1"),
            (
                "Drawing a label: expected a GTIN with its right check digit as the device identifier of "
                "'P03', got 'MA.156.M0.100001.A0000001'."
            ),
        ),
        (
            ("--product", "P01", "--lot", "L9"),
            (
                "Drawing a label: expected one expiry_date of P01/L9 in the receipts, "
                "got 2028-11-30, 2028-12-31."
            ),
        ),
        (("--product", "P01"), "Drawing a label: expected --lot or --serial, got neither."),
        (
            ("--product", "P01", "--lot", "L25"),
            "Reading the scope: expected a known value of --lot, got 'L25'.",
        ),
        (
            ("--product", "P09", "--lot", "L24"),
            "Reading the scope: expected a known value of --product, got 'P09'.",
        ),
    ],
)
def test_what_cannot_be_a_label_is_named(desk: Desk, words: tuple[str, ...], message: str) -> None:
    file = desk.folder / "none.svg"
    assert desk.cli.run("label", *words, "--output", file, expect=2).err.splitlines()[0] == message
    assert not file.exists()


def test_a_label_is_a_picture(desk: Desk) -> None:
    answer = desk.cli.run("label", "--product", "P01", "--lot", "L24", "--output", "a.png", expect=2)
    assert answer.err.startswith("Drawing a label: expected a file that ends in .svg, got a.png.")
    assert not Path("a.png").exists()


def test_a_label_that_left_is_noted(desk: Desk) -> None:
    made(desk, "--product", "P01", "--lot", "L24")
    noted, *_ = desk.cli.rows("log", "--kind", "exported")
    assert (noted["what"]["verb"], noted["what"]["form"]) == ("label", "svg")


def test_a_value_that_gs1_does_not_allow_is_no_label() -> None:
    for value in ("", "A" * 21, "A\x1dB", "A^B"):
        with pytest.raises(CommandError, match="label"):
            ElementString(GTIN, lot=value)
