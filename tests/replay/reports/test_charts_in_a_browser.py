"""Pictures as a real browser lays them out: nothing is cut off, and no row of words lies on another."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import orjson
import pytest

from replay.reports import charts
from tests.replay.reports.test_charts import MONTHS, OWED, STAGES, VALUES

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LONG = "K-03 客户抱怨率（确属服务责任的，含市场投诉与来信来访）（12/3456）"
PICTURES = {
    "bars": lambda: charts.bars("近十二个月结案投诉（按投诉项目）", MONTHS, VALUES, stacked=True),
    "lines": lambda: charts.lines("近十二个月退货与投诉", MONTHS * 4, {"退货笔数": [1.0, 30.0, 2.0] * 4}),
    "lying": lambda: charts.lying("服务质量指标表", [LONG, "K-01"], {"指标值": [0.02, 1.0]}, rates=True),
    "time line": lambda: charts.timeline(STAGES, OWED, "投诉 TS-202605-0001"),
}
# Measures every text and writes what is wrong into the page, where `--dump-dom` shows it.
MEASURE = """
<pre id="found"></pre>
<script>
const svg = document.querySelector("svg"), frame = svg.getBoundingClientRect(), found = [];
const texts = [...svg.querySelectorAll("text")].filter(one => one.textContent.trim());
for (const one of texts) {
  const box = one.getBoundingClientRect();
  if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1
      || box.top < frame.top - 1) found.push("cut off: " + one.textContent);
  if (box.width === 0) found.push("not drawn: " + one.textContent);
}
document.getElementById("found").textContent = JSON.stringify({count: texts.length, found});
</script>
"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_in_a_picture_is_cut_off(name: str, tmp_path: Path) -> None:
    page = charts.page("图", [PICTURES[name]()]).decode().replace("</body>", f"{MEASURE}</body>")
    file = tmp_path / "picture.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", file.as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    told = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, flags=re.DOTALL)
    assert told is not None, done.stdout[-2000:]
    measured = orjson.loads(told[1])
    assert measured["found"] == []
    assert measured["count"] > 5
