"""Routes that record: one document, an import, a recall and its stages, a bundle."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from ledger.deciding.decision import Override
from ledger.errors import CommandError, Problem
from ledger.settings import acting
from ledger.visible import file_name
from replay.doors import recalls
from replay.doors.answering import entered_as_json, imported
from replay.doors.posts import Right
from replay.doors.problems import NOT_PERMITTED, NotPermittedError
from replay.doors.questions import Parameters
from replay.doors.signing import Meaning, of_document, recorders, wanted
from replay.evidence.named_packs import PACKS
from replay.http.asking import asked_of, guest_of, json_response, permitted, serving_of
from replay.http.bundles import bundle_response
from replay.http.doorkeeper import MOST_UPLOAD
from replay.http.members import Kinds, described, members_of
from replay.http.problems import BODY_TOO_LARGE, KEY_REQUIRED
from replay.http.signing import SIGNED, signed_by

if TYPE_CHECKING:
    from replay.evidence.exporting import Exported

router = APIRouter(prefix="/api/v1")
MOST_DOCUMENT: Final = 4 << 20  # bytes of one document
_OF_ERASURES: Final = ("subject", "reason", "approver")
_OF_BUNDLES: Final[Kinds] = {
    "pack": str,
    "arguments": list,
    "at": str,
    "known_at": (str, int),
    "personal": str,
    "for": str,
}
_TEXT: Final = {"type": "string", "minLength": 1}
_ERASURE: Final[dict[str, Any]] = {
    **described(dict.fromkeys(_OF_ERASURES, _TEXT), _OF_ERASURES),
    "parameters": list(SIGNED),
}
_ENDINGS: Final = {
    "text/csv": ".csv",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/json": ".json",
    "application/ld+json": ".jsonld",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_OF_OVERRIDES: Final = ("override", "reason", "approver")
NO_FILE: Final = Problem(
    "upload_missing",
    "导入：应上传文件，或以 {known} 之一提交内容，实际为“{given}”。",
    "Importing: expected a file, or a body that is one of {known}, got '{given}'.",
    "例如 curl -F file=@销售明细.csv。",
    "For example curl -F file=@sales.csv.",
)
_DOCUMENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"oneOf": [{"type": "object"}, {"type": "array"}]}}},
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": "Said again with it, the same document gets the first receipt.",
        },
        *SIGNED,
    ],
}


_FILES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "Files of a form, or one file as the body.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "maxItems": 20,
                        }
                    },
                }
            },
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in _ENDINGS},
        },
    },
    "parameters": [
        {
            "name": "table",
            "in": "query",
            "schema": {"type": "string"},
            "description": "Into which table; found by the headings if left out.",
        },
        {
            "name": "answer",
            "in": "query",
            "schema": {"type": "array", "items": {"type": "string"}},
            "description": "QUESTION=VALUE, for what a sheet leaves open.",
        },
        {
            "name": "check",
            "in": "query",
            "schema": {"type": "boolean"},
            "description": "Say what would be recorded, and record nothing.",
        },
    ],
}
_BUNDLE: Final[dict[str, Any]] = {
    **described(
        {
            "pack": {"type": "string", "enum": list(PACKS)},
            "arguments": {"type": "array", "items": {"type": "string"}},
            "at": {"type": "string"},
            "known_at": {"type": ["string", "integer"]},
            "personal": {"type": "string", "description": "For which purpose people are named."},
            "for": {"type": "string", "description": "Who receives it."},
        },
        ("pack",),
    ),
    "parameters": list(SIGNED),
}


async def body_of(request: Request, most: int = MOST_DOCUMENT) -> bytes:
    """Return the body of a request, and no more of it than is allowed.

    Raises:
        CommandError: It is larger.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise CommandError(BODY_TOO_LARGE, most=most)
        parts.append(part)
    return b"".join(parts)


def key_of(request: Request) -> str:
    """Return the key of an entry.

    Raises:
        CommandError: There is none.
    """
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise CommandError(KEY_REQUIRED)
    return key


@router.post("/tables/{key}", status_code=201, summary="Record a document", openapi_extra=_DOCUMENT)
async def record(request: Request, key: str) -> Response:
    """Record one document as live entry; every rule refuses, and every broken rule is told."""
    body = await body_of(request)
    return await run_in_threadpool(_record, request, key, body)


