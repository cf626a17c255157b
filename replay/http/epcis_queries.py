"""The query binding of EPCIS 2.0 over HTTP: the supply facts as events, by resource, by parameter, by name.

Events are read through `/events` and, as the standard has it, through what they have in common (`eventTypes`,
`epcs`, `bizSteps`, `dispositions`, `bizLocations`, `readPoints`, each with `/VALUE/events`), or through a
query that was kept under a name. A page holds `perPage` events; the header `Link` leads to the next one, and
so does `nextPageToken` in the body for whoever asks for `application/json`: the schema of
`application/ld+json` has no such member. No event here has a place of business or a read point: those two
lists are empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from ledger.epcis.vocabulary import CONTEXT, SCHEMA_VERSION
from ledger.errors import CommandError, Problem
from ledger.visible import visible_json
from replay.doors.epcis_kept import words_of
from replay.doors.posts import Right
from replay.doors.questions import SCOPE, TIMES, Parameters
from replay.doors.recalls import BAD_BODY
from replay.epcis.simple_query import PARAMETERS, is_parameter, simple_query
from replay.epcis.steps import every_step
from replay.http.asking import asked_of, continued, cursor, json_response, permitted, serving_of
from replay.http.epcis import HEADERS, MOST_PER_PAGE, PER_PAGE
from replay.http.members import described, members_of
from replay.http.recording import body_of

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.cutoff import Resolved
    from replay.epcis.simple_query import SimpleQuery

router = APIRouter(prefix="/epcis")
_PAGES: Final = frozenset({"perPage", "nextPageToken", "lang"})
_MOST_QUERY: Final = 65536  # bytes
_RESOURCES: Final = (
    "queries",
    "capture",
    "events",
    "eventTypes",
    "epcs",
    "readPoints",
    "bizLocations",
    "dispositions",
    "bizSteps",
)
EVENT_TYPES: Final = (
    "AggregationEvent",
    "AssociationEvent",
    "ObjectEvent",
    "TransactionEvent",
    "TransformationEvent",
)
_BY_RESOURCE: Final = {
    "eventTypes": "eventType",
    "bizSteps": "EQ_bizStep",
    "dispositions": "EQ_disposition",
    "bizLocations": "EQ_bizLocation",
    "readPoints": "EQ_readPoint",
}
_KEEP: Final[dict[str, Any]] = described(
    {
        "name": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
        "query": {"type": "object", "description": "Parameters of GET /epcis/events."},
    },
    ("name", "query"),
)
_ASKED: Final[dict[str, Any]] = {
    "parameters": [
        {"name": name, "in": "query", "schema": {"type": "string"}, "description": "GS1 EPCIS 2.0, 8.2.7.1."}
        for name in PARAMETERS
    ]
    + [
        {
            "name": "perPage",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE},
        },
        {"name": "nextPageToken", "in": "query", "schema": {"type": "string"}},
    ]
}
EVENT_UNKNOWN: Final = Problem(
    "epcis_event_unknown",
    "查询 EPCIS 事件：没有编号为“{given}”的事件。",
    "Asking for an EPCIS event: there is none with the id {given}.",
    "编号形如 urn:uuid:…，见 GET /epcis/events 的 eventID。",
    "Ids look like urn:uuid:…, as eventID in GET /epcis/events.",
)


@router.get("", summary="The resources of the EPCIS binding")
def resources(request: Request) -> Response:
    """Return which resources there are."""
    permitted(request, Right.EXPORT)
    return _collection(_RESOURCES)


@router.get("/events", summary="The supply facts as EPCIS events", openapi_extra=_ASKED)
def events(request: Request) -> Response:
    """Return the supply facts of a scope as the results of a simple event query."""
    permitted(request, Right.EXPORT)
    return _answered(request, asked_of(request))


@router.get("/events/{event_id:path}", summary="One EPCIS event")
def event(request: Request, event_id: str) -> Response:
    """Return an event by its id; with what declared it wrong, where it was voided."""
    permitted(request, Right.EXPORT)
    asked_of(request).check(frozenset({"lang"}))
    found = _answered(request, Parameters({"EQ_eventID": [event_id]}), name="SingleEventQuery")
    if not orjson.loads(bytes(found.body))["epcisBody"]["queryResults"]["resultsBody"]["eventList"]:
        raise CommandError(EVENT_UNKNOWN, given=event_id)
    return found


@router.get("/eventTypes", summary="The types of EPCIS events")
def event_types(request: Request) -> Response:
    """Return the five types of the standard."""
    permitted(request, Right.EXPORT)
    return _collection(EVENT_TYPES)


@router.get("/bizSteps", summary="The business steps there are")
def biz_steps(request: Request) -> Response:
    """Return the business steps that the facts of a ledger can be."""
    permitted(request, Right.EXPORT)
    return _collection(sorted({one.biz_step for one in every_step() if one.biz_step is not None}))


@router.get("/dispositions", summary="The dispositions there are")
def dispositions(request: Request) -> Response:
    """Return the dispositions that goods can have after a fact."""
    permitted(request, Right.EXPORT)
    return _collection(sorted({one.disposition for one in every_step() if one.disposition is not None}))


@router.get("/bizLocations", summary="The places of business there are")
def biz_locations(request: Request) -> Response:
    """Return none: no event has one."""
    permitted(request, Right.EXPORT)
    return _collection(())


@router.get("/readPoints", summary="The read points there are")
def read_points(request: Request) -> Response:
    """Return none: no event has one."""
    permitted(request, Right.EXPORT)
    return _collection(())


@router.get("/epcs", summary="The identifiers of goods there are")
def epcs(request: Request) -> Response:
    """Return the identifiers of units, lots and logistic units in pages, in the order of the log."""
    permitted(request, Right.EXPORT)
    asked = asked_of(request)
    asked.check(_PAGES)
    per_page = asked.number("perPage", MOST_PER_PAGE) or PER_PAGE
    asked, skip = continued(asked, asked.one("nextPageToken"))
    with serving_of(request).tables() as program:
        found, resolved = _events(program, asked, simple_query({}))
        page = list(islice(_identifiers(found), skip, skip + per_page + 1))
    headers = {}
    if len(page) > per_page:
        following = cursor(resolved.at, resolved.position, skip + per_page)
        headers["Link"] = _next(request, following)
    return _collection(page[:per_page], headers)


@router.get("/epcs/{epc:path}/events", summary="The supply facts of one identifier")
def events_of_epc(request: Request, epc: str) -> Response:
    """Return the supply facts that name goods by an identifier: a Digital Link or an EPC URN."""
    permitted(request, Right.EXPORT)
    return _answered(request, asked_of(request), about=epc)


@router.get("/eventTypes/{value}/events", summary="The events of a type")
@router.get("/bizSteps/{value}/events", summary="The events of a business step")
@router.get("/dispositions/{value}/events", summary="The events of a disposition")
@router.get("/bizLocations/{value:path}/events", summary="The events of a place of business")
@router.get("/readPoints/{value:path}/events", summary="The events of a read point")
def events_of_resource(request: Request, value: str) -> Response:
    """Return the events that have a value in common."""
    permitted(request, Right.EXPORT)
    resource = request.url.path.removeprefix("/epcis/").partition("/")[0]
    asked = asked_of(request)
    return _answered(request, Parameters({**asked.words, _BY_RESOURCE[resource]: [value]}))


@router.get("/queries", summary="The named queries")
def queries(request: Request) -> Response:
    """Return the queries that were kept under a name."""
    permitted(request, Right.EXPORT)
    kept = serving_of(request).epcis.queries()
    told = [{"name": name, "query": words} for name, words in sorted(kept.items())]
    return json_response(told, headers=dict(HEADERS))


@router.post("/queries", status_code=201, summary="Keep a query under a name", openapi_extra=_KEEP)
async def keep_query(request: Request) -> Response:
    """Keep a query, so that it can be asked again by its name."""
    permitted(request, Right.EXPORT)
    body = await body_of(request, _MOST_QUERY)
    return await run_in_threadpool(_keep_query, request, body)


def _keep_query(request: Request, body: bytes) -> Response:
    said = members_of(body, {"name": str, "query": dict}, ["name", "query"])
    try:
        words = words_of(said["query"])
    except ValueError as error:
        raise CommandError(BAD_BODY, known="name, query", given=f"query: {error}") from error
    asked = Parameters(words)
    _check(asked)
    simple_query(_queried(asked))
    serving_of(request).epcis.keep_query(said["name"], words)
    return json_response(said, 201, {"Location": f"/epcis/queries/{said['name']}", **HEADERS})


@router.get("/queries/{name}", summary="A named query")
def query(request: Request, name: str) -> Response:
    """Return what a named query asks."""
    permitted(request, Right.EXPORT)
    told = {"name": name, "query": serving_of(request).epcis.query(name)}
    return json_response(told, headers=dict(HEADERS))


@router.delete("/queries/{name}", status_code=204, summary="Drop a named query")
def drop_query(request: Request, name: str) -> Response:
    """Drop a named query."""
    permitted(request, Right.EXPORT)
    serving_of(request).epcis.drop_query(name)
    return Response(status_code=204, headers=dict(HEADERS))


@router.get("/queries/{name}/events", summary="The events that a named query asks for")
def events_of_query(request: Request, name: str) -> Response:
    """Return the results of a named query."""
    permitted(request, Right.EXPORT)
    asked = asked_of(request)
    asked.check(_PAGES)
    kept = serving_of(request).epcis.query(name)
    return _answered(request, Parameters({**kept, **asked.words}), name=name)


def _check(asked: Parameters) -> None:
    """Refuse a parameter that no query has.

    Raises:
        CommandError: There is one.
    """
    asked.check(SCOPE | TIMES | _PAGES | {name for name in asked.words if is_parameter(name)})


def _queried(asked: Parameters) -> Mapping[str, Any]:
    """Return those parameters that are the standard's."""
    return {name: given for name, given in asked.words.items() if is_parameter(name)}


