"""Delivery fees as they are stored: regional zones and policies."""

from __future__ import annotations

import json
from collections.abc import Iterable

from orderdesk.core.domain.fees import FeeKind, Policy, Tier
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.regions import Zone, region_of_range
from orderdesk.core.store.dialect import Conn, insert_sql, next_id, scalar

ZONES = (
    "SELECT id, zip_from, zip_to, name, fee, enabled, suspect FROM remote_zone ORDER BY zip_from, zip_to, id"
)
POLICIES = """SELECT id, name, kind, fee, threshold, tiers, bundle, freight, remote
 FROM shipping_policy ORDER BY id"""
USES = "SELECT COUNT(*) FROM product WHERE policy = ?"

_ZONE = ("id", "zip_from", "zip_to", "name", "fee", "enabled", "suspect")
_POLICY = ("id", "name", "kind", "fee", "threshold", "tiers", "bundle", "freight", "remote")


def zones(conn: Conn) -> tuple[Zone, ...]:
    """The stored zones by their postcodes."""
    return tuple(
        Zone(low, high, name, fee, region_of_range(low), bool(enabled), bool(suspect), n)
        for n, low, high, name, fee, enabled, suspect in conn.execute(ZONES)
    )


def put_zone(conn: Conn, zone: Zone) -> int:
    """Add *zone*, or replace the one of its id; its id."""
    n = zone.id or next_id(conn, "remote_zone")
    delete_zone(conn, n)
    conn.execute(insert_sql("remote_zone", _ZONE), _zone_row(zone, n))
    return n


def put_zones(conn: Conn, all_of_them: Iterable[Zone]) -> None:
    """Replace all zones."""
    conn.execute("DELETE FROM remote_zone")
    conn.insert("remote_zone", _ZONE, [_zone_row(zone, n) for n, zone in enumerate(all_of_them, 1)])


def _zone_row(zone: Zone, n: int) -> tuple[object, ...]:
    return n, zone.zip_from, zone.zip_to, zone.name, zone.fee, int(zone.enabled), int(zone.suspect)


def delete_zone(conn: Conn, n: int) -> None:
    """Remove the zone of id *n*."""
    conn.execute("DELETE FROM remote_zone WHERE id = ?", (n,))


def policies(conn: Conn) -> tuple[Policy, ...]:
    """The stored policies in the order in which they were made."""
    return tuple(
        Policy(
            name,
            FeeKind(kind),
            fee,
            threshold,
            tuple(Tier(at, won) for at, won in json.loads(tiers)),
            bundle,
            Freight(freight),
            _regional_of(remote),
            n,
        )
        for n, name, kind, fee, threshold, tiers, bundle, freight, remote in conn.execute(POLICIES)
    )


def put_policy(conn: Conn, policy: Policy) -> int:
    """Add *policy*, or change the one of its id; its id."""
    values = (
        policy.name,
        policy.kind.value,
        policy.fee,
        policy.threshold,
        json.dumps([[tier.at, tier.fee] for tier in policy.tiers], separators=(",", ":")),
        policy.bundle,
        int(policy.freight),
        _regional_text(policy.regional),
    )
    if policy.id:
        columns = ", ".join(f"{name} = ?" for name in _POLICY[1:])
        conn.execute(f"UPDATE shipping_policy SET {columns} WHERE id = ?", (*values, policy.id))
        return policy.id
    n = next_id(conn, "shipping_policy")
    conn.execute(insert_sql("shipping_policy", _POLICY), (n, *values))
    return n


def delete_policy(conn: Conn, n: int) -> None:
    """Remove the policy of id *n*, which no product may use."""
    conn.execute("DELETE FROM shipping_policy WHERE id = ?", (n,))


def products_using(conn: Conn, policy: int) -> int:
    """How many products go by *policy*."""
    return scalar(conn, USES, (policy,))


def _regional_text(regional: tuple[int, int] | None) -> str:
    """A policy's own surcharges as they are stored; "" where it has none."""
    return "" if regional is None else f"{regional[0]}/{regional[1]}"


def _regional_of(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    jeju, islands = text.split("/")
    return int(jeju), int(islands)
