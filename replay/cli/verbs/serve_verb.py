"""`medledger serve`: the HTTP API and the console."""

from __future__ import annotations

import secrets
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.errors import CommandError, Problem, UnavailableError
from replay.cli.session import ledger_at
from replay.telling.options import LedgerOption
from replay.telling.wording import examples, say

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from replay.bootstrap import Program

app = typer.Typer(rich_markup_mode=None, add_completion=False)

PORT_TAKEN = Problem(
    "port_taken",
    "启动服务：无法监听 {host}:{port}（{detail}）。",
    "Serving: cannot listen on {host}:{port} ({detail}).",
    "换一个端口，例如 --port 8766；0 表示任意空闲端口。",
    "Take another port, for example --port 8766; 0 is any that is free.",
)
BAD_LOG = Problem(
    "bad_log_level",
    "启动服务：--log 应为 {known} 之一，实际为“{given}”。",
    "Serving: expected --log to be one of {known}, got '{given}'.",
    "例如 --log info。",
    "For example --log info.",
)
LOG_LEVELS = ("info", "warning", "error")
_ADMIN = "admin"
_PASSWORD_BYTES = 12
_BACKLOG = 128  # who waits to be let in
_GRACE = 20  # seconds for what is being answered when it is told to stop
_SWITCH = 0.001  # seconds after which a thread lets others on: who sells waits for it many times a request


@app.command(
    help=say(
        "Serve the HTTP API and the console. On the first start the account admin is made and its password "
        "printed, once. Only this machine can reach it unless --host says otherwise; then put TLS in front "
        "(--certificate and --private-key, or a proxy and --behind-tls).",
        "提供 HTTP 接口和控制台。首次启动时建立 admin 账户并打印一次密码。缺省只有本机可访问；"
        "用 --host 开放时请启用 TLS（--certificate、--private-key，或由代理提供并加 --behind-tls）。",
    ),
    epilog=examples("medledger serve", "medledger serve --port 8080", "medledger serve --demo"),
)
def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help=say("Address to listen on.", "监听地址。"))
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help=say("Port.", "端口。"))
    ] = 8765,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help=say("Serve the sample, in a temporary folder.", "用临时文件夹中的示例账本。"),
        ),
    ] = False,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate", metavar="FILE", help=say("TLS certificate (PEM).", "TLS 证书（PEM）。")
        ),
    ] = None,
    private_key: Annotated[
        Path | None,
        typer.Option("--private-key", metavar="FILE", help=say("Its key (PEM).", "证书私钥（PEM）。")),
    ] = None,
    behind_tls: Annotated[
        bool,
        typer.Option(
            "--behind-tls",
            help=say("A proxy in front speaks HTTPS with the browsers.", "前置代理以 HTTPS 与浏览器通信。"),
        ),
    ] = False,
    log: Annotated[
        str,
        typer.Option(
            "--log",
            metavar="info|warning|error",
            help=say(
                "What is written to standard error, as JSON: info for each request.",
                "写到标准错误的日志（JSON）：info 为每个请求一行。",
            ),
        ),
    ] = "warning",
    openid: Annotated[
        Path | None,
        typer.Option(
            "--openid",
            metavar="FILE",
            help=say(
                "People also sign in at the OpenID provider of this file (TOML).",
                "也可用此文件（TOML）所述的统一认证（OpenID）登录。",
            ),
        ),
    ] = None,
    ledger: LedgerOption = None,
) -> None:
    """Serve a ledger."""
    from replay.http.app import application
    from replay.http.journal import Journal
    from replay.http.warming import warmed

    if log not in LOG_LEVELS:
        raise CommandError(BAD_LOG, known=", ".join(LOG_LEVELS), given=log)
    provider = None
    if openid is not None:
        from replay.doors.openid import Provider, read_client

        provider = Provider(read_client(openid))
    with ExitStack() as stack:
        if demo:
            ledger = str(_sample(Path(stack.enter_context(TemporaryDirectory()))))
        program = stack.enter_context(ledger_at(ledger))
        tls = {"ssl_certfile": certificate, "ssl_keyfile": private_key} if certificate else {}
        _first_account(program)
        journal = Journal(sys.stderr, log)
        app = application(
            program, secure=bool(tls) or behind_tls, proxied=behind_tls, journal=journal, provider=provider
        )
        listening = _listening(host, port)
        warmed(program)
        _run(program, app, listening, host, tls)


def _sample(folder: Path) -> Path:
    """Make the sample ledger and return it."""
    from replay.demo.sample_ledger import sample_ledger

    typer.echo(say("Recording the sample …", "正在录入示例 …"), err=True)
    return sample_ledger(folder)


def _first_account(program: Program) -> None:
    """Make the administrator where nobody has an account yet, and print its password once."""
    from replay.doors.accounts import Accounts

    accounts = Accounts(program.log)
    if accounts.is_empty():
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        accounts.make(_ADMIN, password, "admin")
        typer.echo(f"password of {_ADMIN}: {password}")


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UnavailableError: The address is taken, or not ours.
    """
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP: only then the event loop has answers sent at once, and not 40 ms later.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)  # from now on nobody who reads the address is turned away
    except OSError as error:
        listening.close()
        detail = error.strerror or str(error)
        raise UnavailableError(PORT_TAKEN, host=host, port=port, detail=detail) from error
    return listening


def _run(program: Program, app: FastAPI, listening: socket.socket, host: str, tls: dict[str, Any]) -> None:
    """Serve until told to stop; what is being answered then is finished."""
    import uvicorn

    from replay.http.app import served
    from replay.http.patience import PatientProtocol

    scheme = "https" if tls else "http"
    config = uvicorn.Config(
        served(app),
        http=PatientProtocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        lifespan="off",
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=65536,
        proxy_headers=False,
        **tls,
    )
    address = f"{scheme}://{host}:{listening.getsockname()[1]}/"
    typer.echo(say(f"Serving {program.location.display} at {address}", f"账本服务已启动：{address}"))
    sys.setswitchinterval(_SWITCH)
    server = uvicorn.Server(config)
    signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
    server.run(sockets=[listening])
