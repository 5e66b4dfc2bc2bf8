"""TalkCheckout's client lives through what every channel's must."""

from __future__ import annotations

import pytest

from tests.gateways.kakao_shop import AtKakao
from tests.gateways.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario(name: str) -> None:
    SCENARIOS[name](AtKakao())
