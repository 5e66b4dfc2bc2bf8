"""Naver's commerce API, played: 스마트스토어 orders with its tokens, buckets, claims and refusals."""

from orderdesk.simulators.naver.shop import Goods, Knobs, NaverShop

__all__ = ["Goods", "Knobs", "NaverShop"]
