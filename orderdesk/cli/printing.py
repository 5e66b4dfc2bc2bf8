"""What commands that have labels printed share: the client, and its faults in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from orderdesk.cli.common import OutsideProblem, Session, UsageProblem
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services.connecting import ConnectionRefused, secret_file
from orderdesk.core.services.parcel_rounds import printer
from orderdesk.core.store.engine import Store


@contextmanager
def printing(this: Session, store: Store) -> Iterator[CourierGateway]:
    """Who prints labels, until the block ends. UsageProblem where nobody is connected, OutsideProblem."""
    try:
        with printer(store, secret_file(this.url())) as gateway:
            yield gateway
    except ConnectionRefused as refused:
        raise UsageProblem(refused.word) from None
    except GatewayError as error:
        raise OutsideProblem(fault_words(error)) from error