def _record(request: Request, table: str, body: bytes) -> Response:
    from ledger.entry.documents import parse
    from ledger.intake.headings.table_names import table_named

    guest_of(request)
    wanted = table_named(table).key
    permitted(request, Right.RECORD, wanted)
    asked, key = asked_of(request), key_of(request)
    document, overrides = parse(body), overrides_of(asked)
    program, guest = serving_of(request).program, guest_of(request)
    of_case = recorders(program, wanted, document)
    needed = of_document(wanted, document, overrides, guest, of_case=of_case)
    with acting(signed_by(request, needed)):
        entered = program.entering(wanted, document, overrides=overrides, source="http", key=key)
    told = entered_as_json(entered)
    place = entered.recorded[0].position if entered.recorded else entered.position
    headers = {"Location": f"/api/v1/events/{place}"}
    return json_response(told, 200 if entered.repeated else 201, headers)


@router.post("/check/{key}", summary="What recording would do", openapi_extra=_DOCUMENT | {"parameters": []})
async def check(request: Request, key: str) -> Response:
    """Say what recording a document would do, and record nothing."""
    body = await body_of(request)
    return await run_in_threadpool(_check, request, key, body)


def _check(request: Request, table: str, body: bytes) -> Response:
    from ledger.entry.documents import parse
    from ledger.intake.headings.table_names import table_named

    guest_of(request)
    wanted = table_named(table).key
    permitted(request, Right.RECORD, wanted)
    overrides = overrides_of(asked_of(request))
    entered = serving_of(request).program.entering(wanted, parse(body), overrides=overrides, check=True)
    return json_response({"ok": True, **entered_as_json(entered, check=True)})


def overrides_of(asked: Parameters) -> list[Override]:
    """Return the rules that are to be let pass: as many reasons and approvers, or one for all.

    Raises:
        CommandError: They do not go together.
    """
    from replay.doors.overriding import overrides

    rules, reasons, approvers = (list(asked.words.get(name, ())) for name in _OF_OVERRIDES)
    return overrides(rules, reasons, approvers)


@router.post("/imports", status_code=201, summary="Import files", openapi_extra=_FILES)
async def imports(request: Request) -> Response:
    """Record facts that already happened, from files: an upload, or the body itself."""
    if not guest_of(request).post.rights & {Right.RECORD, Right.RECORD_ALL}:
        raise NotPermittedError(NOT_PERMITTED, post=guest_of(request).post.key, right=Right.RECORD.value)
    with TemporaryDirectory() as folder:
        files = await _uploaded(request, Path(folder))
        return await run_in_threadpool(_import, request, files, Path(folder))


async def _uploaded(request: Request, folder: Path) -> list[Path]:
    """Write what was uploaded into a folder and return the files."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=20, max_fields=20) as form:
            uploads = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
            return [
                await run_in_threadpool(kept_upload, one, folder / str(number))
                for number, one in enumerate(uploads)
            ]
    if kind not in _ENDINGS:
        raise CommandError(NO_FILE, known=", ".join(_ENDINGS), given=kind)
    return [await _written(request, folder / f"body{_ENDINGS[kind]}")]


async def _written(request: Request, file: Path) -> Path:
    """Write the body into a file as it comes, so that none of it is held."""
    size = 0
    with await run_in_threadpool(file.open, "wb") as stream:
        async for part in request.stream():
            size += len(part)
            if size > MOST_UPLOAD:
                raise CommandError(BODY_TOO_LARGE, most=MOST_UPLOAD)
            await run_in_threadpool(stream.write, part)
    return file


@contextmanager
def named_as_sent(files: Sequence[Path]) -> Iterator[None]:
    """Have what is wrong with a file name it as it was sent, and not where it lay meanwhile."""
    names = {str(one): one.name for one in files}
    try:
        yield
    except CommandError as error:
        told = {key: names.get(str(value), value) for key, value in error.reason.particulars.items()}
        error.reason = error.reason.problem.with_(**told)
        raise


def kept_upload(upload: UploadFile, folder: Path) -> Path:
    """Write one uploaded file, under its own name without any path in it."""
    folder.mkdir()
    name = file_name(PurePosixPath((upload.filename or "").replace("\\", "/")).name) or "upload.csv"
    if (upload.size or 0) > MOST_UPLOAD:
        raise CommandError(BODY_TOO_LARGE, most=MOST_UPLOAD)
    with (folder / name).open("wb") as stream:
        shutil.copyfileobj(upload.file, stream)
    return folder / name


def _import(request: Request, files: list[Path], folder: Path) -> Response:
    if not files:
        raise CommandError(NO_FILE, known=", ".join(_ENDINGS), given="-")
    asked = asked_of(request)
    asked.check(frozenset({"table", "check", "answer", "lang"}))
    guest, table, checking = guest_of(request), asked.one("table"), asked.flag("check")
    serving = serving_of(request)
    answers = asked.words.get("answer", ())
    with named_as_sent(files):
        if not guest.post.may(Right.RECORD_ALL):
            only_own(request, serving.program, files, table, folder)
        told = imported(serving.program, files, folder, table=table, answers=answers, check=checking)
    for one in told["files"]:
        one["file"] = Path(one["file"]).name  # where it lies here is nobody's business
    recorded = any(one["recorded"] for one in told["files"]) and not checking
    return json_response(told, 201 if recorded else 200)


def only_own(request: Request, program: Any, files: list[Path], table: str | None, folder: Path) -> None:
    """Refuse files of tables that are not of the asker's own work."""
    from replay.inputs import opened_inputs

    for one in opened_inputs(program, files, table, None, folder / "looked"):
        permitted(request, Right.RECORD, one.table.key)


