"""imweb's Open API played in this process: orders of sections, OAuth, and a shop's buyers."""

from orderdesk.simulators.imweb.sim import ImwebSim

__all__ = ["ImwebSim"]
