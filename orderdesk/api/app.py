"""The application: routes, errors, and the document that describes them."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from orderdesk import __version__
from orderdesk.api import errors, reads, writes
from orderdesk.api.callers import Office
from orderdesk.api.door import Door

ROOT: Final = "/api/v1"


def make_api(office: Office) -> FastAPI:
    """The routes of the API, answering from *office*."""
    api = FastAPI(
        title="orderdesk",
        version=__version__,
        description="The desk's own API: orders and claims by their last change, and what is done to them.",
        openapi_url=f"{ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.office = office
    errors.install(api)
    for router in (reads.router, writes.router):
        api.include_router(router, prefix=ROOT)
    return api


def make_app(office: Office) -> ASGIApp:
    """The API behind its door, as a server runs it."""
    return Door(make_api(office))
