"""Naver's client lives through what every channel's must."""

from __future__ import annotations

import pytest

from tests.gateways.naver_shop import AtNaver
from tests.gateways.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    SCENARIOS[name](AtNaver())
