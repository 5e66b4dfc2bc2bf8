"""How a shop's imweb is reached, and what no source says for certain of its Open API.

Each of the latter is a field here with what is likeliest, and stands in docs/connections.md too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

DAY: Final = 24 * 3600
_WAYS: Final[Mapping[str, str]] = MappingProxyType(
    {"AUTO": "AUTO", "MANUAL": "MANUAL", "BUYER": "BUYER", "ETC": "ETC"}
)
_PAYS: Final[Mapping[str, str]] = MappingProxyType({"PREPAID": "PREPAID", "COLLECT": "COD"})


@dataclass(frozen=True, slots=True)
class ImwebSettings:
    """A connection to one imweb site.

    `unit_code` names the site's language site, which lists need. `redirect` is where its page goes on to with
    the code, as the app is registered there; nothing need answer at it. `days` is how far back new orders are
    looked for in each sweep, `first_days` in the very first. Uncertain: `scopes` (what the owner is asked to
    allow), `token_as_json` (the token is asked for in a form), `access_seconds`, `open_states` and
    `claim_states` (the names by which open orders are listed; one of the latter that is not known there is
    passed over), `confirm_state` (imweb has no acceptance of orders; a state to move them to, where a shop
    wants one), `pickup_ways` and `pickup_pays` (its names of ours).
    """

    client_id: str
    unit_code: str
    site_code: str = ""
    base: str = "https://openapi.imweb.me"
    redirect: str = "http://localhost:8752/imweb"
    scopes: tuple[str, ...] = ("site-info:write", "order:read", "order:write", "payment:write")
    days: int = 3
    first_days: int = 30
    page: int = 100
    rate: float = 2.0
    burst: int = 25
    token_as_json: bool = False
    access_seconds: int = 2 * 3600
    open_states: tuple[str, ...] = ("PRODUCT_PREPARATION", "SHIPPING_READY", "SHIPPING")
    claim_states: tuple[str, ...] = (
        "CANCEL_REQUEST",
        "RETURN_REQUEST",
        "RETURN_RETRIEVE",
        "RETURN_RETRIEVE_COMPLETE",
        "EXCHANGE_REQUEST",
        "EXCHANGE_RETRIEVE",
        "EXCHANGE_RETRIEVE_COMPLETE",
    )
    confirm_state: str = ""
    pickup_ways: Mapping[str, str] = field(default_factory=lambda: _WAYS)
    pickup_pays: Mapping[str, str] = field(default_factory=lambda: _PAYS)
