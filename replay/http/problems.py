"""Errors as problem details (RFC 9457): sentence, advice, rules with their law, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.responses import Response

from ledger.errors import (
    CommandError,
    ConflictError,
    CorruptionError,
    LedgerError,
    Problem,
    Reason,
    UnavailableError,
)
from ledger.visible import visible_json
from replay.doors.problems import LockedOutError, NotPermittedError, NotSignedInError
from replay.doors.signing import SignatureNeededError
from replay.epcis.simple_query import TOO_MANY

if TYPE_CHECKING:
    from ledger.entry.live import EntryRefusedError

MEDIA_TYPE: Final = "application/problem+json"
# What is not there: asked for by its place in the URL.
_NOT_THERE: Final = frozenset(
    {
        "unknown_table",
        "unknown_view",
        "no_such_case",
        "no_such_event",
        "no_such_recall",
        "no_such_report",
        "no_such_record",
        "not_a_case",
        "recall_unknown",
        "route_unknown",
        "no_such_hook",
        "epcis_query_unknown",
        "epcis_event_unknown",
        "no_such_capture",
        "unknown_account",
    }
)
_TITLES: Final = {
    400: ("请求无法读取", "The request cannot be read"),
    401: ("未登录", "Not signed in"),
    403: ("无权操作", "Not permitted"),
    404: ("没有此项", "Not there"),
    405: ("不支持此方法", "Method not allowed"),
    409: ("冲突", "Conflict"),
    413: ("请求过大", "Too large"),
    422: ("不符合要求", "Refused"),
    428: ("缺少键或签名", "A key or a signature is required"),
    429: ("请稍后再试", "Wait before trying again"),
    500: ("账本需要检查", "The ledger needs looking at"),
    503: ("暂不可用", "Not available now"),
}
KEY_REQUIRED: Final = Problem(
    "idempotency_key_required",
    "录入：应带请求头 Idempotency-Key，实际没有。",
    "Recording: expected the header Idempotency-Key, there is none.",
    "为每张单据取一个键，重试时用同一个；不会重复入账。",
    "Give each document a key and send the same one when you try again; it is then recorded once.",
)
ROUTE_UNKNOWN: Final = Problem(
    "route_unknown",
    "访问：没有 {path} 这个地址。",
    "Asking: there is no {path}.",
    "/openapi.json 列出全部地址。",
    "/openapi.json lists what there is.",
)
METHOD_UNKNOWN: Final = Problem(
    "method_unknown",
    "访问：{path} 不接受 {method}。",
    "Asking: {path} does not take {method}.",
    "/openapi.json 列出可用的方法。",
    "/openapi.json lists the methods.",
)
BODY_TOO_LARGE: Final = Problem(
    "body_too_large",
    "读取请求：应不超过 {most} 字节，实际更大。",
    "Reading the request: expected at most {most} bytes, got more.",
    "分成几次提交，或用 medledger import。",
    "Send it in parts, or use medledger import.",
)
INTERNAL: Final = Problem(
    "http_internal_error",
    "执行请求：程序内部出错（{kind}）。",
    "Carrying out the request: the program itself failed ({kind}).",
    "把请求编号 {request} 交给维护者。",
    "Give the number of the request, {request}, to the maintainers.",
)


_STATUS: Final = {BODY_TOO_LARGE.code: 413, TOO_MANY.code: 413}


def status_of(error: LedgerError) -> int:
    """Return the HTTP status of an error."""
    if isinstance(error, NotSignedInError):
        return 401
    if isinstance(error, NotPermittedError):
        return 403
    if isinstance(error, LockedOutError):
        return 429
    if error.code == KEY_REQUIRED.code or isinstance(error, SignatureNeededError):
        return 428
    if error.code in _NOT_THERE:
        return 404
    if error.code in _STATUS:
        return _STATUS[error.code]
    return next(
        (
            status
            for kind, status in (
                (ConflictError, 409),
                (UnavailableError, 503),
                (CorruptionError, 500),
                (CommandError, 422),
            )
            if isinstance(error, kind)
        ),
        500,
    )


def problem_response(error: LedgerError, lang: str) -> Response:
    """Return an error as problem details."""
    from ledger.entry.live import EntryRefusedError

    status = status_of(error)
    told = described(error.reason, status, lang)
    if isinstance(error, EntryRefusedError):
        told |= _refused(error)
    elif isinstance(error, SignatureNeededError):
        told["signature"] = error.wanted.as_json()
    elif isinstance(error, CommandError) and error.others:
        told["others"] = [{"code": one.code, "message": one.message(lang)} for one in error.others]
    return respond(told, status, lang, retry=error.reason.particulars.get("seconds"))


def described(reason: Reason, status: int, lang: str) -> dict[str, Any]:
    """Return a problem as its members."""
    title = _TITLES.get(status, _TITLES[422])
    return {
        "type": f"urn:medledger:problem:{reason.code}",
        "title": title[0] if lang == "zh" else title[1],
        "status": status,
        "code": reason.code,
        "detail": reason.message(lang),
        "advice": reason.advice(lang),
        "detail_zh": reason.message("zh"),
        "detail_en": reason.message("en"),
        "rules": [],
    }


def _refused(error: EntryRefusedError) -> dict[str, Any]:
    from replay.doors.answering import refusal_as_json

    refusals = [refusal_as_json(one) for one in error.refusals]
    return {
        "refused": refusals,
        "rules": [
            {name: one[name] for name in ("rule", "clause", "message", "overridable", "line")}
            for one in refusals
            if one["rule"] is not None
        ],
    }


def respond(told: dict[str, Any], status: int, lang: str, retry: Any = None) -> Response:
    """Return problem details as a response."""
    headers = {"Content-Language": lang, "Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="medledger"'
    if retry is not None or status == 503:
        headers["Retry-After"] = str(retry or 1)
    return Response(visible_json(orjson.dumps(told)), status, headers, MEDIA_TYPE)
