"""Every picture of the gallery, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.words import Word
from tests.gallery import at_the_list, at_the_table, in_an_order, in_the_shop
from tests.gallery.scene import Scene

PARTS: Final[tuple[tuple[Word, Mapping[str, Scene]], ...]] = (
    (Word("주문 목록", "The order list"), at_the_list.SCENES),
    (Word("주문 하나", "One order"), in_an_order.SCENES),
    (Word("포장과 채널", "Packing and channels"), at_the_table.SCENES),
    (Word("상점과 설정", "The shop and settings"), in_the_shop.SCENES),
)

SCENES: Final[Mapping[str, Scene]] = {name: scene for _, part in PARTS for name, scene in part.items()}
