"""Every scenario against every channel's client and shop."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.gateways.common_scenarios import SCENARIOS, Shop
from tests.gateways.imweb_shop import ImwebScenes
from tests.gateways.kakao_shop import KakaoScenes
from tests.gateways.naver_shop import NaverScenes

SHOPS: dict[str, Callable[[], Shop]] = {"imweb": ImwebScenes, "naver": NaverScenes, "kakao": KakaoScenes}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@pytest.mark.parametrize("name", SHOPS)
def test_scenario(name: str, scenario: Callable[[Shop], None]) -> None:
    scenario(SHOPS[name]())
