"""A browser without a network: requests go straight to an application."""

from __future__ import annotations

from typing import Any

import anyio
import httpx


class Straight(httpx.BaseTransport):
    """Asks an application, and waits for the whole answer.

    Args:
        app: ASGI application.
    """

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request."""
        content = request.read()

        async def ask() -> httpx.Response:
            asked = httpx.Request(request.method, request.url, headers=request.headers, content=content)
            answer = await self._inner.handle_async_request(asked)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return anyio.run(ask)


def browser(app: Any, **headers: str) -> httpx.Client:
    """Return a browser that follows no redirect by itself.

    Args:
        app: ASGI application.
        headers: That it sends with every request.
    """
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Client(transport=Straight(app), base_url="http://ledger.example", headers=named)
