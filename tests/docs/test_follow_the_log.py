"""The projection of the guide runs as it stands on the page, on both databases."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger.log.opening import open_log
from ledger.recording.ledger import Ledger
from ledger.settings import Location
from tests.support.decisions import customer, member, product, receipt, sale, supplier

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "follow-the-log.md"


def test_the_projection_of_the_page_counts_what_is_sold(
    location: Location, capsys: Any, monkeypatch: Any
) -> None:
    """What was recorded before it started, and what comes while it runs."""
    defined, used = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    log = open_log(location, create=True)
    ledger = Ledger(log, recorded_by="tester")
    house = (supplier(), product(), customer(), member(), receipt(), sale("XS1"))
    ledger.submit([[one] for one in house])
    names: dict[str, Any] = {"__name__": "guide"}
    exec(compile(defined, str(GUIDE), "exec"), names)  # noqa: S102 (it is our own page)
    url = str(location.path) if location.path else location.url.replace("+psycopg", "")
    with names["follow"](url) as runner:
        ledger.submit([[sale("XS2", quantity="2.5")]])
        runner.wait(log.head(), timeout=20)
        assert runner.view.quantities == {"C1": Decimal("12.5")}
    names["position"] = log.head()
    follow = names["follow"]
    monkeypatch.setitem(names, "follow", lambda _url: follow(url))
    exec(compile(used, str(GUIDE), "exec"), names)  # noqa: S102
    assert capsys.readouterr().out == "12.5\n"
    log.close()
