"""The description of the API (OpenAPI 3.1): what the framework knows of the routes, with what it cannot know.

It does not know how one shows who one is, that every refusal is a problem (RFC 9457), and what a list, a
receipt or a file looks like.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi

from replay.http.doorkeeper import COOKIE
from replay.http.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from fastapi import FastAPI

_METHODS: Final = frozenset({"get", "post", "delete"})
_OPEN: Final = frozenset({"/login", "/healthz", "/readyz", "/metrics"})  # nobody has to show anything
_LISTS: Final = frozenset(
    {
        "/api/v1/tables",
        "/api/v1/tables/{key}",
        "/api/v1/findings",
        "/api/v1/obligations",
        "/api/v1/cases",
        "/api/v1/approvals",
        "/api/v1/recalls",
        "/api/v1/exports",
        "/api/v1/hooks",
        "/api/v1/visits",
    }
)
_ENTRIES: Final = frozenset({"/api/v1/tables/{key}", "/api/v1/recalls", "/api/v1/recalls/{number}/{stage}"})
_TEXT: Final = {"type": "string"}
_SCHEMAS: Final[dict[str, Any]] = {
    "Problem": {
        "type": "object",
        "description": "A refusal (RFC 9457): what was expected, what came, what to do, in both languages.",
        "required": ["type", "title", "status", "code", "detail", "advice"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "code": _TEXT,
            "detail": _TEXT,
            "advice": _TEXT,
            "detail_zh": _TEXT,
            "detail_en": _TEXT,
            "rules": {"type": "array", "items": {"$ref": "#/components/schemas/BrokenRule"}},
            "signature": {"type": "object", "description": "The signature that is asked for (428)."},
        },
    },
    "BrokenRule": {
        "type": "object",
        "required": ["rule", "clause", "message", "overridable"],
        "properties": {
            "rule": _TEXT,
            "clause": {"type": "string", "description": "In the law's own name."},
            "message": _TEXT,
            "overridable": {"type": "boolean"},
            "line": {"type": ["integer", "null"]},
        },
    },
    "Rows": {
        "type": "object",
        "required": ["rows", "next"],
        "properties": {
            "rows": {"type": "array", "items": {"type": "object"}},
            "next": {"type": ["string", "null"], "description": "Goes on as the parameter after."},
            "basis": {"type": ["object", "null"], "description": "What all pages of the list rest on."},
            "notes": {"type": "array", "items": _TEXT, "description": "What an empty list looked at."},
        },
    },
}


def describe(app: FastAPI) -> None:
    """Have an application describe itself so."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    found["components"] = {
        "schemas": _SCHEMAS,
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer", "description": "A key of a program."},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Of a browser."},
        },
    }
    found["security"] = [{"key": []}, {"session": []}]
    for path, method, operation in _operations(found):
        _complete(path, method, operation)
    return found


def _operations(found: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    """Say of one operation who may ask, what comes, and that whatever is refused is a problem."""
    if path in _OPEN:
        operation["security"] = []
    answers = operation["responses"]
    answers.pop("422", None)  # the framework's own form of it, which nobody is sent
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers["default"] = {"description": "It was refused.", "content": problem}
    if method == "get" and path in _LISTS:
        answers["200"]["content"] = {"application/json": {"schema": {"$ref": "#/components/schemas/Rows"}}}
    if method == "post" and path in _ENTRIES:
        receipt = answers["201"]["content"]
        answers["200"] = {"description": "It had been recorded: the first receipt.", "content": receipt}
        for status, why in (
            ("409", "The key was used for another document."),
            ("428", "A key, or a signature, is missing."),
        ):
            answers[status] = {"description": why, "content": problem}
    if path == "/api/v1/exports" and method == "post":
        answers["201"]["content"] = {"application/zip": {}}
    if path == "/metrics":
        answers["200"]["content"] = {"text/plain": {}}
