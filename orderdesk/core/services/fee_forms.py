"""Zones and policies as the texts of a form, or of a command, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orderdesk.core.domain.fees import FeeKind, Policy, Tier
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import Zone, region_of_range
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word

_NONE = Word("없음", "none")
"""A policy's surcharges where it charges none, whatever the zones say."""


def zone_of_texts(texts: Mapping[str, str], was: Zone | None = None) -> Zone:
    """The zone that *texts* by field describe, marked as suspect if *was* is. BadRequest names the field."""
    low, high = (texts.get(key, "").strip() for key in ("zip_from", "zip_to"))
    fee = _won("fee", texts.get("fee", ""))
    if fee is None:
        raise BadRequest(Refusal.FIELD_MISSING, "fee")
    suspect = was is not None and was.suspect
    used = texts.get("enabled", "yes") == "yes"
    return Zone(low, high, clean(texts.get("name", "")), fee, region_of_range(low), used, suspect)


def texts_of_zone(zone: Zone) -> dict[str, str]:
    """The texts of *zone* by field."""
    return {
        "name": zone.name,
        "zip_from": zone.zip_from,
        "zip_to": zone.zip_to,
        "fee": str(zone.fee),
        "enabled": "yes" if zone.enabled else "no",
    }


def policy_of_texts(texts: Mapping[str, str]) -> Policy:
    """The policy that *texts* by field describe. BadRequest names the field.

    What its kind does not use is left out: a fee of one by tiers, a threshold of one that has none.
    """
    kind = FeeKind(texts.get("kind") or FeeKind.FIXED.value)
    conditional = kind is FeeKind.CONDITIONAL
    fee, threshold = (_won(key, texts.get(key, "")) or 0 for key in ("fee", "threshold"))
    tiers = [part for part in texts.get("tiers", "").split(",") if part.strip()]
    return Policy(
        clean(texts.get("name", "")),
        kind,
        fee if conditional or kind is FeeKind.FIXED else 0,
        threshold if conditional else 0,
        read_tiers(tiers) if kind.tiered else (),
        clean(texts.get("bundle", "")),
        Freight[(texts.get("freight") or Freight.PREPAID.name).upper()],
        read_regional(texts.get("regional", "")),
    )


def texts_of_policy(policy: Policy, lang: Lang) -> dict[str, str]:
    """The texts of *policy* by field."""
    return {
        "name": policy.name,
        "kind": policy.kind.value,
        "fee": str(policy.fee or ""),
        "threshold": str(policy.threshold or ""),
        "tiers": ", ".join(f"{tier.at}:{tier.fee}" for tier in policy.tiers),
        "bundle": policy.bundle,
        "freight": policy.freight.name.lower(),
        "regional": _regional_text(policy.regional, lang),
    }


def read_tiers(texts: Sequence[str]) -> tuple[Tier, ...]:
    """Tiers written `from:fee`, such as 3:4000. BadRequest for anything else."""
    return tuple(Tier(*_pair("tiers", text, ":")) for text in texts)


def read_regional(text: str) -> tuple[int, int] | None:
    """A policy's own surcharges, written 3000/5000 for Jeju and islands; `none` (없음), or "" for the zones'.

    BadRequest for anything else.
    """
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    return (0, 0) if plain.casefold() in (_NONE.en, _NONE.ko) else _pair("regional", plain, "/")


def _regional_text(regional: tuple[int, int] | None, lang: Lang) -> str:
    if regional is None:
        return ""
    return _NONE.text(lang) if regional == (0, 0) else f"{regional[0]}/{regional[1]}"


def _pair(field: str, text: str, mark: str) -> tuple[int, int]:
    first, _, second = text.partition(mark)
    if not (first.strip().isdecimal() and second.strip().isdecimal()):
        raise BadRequest(Refusal.FIELD_BAD, field, text)
    return int(first), int(second)


def _won(field: str, text: str) -> int | None:
    """Whole won, None for a blank. BadRequest for anything else."""
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    if not plain.isdecimal():
        raise BadRequest(Refusal.FIELD_BAD, field, text)
    return int(plain)
