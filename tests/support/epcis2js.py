"""epcis2.js, the library of somebody else that judges EPCIS documents; absent on most machines.

`npm pack epcis2.js` and unpack it; `MEDLEDGER_EPCIS2JS` names its folder, which holds `dist/epcis2.node.js`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_PLACE = Path(os.environ.get("MEDLEDGER_EPCIS2JS", _ROOT / "node_modules" / "epcis2.js"))
_SCRIPT = """
const {validateEpcisDocument} = require(process.argv[1]);
const told = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(validateEpcisDocument(told, false)));
"""


def judged(document: dict[str, Any]) -> dict[str, Any]:
    """Return what epcis2.js says of a document: `success`, and `errors`; skip where it is not there."""
    node, library = shutil.which("node"), _PLACE / "dist" / "epcis2.node.js"
    if node is None:
        pytest.skip("node is not installed")
    if not library.is_file():
        pytest.skip("epcis2.js is not there; set MEDLEDGER_EPCIS2JS to its folder")
    ran = subprocess.run(
        [node, "-e", _SCRIPT, str(library.resolve())],
        input=json.dumps(document).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
