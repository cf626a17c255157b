"""The order of a run: files whose tests take longest come first, so that all workers end at one time.

`tests/durations.json` holds the seconds of the files that matter. It is written from the report of a run:
`pytest --junit-xml report.xml`, then `python -m tests.support.heaviest_first report.xml`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "durations.json"
_WORTH_IT = 5  # seconds of a file


def heaviest_first(items: list[pytest.Item]) -> None:
    """Order tests by what their file took when it was recorded; those of one file stay together."""
    seconds: dict[str, float] = json.loads(RECORDED.read_text("utf-8"))
    items.sort(key=lambda item: -seconds.get(item.path.relative_to(ROOT).as_posix(), 0))


def recorded(report: Path) -> dict[str, int]:
    """Return the seconds of each file that matters in a JUnit report, largest first."""
    seconds: Counter[str] = Counter()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own report
        file = f"{case.get('classname', '').replace('.', '/')}.py"
        seconds[file] += float(case.get("time", 0))  # type: ignore[assignment]
    return {file: round(took) for file, took in seconds.most_common() if took >= _WORTH_IT}


if __name__ == "__main__":
    found = json.dumps(recorded(Path(sys.argv[1])), indent=2)
    RECORDED.write_text(f"{found}\n", "utf-8")
