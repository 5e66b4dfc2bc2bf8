"""The document of the API: whole, and true of what the API does, whatever comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis.core.result import Ok
from starlette.types import ASGIApp

from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.api.limits import Buckets, Taken
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.verbs import EXCHANGE_HOLD_REASONS, HOLD_REASONS, RETURN_HOLD_REASONS
from orderdesk.core.services.api_keys import add_key
from tests.api.client import speak
from tests.services.desk import KIM, NOW, Desk, sold

EXAMPLES = 25
ERROR = {"$ref": "#/components/schemas/Error"}


class Bottomless(Buckets):
    """Buckets that are always full."""

    def take(self, key: int) -> Taken:
        return Taken(True, 99, 1)


@pytest.fixture
def document(office: Office) -> Any:  # noqa: ANN401  # JSON
    with speak(make_app(office)) as client:
        return client.get("/openapi.json").json()


def test_every_reply_of_every_route_has_a_shape(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            replies = route["responses"]
            assert {"200", "401", "403", "413", "422", "429", "500", "503"} <= replies.keys(), path
            assert ("404" in replies) is ("{" in path), path
            assert ("409" in replies) is (method == "post"), path
            for status, reply in replies.items():
                shape = reply["content"]["application/json"]["schema"]
                assert (shape == ERROR) is (status != "200"), (path, status)
            assert route["security"] == [{"HTTPBearer": []}] and route["description"] and route["tags"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_write_can_be_named_and_takes_a_body_of_its_own(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        if "post" in methods:
            names = [each["name"] for each in methods["post"]["parameters"]]
            assert "Idempotency-Key" in names
            shape = methods["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            assert (
                document["components"]["schemas"][shape.rpartition("/")[2]]["additionalProperties"] is False
            )


def test_reasons_of_holds_are_those_of_the_desk(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["Holding"]["properties"]["reason"]["enum"] == [name for name, _ in HOLD_REASONS]
    claims = {name for name, _ in (*EXCHANGE_HOLD_REASONS, *RETURN_HOLD_REASONS)} | {"ETC"}
    assert set(schemas["ClaimHold"]["properties"]["reason"]["enum"]) == claims


@pytest.fixture
def shop(desk: Desk) -> Iterator[tuple[ASGIApp, str]]:
    """The API of a small shop with a claim, and a key of all scopes."""
    desk.add(sold(1, 2), sold(2), sold(3, 1, 1))
    desk.do("cancel", 2, reason="SOLD_OUT")
    _, text = add_key(desk.store, KIM, NOW, "검사", tuple(KeyScope))
    yield make_app(Office(desk.store, desk.clock, desk.settings, Bottomless())), text


def vanishes(case: schemathesis.Case[Any]) -> bool:
    """Whether what is wrong with *case* never leaves: a list of nothing under a name of no parameter."""
    names = {each["name"] for each in case.operation.definition.raw.get("parameters", ())}
    return any(value == [] and name not in names for name, value in case.query.items())


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_schemathesis_finds_nothing(shop: tuple[ASGIApp, str], mode: str) -> None:
    """Generated calls, as the document says or as it forbids, in all checks of the library."""
    app, key = shop
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    calls = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @hypothesis.settings(
            max_examples=EXAMPLES, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
        def call(case: schemathesis.Case[Any]) -> None:
            nonlocal calls
            hypothesis.assume(not vanishes(case))
            calls += 1
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

        call()
    assert calls > EXAMPLES