@router.post("/recalls", status_code=201, summary="Open a recall", openapi_extra=_DOCUMENT)
async def open_recall(request: Request) -> Response:
    """Open a recall in one append: the case, the hold, the scope with its frozen list."""
    body = await body_of(request)
    return await run_in_threadpool(_open_recall, request, body)


def _open_recall(request: Request, body: bytes) -> Response:
    permitted(request, Right.RECALL)
    key, said = key_of(request), parsed(body)
    with serving_of(request).tables() as program:
        told = recalls.opened(program, said, key)
    return json_response(
        told, 200 if told.get("repeated") else 201, {"Location": f"/api/v1/recalls/{told['recall_no']}"}
    )


@router.post(
    "/recalls/{number}/{stage}", status_code=201, summary="Carry a recall out", openapi_extra=_DOCUMENT
)
async def recall_stage(request: Request, number: str, stage: str) -> Response:
    """Record a stage of a recall (notify, respond, recover, …), or the next version of its scope."""
    body = await body_of(request)
    return await run_in_threadpool(_recall_stage, request, number, stage, body)


def _recall_stage(request: Request, number: str, stage: str, body: bytes) -> Response:
    permitted(request, Right.RECALL)
    key, said = key_of(request), parsed(body)
    with serving_of(request).tables() as program:
        told = recalls.carried_out(program, number, stage, said, key)
    return json_response(told, 200 if told.get("repeated") else 201)


def parsed(body: bytes) -> Any:
    """Return the JSON value of a body.

    Raises:
        CommandError: It is none.
    """
    from ledger.entry.documents import parse

    return parse(body)


@router.post("/exports", status_code=201, summary="Export evidence", openapi_extra=_BUNDLE)
async def export(request: Request) -> Response:
    """Make an evidence bundle and return it as a ZIP; that it left the house is an event."""
    body = await body_of(request)
    return await run_in_threadpool(_export, request, body)


def _export(request: Request, body: bytes) -> Response:
    from replay.doors.evidence import exported

    permitted(request, Right.EXPORT)
    said = members_of(body, _OF_BUNDLES, ("pack",))
    if said.get("personal"):
        permitted(request, Right.PERSONAL)

    def make(target: Path) -> Exported:
        with (
            acting(signed_by(request, [wanted(Meaning.EXPORT, None)])),
            serving_of(request).tables() as program,
        ):
            return exported(program, said, target)

    return bundle_response(make, 201)


@router.post("/erasures", status_code=201, summary="Erase personal values", openapi_extra=_ERASURE)
async def erase(request: Request) -> Response:
    """Erase the personal values of one subject for good; an event says so, and its approver signs it."""
    body = await body_of(request)
    return await run_in_threadpool(_erase, request, body)


def _erase(request: Request, body: bytes) -> Response:
    from replay.erasure import erase as erased

    guest = permitted(request, Right.ERASE)
    said = members_of(body, dict.fromkeys(_OF_ERASURES, str), _OF_ERASURES)
    subject, reason, approver = (said[name] for name in _OF_ERASURES)
    asked = wanted(Meaning.ERASE, approver, not_by=frozenset({guest.name}))
    with acting(signed_by(request, [asked])), serving_of(request).tables() as program:
        done = erased(program, subject, reason=reason, approver=approver).as_json()
    return json_response(done, 201 if done["position"] is not None else 200)
