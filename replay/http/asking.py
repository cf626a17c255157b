"""From a request to a question and from its answer to a response: parameters, pages, forms, rights."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from ledger.errors import CommandError, Problem
from ledger.visible import visible_json
from replay.doors.answering import held_of
from replay.doors.collected import WholeFile
from replay.doors.masking import mask_of, masked_value
from replay.doors.posts import Right
from replay.doors.problems import NOT_PERMITTED, NOT_SIGNED_IN, NotPermittedError, NotSignedInError
from replay.doors.questions import Parameters
from replay.telling.heard import hearing
from replay.telling.output import BAD_FORMAT

if TYPE_CHECKING:
    from replay.bootstrap import Program
    from replay.doors.accounts import Guest
    from replay.http.serving import Serving
    from replay.telling.headings import Row
    from replay.telling.output import Output

LIMIT: Final = 200
_OF_PAGES: Final = frozenset({"after", "limit", "format", "perPage", "nextPageToken"})
_PIECE: Final = 1 << 16  # bytes
MOST: Final = 10_000  # rows of one page
SHEETS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
BAD_CURSOR: Final = Problem(
    "bad_cursor",
    "翻页：after 应为上一页的 next，实际为“{given}”。",
    "Turning the page: expected the next of the page before as after, got '{given}'.",
    "从第一页重新开始。",
    "Begin again with the first page.",
)


def serving_of(request: Request) -> Serving:
    """Return what serves."""
    found: Serving = request.app.state.serving
    return found


def asked_of(request: Request) -> Parameters:
    """Return the parameters of the address."""
    words: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        words.setdefault(name, []).append(value)
    return Parameters(words)


def guest_of(request: Request) -> Guest:
    """Return who asks.

    Raises:
        NotSignedInError: Nobody has signed in.
    """
    guest: Guest | None = request.state.guest
    if guest is None:
        raise request.state.refused or NotSignedInError(NOT_SIGNED_IN)
    return guest


def permitted(request: Request, right: Right, table: str | None = None) -> Guest:
    """Return who asks, if the post may do it.

    Args:
        request: What is asked.
        right: What it takes.
        table: Of which table.

    Raises:
        NotSignedInError: Nobody has signed in.
        NotPermittedError: The post may not.
    """
    guest = guest_of(request)
    if not guest.post.may(right, table):
        post = guest.post.zh if request.state.lang == "zh" else guest.post.en
        raise NotPermittedError(NOT_PERMITTED, post=post, right=right.value)
    return guest


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON value as a response; nothing in it steers a terminal."""
    content = visible_json(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS))
    return Response(content, status, headers, "application/json")


def told_response(request: Request, program: Program, value: Any) -> Response:
    """Return a JSON value as far as the asker may see it."""
    return json_response(masked_value(value, mask_of(program, guest_of(request).post, "")))


def rows_response(
    request: Request,
    program: Program,
    ask: Callable[[Parameters, Output], None],
    name: str,
    keep: Callable[[Row], bool] | None = None,
) -> Response:
    """Return rows as far as the asker may see them: a page as JSON, or all as a file, which is noted.

    Args:
        request: What is asked.
        program: The ledger, its tables caught up.
        ask: Writes the rows.
        name: Key of the table, or name of the list.
        keep: Which rows the asker may see; None for all.

    Raises:
        CommandError: A parameter cannot be read.
    """
    asked, post = asked_of(request), guest_of(request).post
    form = asked.one("format") or "json"
    if form in SHEETS and form != "json":
        found = sheet(asked, ask, name, form, mask_of(program, post, name, None), keep)
        rows = int(found.headers["x-rows"])
        program.note("exported", door="http", verb="table", table=name, rows=rows, form=form)
        return found
    if form != "json":
        raise CommandError(BAD_FORMAT, given=form)
    limit = asked.number("limit", MOST)
    limit = LIMIT if limit is None else max(1, limit)
    asked, skip = continued(asked, asked.one("after"))
    with hearing() as notes:
        held = held_of(lambda answer: ask(asked, answer), skip=skip, limit=limit, keep=keep)
    mask = mask_of(program, post, name)
    following = None
    if held.more:
        pinned = held.basis or {}
        following = cursor(asked.one("at") or pinned.get("at"), pinned.get("position"), skip + limit)
    told: dict[str, Any] = {"rows": [mask(row) for row in held.rows], "next": following, "basis": held.basis}
    told |= {"notes": notes} if notes else {}
    return json_response(told, headers=_tag(held.basis))


