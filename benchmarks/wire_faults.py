"""Let a desk and those it is connected with live through bad luck, seed after seed, and compare their books.

    python benchmarks/wire_faults.py [--channel NAME] [--seeds 1000] [--first 0] [--steps 40]

NAME is a sales channel (naver, imweb, kakao), or labels (Goodsflow), money (Toss and Popbill: refunds, cash
receipts, deposits), tracking (tracker.delivery or SweetTracker, by the seed).

Calls are dropped before and after their effect, repeated, refused for their number or their token, and
answered with errors; the desk is killed between any two steps of a round. Buyers order, move, claim and
take back, couriers deliver, the seller's centre dispatches on its own, and an operator works and takes back.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import open_store
from tests.gateways.imweb_shop import AtImweb
from tests.gateways.kakao_shop import AtKakao
from tests.services.channel_walk import Both, Walk, differences
from tests.services.desk import Desk
from tests.services.test_other_channels import Other, OtherWalk
from tests.services.test_walks import WALKS


def walk(channel: str, seed: int, steps: int) -> list[str]:
    """What is wrong after a walk."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder)}/walk.db") as store:
        if channel in WALKS:
            lived = WALKS[channel](Desk(store), seed)
            lived.go(steps)
            found = lived.differences()
        elif channel == "naver":
            both = Both(Desk(store))
            Walk(both, seed).go(steps)
            found = differences(both)
        else:
            other = Other(Desk(store), channel, AtImweb() if channel == "imweb" else AtKakao())
            walked = OtherWalk(other, seed)
            walked.go(steps)
            found = walked.differences()
        return [*found, *(str(finding) for finding in verify(store).findings)]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--channel", choices=("naver", "imweb", "kakao", *WALKS), default="naver")
    asked.add_argument("--seeds", type=int, default=1000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--steps", type=int, default=40)
    given = asked.parse_args()
    wrong = 0
    for seed in range(given.first, given.first + given.seeds):
        found = walk(given.channel, seed, given.steps)
        wrong += bool(found)
        for text in found:
            print(f"seed {seed}: {text}", flush=True)
    print(f"{given.channel}: {given.seeds} walks of {given.steps} steps, {wrong} of them with a difference")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
