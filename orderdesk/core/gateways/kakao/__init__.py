"""Kakao's TalkCheckout (톡체크아웃): lines with claims of their own, told of one by one."""

from orderdesk.core.gateways.kakao.client import Kakao
from orderdesk.core.gateways.kakao.settings import LIVE, TESTBOX, KakaoSettings

__all__ = ["LIVE", "TESTBOX", "Kakao", "KakaoSettings"]
