"""What the benchmark starts: the baselines, and the desk with a look inside. Each is run with `python -m`."""

from __future__ import annotations

from typing import Final

HELLO: Final = "hello, world"
"""What the smallest program writes."""
