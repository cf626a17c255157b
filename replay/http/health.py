"""Routes for whoever runs it: alive, ready, metrics."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from ledger.errors import LedgerError
from replay.http.asking import json_response, serving_of
from replay.http.problems import problem_response
from replay.http.serving import Serving

router = APIRouter()


@router.get("/healthz", summary="Alive")
def healthz() -> Response:
    """Say that the process answers."""
    return json_response({"ok": True})


@router.get("/readyz", summary="Ready")
def readyz(request: Request) -> Response:
    """Say whether the ledger and its tables can be read: 503 if not."""
    serving = serving_of(request)
    try:
        with serving.tables() as program:
            found = {"ok": True, "position": program.log.head(), "tables": program.readmodel.position()}
    except LedgerError as error:
        return problem_response(error, request.state.lang)
    return json_response(found)


@router.get("/metrics", summary="Metrics for Prometheus")
def metrics(request: Request) -> Response:
    """Return counts in the text form of Prometheus; nothing of what is recorded is in them."""
    text = "\n".join(_lines(serving_of(request))) + "\n"
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _lines(serving: Serving) -> Iterator[str]:
    program = serving.program
    head, there = program.log.head(), program.readmodel.position()
    for name, kind, value in (
        ("medledger_position", "gauge", head),
        ("medledger_tables_position", "gauge", there),
        ("medledger_tables_lag", "gauge", head - there),
        ("medledger_uptime_seconds", "gauge", round(time.monotonic() - serving.started, 3)),
    ):
        yield f"# TYPE {name} {kind}"
        yield f"{name} {value}"
    yield "# TYPE medledger_requests_total counter"
    for (method, status), count in sorted(serving.requests.items()):
        yield f'medledger_requests_total{{method="{method}",status="{status}"}} {count}'
    yield "# TYPE medledger_request_seconds_total counter"
    for method, seconds in sorted(serving.seconds.items()):
        yield f'medledger_request_seconds_total{{method="{method}"}} {seconds:.6f}'
