"""What a server makes ready before anybody waits for it: modules, statements and templates, each once.

The first page after a start costs some twenty times as much as the next one; many who ask at once while the
house opens would all pay for it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ledger.errors import LedgerError
from replay.telling.heard import hearing

if TYPE_CHECKING:
    from replay.bootstrap import Program


def warmed(program: Program) -> None:
    """Ask once what pages ask most, and throw the answers away.

    Args:
        program: The ledger that is to be served; what is wrong with it is left to those who ask.
    """
    from projections.tables.movements import MOVEMENTS
    from projections.tables.record_tables import every_table
    from replay.console.pages import compile_templates

    compile_templates()
    every_table()
    with hearing(), suppress(LedgerError):
        program.caught_up()
        columns = (MOVEMENTS.c.product_code, MOVEMENTS.c.lot, MOVEMENTS.c.serial)
        with program.readmodel.reading() as connection:
            moved = connection.execute(sa.select(*columns).limit(1)).first()
        if moved is not None:
            _ask(program, *moved)


def _ask(program: Program, product: str, lot: str, serial: str) -> None:
    from projections.answers.findings.goods_rows import Goods
    from replay.doors import questions
    from replay.doors.answering import held_of

    goods = {"product": [product], **({"lot": [lot]} if lot else {"serial": [serial]})}
    questions.preview_told(program, questions.Parameters(goods))
    questions.trace_told(program, questions.Parameters(goods))
    everything, of_goods = questions.Parameters({}), Goods(product, lot or None, None if lot else serial)
    held_of(lambda answer: questions.ask_findings(program, everything, answer, of_goods), limit=1)
    of_product = questions.Parameters({"where": [f"product_code={product}"]})
    held_of(lambda answer: questions.ask_table(program, "products", of_product, answer), limit=1)
    held_of(lambda answer: questions.ask_table(program, "sales", of_product, answer), limit=1)