def sheet(
    asked: Parameters,
    ask: Callable[[Parameters, Output], None],
    name: str,
    form: str,
    mask: Callable[[Row], Row] | None = None,
    keep: Callable[[Row], bool] | None = None,
    *,
    by_hand: bool = False,
) -> Response:
    """Return all rows as a file.

    Args:
        asked: The parameters.
        ask: Writes the rows.
        name: Of the file.
        form: `csv`, `xlsx`, `pdf` or `json`.
        mask: Takes out of a row what its reader may not see.
        keep: Which rows the reader may see.
        by_hand: Whether a person asked for it in a browser, and will open it.
    """
    plain = Parameters(
        {key: value for key, value in asked.words.items() if key not in {"format", "after", "limit"}}
    )
    answer = WholeFile(form, mask=mask, keep=keep, by_hand=by_hand)
    with ExitStack() as stack:
        content = cast("BinaryIO", stack.enter_context(answer.content))
        ask(plain, answer)
        until_sent = stack.pop_all()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "X-Rows": str(answer.held.seen),
    }
    return streamed(content, headers, SHEETS[form], 200, until_sent)


def streamed(
    stream: BinaryIO,
    headers: Mapping[str, str],
    kind: str,
    status: int,
    until_sent: AbstractContextManager[Any],
) -> Response:
    """Return a response that is sent piece by piece out of a file.

    Args:
        stream: What is sent, from its beginning.
        headers: Besides the length.
        kind: Media type.
        status: HTTP status.
        until_sent: Is left when it was sent: closes the stream, and throws its file away.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)

    def pieces() -> Iterator[bytes]:
        with until_sent:
            while piece := stream.read(_PIECE):
                yield piece

    return StreamingResponse(pieces(), status, {**headers, "Content-Length": str(size)}, kind)


def _tag(basis: Any) -> dict[str, str]:
    """Return the header that names the state of the ledger an answer rests on."""
    return {} if not basis else {"ETag": f'W/"{basis["position"]}"', "X-Position": str(basis["position"])}


def cursor(
    at: str | None, position: int | None, skip: int, words: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return where the next page begins: behind so many rows of an answer whose basis never changes.

    Args:
        at: Business moment of the basis, in stored form.
        position: Last position of the basis.
        skip: How many rows lie before the page.
        words: The question, where whoever follows the cursor does not ask it again.
    """
    found = [at, position, skip, *([] if words is None else [words])]
    return base64.urlsafe_b64encode(orjson.dumps(found)).decode().rstrip("=")


def continued(asked: Parameters, given: str | None) -> tuple[Parameters, int]:
    """Return the question of a later page, with the basis of the first one, and how many rows lie before it.

    Args:
        asked: The parameters.
        given: The cursor, None for the first page.

    Raises:
        CommandError: It is no cursor of ours.
    """
    rest = {key: value for key, value in asked.words.items() if key not in _OF_PAGES}
    if given is None:
        return Parameters(rest), 0
    try:
        at, position, skip, *words = orjson.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        if words:
            rest = {str(key): [str(one) for one in several] for key, several in words[0].items()}
        skip, position = abs(int(skip)), None if position is None else int(position)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise CommandError(BAD_CURSOR, given=given) from error
    pinned = {"at": [str(at)]} if at is not None else {}
    if position is not None:
        pinned["known_at"] = [str(position)]
    return Parameters(rest | pinned), skip
