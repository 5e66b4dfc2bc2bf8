"""Who calls: the key that came with a call, what it is good for, and how fast it may call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from orderdesk.api.door import say
from orderdesk.api.limits import Buckets
from orderdesk.core.domain.api_keys import ApiKey, KeyScope
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.services.api_keys import admit
from orderdesk.core.services.applying import Clock
from orderdesk.core.services.calls import Caller
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    """What the API answers from: a store, a clock of UTC seconds, the settings, and the buckets of keys."""

    store: Store
    clock: Clock
    settings: Settings
    buckets: Buckets = field(default_factory=Buckets)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a key, whose call may be answered."""

    office: Office
    key: ApiKey

    @property
    def caller(self) -> Caller:
        """As whom the services know them."""
        return Caller(self.key.actor, self.key.channel, self.office.settings)

    @property
    def sees_people(self) -> bool:
        """Whether personal data goes out unmasked, which is recorded."""
        return KeyScope.PII_READ in self.key.scopes


_BEARER: Final = HTTPBearer(auto_error=False, description="A key made with `orderdesk api key add`.")
_Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


def _holder(request: Request, credentials: _Credentials) -> Holder:
    """Who calls. ApiRefused for a key that is none, from where it may not be used, or too often."""
    office: Office = request.app.state.office
    if credentials is None:
        raise ApiRefused(ApiRefusal.UNKNOWN_KEY)
    address = request.client.host if request.client else ""
    key = admit(office.store, credentials.credentials, address, office.clock())
    request.scope["key"] = key.name
    taken = office.buckets.take(key.id)
    say(request, taken.headers)
    if not taken.allowed:
        raise ApiRefused(ApiRefusal.TOO_MANY)
    return Holder(office, key)


AnyHolder = Annotated[Holder, Depends(_holder)]
"""The holder of any key that works."""


def nothing_unknown(request: Request, holder: AnyHolder) -> None:
    """RequestValidationError for a parameter that the route lacks: a misspelt filter would show all."""
    known = {each.alias for each in request.scope["route"].dependant.query_params}
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown]
        )


def having(scope: KeyScope) -> Callable[[Holder], Holder]:
    """What lets only holders of *scope* through. ApiRefused for others."""

    def checked(holder: AnyHolder) -> Holder:
        if scope not in holder.key.scopes:
            raise ApiRefused(ApiRefusal.SCOPE, scope.value)
        return holder

    return checked


OrdersReader = Annotated[Holder, Depends(having(KeyScope.ORDERS_READ))]
OrdersWriter = Annotated[Holder, Depends(having(KeyScope.ORDERS_WRITE))]
ClaimsReader = Annotated[Holder, Depends(having(KeyScope.CLAIMS_READ))]
ClaimsWriter = Annotated[Holder, Depends(having(KeyScope.CLAIMS_WRITE))]
InvoicesWriter = Annotated[Holder, Depends(having(KeyScope.INVOICES_WRITE))]