def _answered(
    request: Request, asked: Parameters, *, about: str | None = None, name: str = "SimpleEventQuery"
) -> Response:
    _check(asked)
    per_page = asked.number("perPage", MOST_PER_PAGE) or PER_PAGE
    asked, skip = continued(asked, asked.one("nextPageToken"))
    _check(asked)
    wanted = simple_query(_queried(asked), about)
    with serving_of(request).tables() as program:
        found, resolved = _events(program, asked, wanted)
        page = list(islice(found, skip, skip + per_page + 1))
        program.note("exported", door="http", verb="epcis events", rows=min(len(page), per_page))
    document = _document(page[:per_page], resolved, name)
    headers, plain = dict(HEADERS), "application/json" in request.headers.get("accept", "")
    if len(page) > per_page:
        following = cursor(resolved.at, resolved.position, skip + per_page, asked.words)
        headers["Link"] = _next(request, following)
        headers["GS1-Next-Page-Token-Expires"] = "never"
        document |= {"nextPageToken": following} if plain else {}
    kind = "application/json" if plain else "application/ld+json"
    return Response(visible_json(orjson.dumps(document)), 200, headers, kind)


def _events(
    program: Program, asked: Parameters, wanted: SimpleQuery
) -> tuple[Iterator[Mapping[str, Any]], Resolved]:
    """Return the events that are asked for, and what they rest on."""
    from ledger.seal.key import LEDGER_ID
    from replay.cutoff import reached
    from replay.epcis.exporting import goods_of
    from replay.epcis.supply_events import SupplyEvents

    narrowed = any(name in asked.words for name in SCOPE)
    scope = asked.scope().scope() if narrowed else None
    resolved = reached(
        program.log,
        program.readmodel,
        program.zone,
        at=asked.one("at"),
        known_at=asked.one("known_at"),
    )
    goods = goods_of(program, scope, resolved)
    ledger_id = program.log.get_setting(LEDGER_ID) or "ledger"
    known, at = resolved.cutoff.known, resolved.cutoff.at
    told = SupplyEvents(program.log, program.zone, ledger_id, known, at).of(scope, goods, wanted.goods)
    return wanted.of(told), resolved


def _next(request: Request, following: str) -> str:
    return f'<{request.url.include_query_params(nextPageToken=following)}>; rel="next"'


def _identifiers(found: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the identifiers that events name, each once."""
    seen: set[str] = set()
    for one in found:
        told = [*one.get("epcList", ()), *one.get("childEPCs", ()), one.get("parentID")]
        told += [
            each["epcClass"] for name in ("quantityList", "childQuantityList") for each in one.get(name, ())
        ]
        for identifier in told:
            if identifier is not None and identifier not in seen:
                seen.add(identifier)
                yield identifier


def _collection(members: Any, headers: Mapping[str, str] | None = None) -> Response:
    told = {"@context": CONTEXT, "type": "Collection", "member": list(members)}
    return json_response(told, headers={**HEADERS, **(headers or {})})


def _document(page: list[Mapping[str, Any]], resolved: Resolved, name: str) -> dict[str, Any]:
    from replay.epcis.supply_events import NAMESPACE, PREFIX

    return {
        "@context": [CONTEXT, {PREFIX: NAMESPACE}],
        "type": "EPCISQueryDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": resolved.known_at,
        "epcisBody": {"queryResults": {"queryName": name, "resultsBody": {"eventList": page}}},
    }
