"""imweb's Open API: orders of sections, reached with a token that is renewed by another that changes too."""

from orderdesk.core.gateways.imweb.client import Imweb
from orderdesk.core.gateways.imweb.settings import ImwebSettings
from orderdesk.core.gateways.imweb.tokens import authorize_url

__all__ = ["Imweb", "ImwebSettings", "authorize_url"]
