"""What findings on any line of goods say in words of their own."""

from typing import Final

from ledger.phrases import Phrase

LOT: Final = Phrase("goods_lot", "生产批号", "lot", old="生产批号 lot")
SERIAL: Final = Phrase("goods_serial", "序列号", "serial", old="序列号 serial")
TRACKING: Final = {
    "lot": Phrase("tracking_lot", "批号", "lot", old="批号 lot"),
    "serial": SERIAL,
    "lot_and_serial": Phrase(
        "tracking_lot_and_serial", "批号和序列号", "lot_and_serial", old="批号和序列号 lot_and_serial"
    ),
}
"""What a product's tracking asks for, by the choice of its file."""
NAMED_SEVERAL: Final = Phrase(
    "named_several", "{name}（同名的有：{codes}）", "{name} (the name of several: {codes})"
)
