"""Accounts and keys as pages: made, given another password, ended."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from ledger import clock
from ledger.errors import CommandError
from ledger.settings import language
from replay.console.forms import Sent, sent_of
from replay.console.listing import rows_given
from replay.console.pages import page
from replay.doors.posts import POSTS, Right
from replay.http.asking import permitted, serving_of
from replay.telling.headings import Heading

router = APIRouter(include_in_schema=False)

ACCOUNTS: Final = (
    Heading("kind", "类别", "enum", {"account": "账户", "key": "密钥"}, rank=0),
    Heading("name", "名称", rank=0),
    Heading("post", "岗位", "enum", {key: one.zh for key, one in POSTS.items()}, rank=0),
    Heading("made_at", "建立时间", "datetime", rank=0),
    Heading("ended", "已停用", "boolean", rank=0),
)


@router.get("/admin/users")
def users(request: Request) -> Response:
    """List the accounts and keys."""
    return _shown(request)


@router.post("/admin/users")
async def change_users(request: Request) -> Response:
    """Make an account or a key, set a password, or end one of them."""
    sent = await sent_of(request)
    return await run_in_threadpool(_changed, request, sent)


def users_file(request: Request, form: str) -> Response:
    """Give the accounts and keys as a file, without what they are checked against."""
    permitted(request, Right.PEOPLE)
    serving = serving_of(request)
    program = serving.program
    rows = [
        {
            "kind": "key" if one.is_key else "account",
            "name": one.name,
            "post": one.post,
            "made_at": clock.shown(one.made_at, program.zone),
            "ended": one.ended,
        }
        for one in (*serving.accounts.accounts(), *serving.accounts.keys())
    ]
    return rows_given(request, program, "users", form, ACCOUNTS, rows)


def _changed(request: Request, sent: Sent) -> Response:
    permitted(request, Right.PEOPLE)
    accounts, name, what = serving_of(request).accounts, sent.one("name"), sent.one("_do")
    secret = sent.words.get("password", ("",))[-1]
    try:
        if what == "make":
            accounts.make(name, secret, sent.one("post"))
        elif what == "password":
            accounts.set_password(name, secret)
        elif what == "key":
            return _shown(request, made=accounts.add_key(name, sent.one("post")))
        elif what in {"end", "end_key"}:
            accounts.end(name, key=what == "end_key")
    except CommandError as error:
        return _shown(request, problem=error)
    return RedirectResponse("/admin/users", 303)


def _shown(request: Request, *, made: str = "", problem: CommandError | None = None) -> Response:
    permitted(request, Right.PEOPLE)
    accounts = serving_of(request).accounts
    posts = [(one.key, one.zh if language() == "zh" else one.en) for one in POSTS.values()]
    status = 200 if problem is None else 422
    told = "" if problem is None else f"{problem.reason.message()} {problem.reason.advice()}"
    return page(
        request,
        "users.html",
        status,
        section="reports",
        accounts=accounts.accounts(),
        keys=accounts.keys(),
        posts=posts,
        names=dict(posts),
        made=made,
        told=told,
    )
