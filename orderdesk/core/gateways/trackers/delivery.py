"""The client of tracker.delivery, in the cloud or on a server of one's own: a GraphQL question a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import NumberCheck, TrackCode, TrackEvent, TrackState
from orderdesk.core.gateways.tokens import Token, Tokens
from orderdesk.core.gateways.trackers.checking import checked
from orderdesk.core.gateways.wire import Authority, Call, Times, Wire, parsed
from orderdesk.core.reference import courier_codes

CLOUD: Final = "https://apis.tracker.delivery"
AUTH: Final = "https://auth.tracker.delivery"

_QUESTION: Final = """
query Track($carrierId: ID!, $trackingNumber: String!) {
  track(carrierId: $carrierId, trackingNumber: $trackingNumber) {
    lastEvent { time status { code } }
    events(last: 20) { edges { node { time status { code name } location { name } description } } }
  }
}
"""

_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A client's number and secret, sent with every call; numbers made before 2024-05-13 can't be."""

    client: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """A client's number and secret, for which a token is got (OAuth2)."""

    client: str
    secret: Secret
    base: str = AUTH


@dataclass(frozen=True, slots=True)
class TrackerDeliverySettings:
    """Where the tracker is and who we are there; a server of one's own asks nobody who he is.

    `own_server`: its errors "not found" and "bad request" come out as INTERNAL, a known fault of it.
    """

    who: ApiKey | ClientCredentials | None = None
    base: str = CLOUD
    own_server: bool = False


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Named(_Open):
    code: _Text = ""
    name: _Text = ""


class _Event(_Open):
    time: _Text = ""
    status: _Named | None = None
    location: _Named | None = None
    description: _Text = ""


class _Edge(_Open):
    node: _Event


class _Events(_Open):
    edges: list[_Edge] = []


class _Track(_Open):
    lastEvent: _Event | None = None
    events: _Events | None = None


class _Data(_Open):
    track: _Track | None = None


class _Error(_Open):
    message: _Text = ""
    extensions: dict[str, Any] | None = None

    @property
    def code(self) -> str:
        """Their code; empty where there is none."""
        return str((self.extensions or {}).get("code") or "")


class _Reply(_Open):
    data: _Data | None = None
    errors: list[_Error] | None = None


class _TokenReply(_Open):
    access_token: str
    expires_in: float = 3600.0


class _KeyHeader:
    """Says who we are by the client's number and secret."""

    def __init__(self, key: ApiKey) -> None:
        self._key = key

    def headers(self) -> Mapping[str, str]:
        """The key itself."""
        return {"Authorization": f"TRACKQL-API-KEY {self._key.client}:{self._key.secret.reveal()}"}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """A key is not renewed by asking again."""
        return False


class _Bearer:
    """Says who we are by a token that is got for the client's number and secret."""

    def __init__(self, who: ClientCredentials, wire: Wire, times: Times) -> None:
        self._who = who
        self._wire = wire
        self._times = times
        self._tokens = Tokens(self._renew, times.now)

    def headers(self) -> Mapping[str, str]:
        """A token that still holds."""
        return {"Authorization": f"Bearer {self._tokens.current()}"}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """Forgets the token, so that another is got."""
        self._tokens.refused(headers["Authorization"].removeprefix("Bearer "))
        return True

    def _renew(self) -> Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._who.client,
            "client_secret": self._who.secret.reveal(),
        }
        reply = self._wire.read(Call("POST", "/oauth2/token", "token", form=form))
        if reply.status_code != 200:
            raise GatewayError(Fault.AUTH, str(reply.status_code))
        told = parsed(reply, _TokenReply)
        return Token(told.access_token, self._times.now() + told.expires_in)


class TrackerDelivery:
    """tracker.delivery as *settings* say; a TrackingGateway."""

    def __init__(
        self,
        settings: TrackerDeliverySettings,
        *,
        times: Times | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        times = times or Times()
        self._who: Authority | None = None
        self._tokens_wire: Wire | None = None
        if isinstance(settings.who, ApiKey):
            self._who = _KeyHeader(settings.who)
        elif isinstance(settings.who, ClientCredentials):
            self._tokens_wire = Wire(settings.who.base, times=times, transport=transport)
            self._who = _Bearer(settings.who, self._tokens_wire, times)
        self._wire = Wire(settings.base, self._who, times=times, transport=transport)
        self._codes = courier_codes()["tracker"]

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()
        if self._tokens_wire is not None:
            self._tokens_wire.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._wire.allowance()

    def supports(self, courier: str) -> bool:
        """As the port says."""
        return courier in self._codes

    def validate(self, courier: str, number: str) -> NumberCheck:
        """As the port says."""
        return checked(courier, number)

    def track(self, courier: str, number: str) -> TrackState:
        """As the port says. GatewayError PROTOCOL "BAD_REQUEST": they say that there is no such number."""
        if courier not in self._codes:
            raise GatewayError(Fault.CONFIG, "courier", courier)
        variables = {"carrierId": self._codes[courier], "trackingNumber": normalise_number(number)}
        call = Call(
            "POST",
            "/graphql",
            "track",
            body={"query": _QUESTION, "variables": variables, "operationName": "Track"},
        )
        reply = parsed(self._wire.read(call), _Reply)
        if _code(reply) == "UNAUTHENTICATED" and self._renewed():
            reply = parsed(self._wire.read(call), _Reply)
        if reply.errors:
            return self._refused(reply.errors[0])
        track = reply.data.track if reply.data else None
        return TrackState(TrackCode.NOT_YET_KNOWN) if track is None else _state(track)

    def _renewed(self) -> bool:
        """Whether another token can be got in place of one that they no longer know."""
        return self._who is not None and self._who.refused(self._who.headers())

    def _refused(self, error: _Error) -> TrackState:
        if error.code == "NOT_FOUND" or (error.code == "INTERNAL" and self._settings.own_server):
            return TrackState(TrackCode.NOT_YET_KNOWN)
        fault = {
            "UNAUTHENTICATED": Fault.AUTH,
            "FORBIDDEN": Fault.AUTH,
            "INTERNAL": Fault.TEMPORARY,
        }.get(error.code, Fault.PROTOCOL)
        raise GatewayError(fault, error.code, error.message)


def _code(reply: _Reply) -> str:
    return reply.errors[0].code if reply.errors else ""


def _state(track: _Track) -> TrackState:
    """By their `lastEvent`, which is a delivery where there is one, whatever was told after it."""
    told = [edge.node for edge in track.events.edges] if track.events else []
    events = tuple(sorted((_event(event) for event in told), key=lambda event: event.at))
    if track.lastEvent is None:
        return TrackState(TrackCode.NOT_YET_KNOWN, events)
    return TrackState(_track_code(track.lastEvent), events)


def _event(event: _Event) -> TrackEvent:
    where = event.location.name if event.location else ""
    text = event.description or (event.status.name if event.status else "")
    return TrackEvent(_seconds(event.time), _track_code(event), where, text)


def _track_code(event: _Event) -> TrackCode:
    name = event.status.code if event.status else ""
    return TrackCode.__members__.get(name, TrackCode.UNKNOWN)


def _seconds(text: str) -> int:
    """A time with its zone; 0 where it can't be read."""
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return 0
