"""Naver's commerce API: orders of 스마트스토어 and of 주문형 네이버페이."""

from orderdesk.core.gateways.naver.client import Naver
from orderdesk.core.gateways.naver.settings import NaverSettings

__all__ = ["Naver", "NaverSettings"]
