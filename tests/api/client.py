"""The API in the test's own process: `httpx.Client` speaks to the application, without a network."""

from __future__ import annotations

import asyncio
from types import TracebackType

import httpx
from starlette.types import ASGIApp

HERE = ("127.0.0.1", 51234)


class InProcess(httpx.BaseTransport):
    """Carries calls to an application, as if they came from *client*; what fails in it is seen as a reply."""

    def __init__(self, app: ASGIApp, client: tuple[str, int] = HERE) -> None:
        self._carrier = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._carried(request))

    async def _carried(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        answer = await self._carrier.handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=body)
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

    def close(self) -> None:
        self._runner.close()

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()


def speak(app: ASGIApp, key: str = "", address: str = HERE[0]) -> httpx.Client:
    """A client of *app* that calls from *address* with *key*."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(
        transport=InProcess(app, (address, HERE[1])), base_url="http://desk.test/api/v1", headers=headers
    )
