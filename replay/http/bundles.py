"""A bundle as a response: made in a folder of its own, sent piece by piece, gone when it was sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from replay.http.asking import streamed

if TYPE_CHECKING:
    from starlette.responses import Response

    from replay.evidence.exporting import Exported


def bundle_response(make: Callable[[Path], Exported], status: int) -> Response:
    """Return the response that gives a bundle.

    Args:
        make: Makes it as the file that it is given.
        status: HTTP status.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        made = make(folder / "bundle.zip")
        bundle = stack.enter_context(made.bundle.open("rb"))
        until_sent = stack.pop_all()
    headers = {
        "Content-Disposition": f'attachment; filename="bundle-{made.position}.zip"',
        "X-Digest": made.digest,
        "Location": f"/api/v1/events/{made.position}",
    }
    return streamed(bundle, headers, "application/zip", status, until_sent)
