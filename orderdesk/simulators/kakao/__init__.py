"""Kakao's TalkCheckout played in this process: lines with claims, and a shop's buyers."""

from orderdesk.simulators.kakao.sim import KakaoSim

__all__ = ["KakaoSim"]
