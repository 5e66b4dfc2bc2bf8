"""Delivery fees as people read them: policies, zones, and a quote with its rules."""

from __future__ import annotations

from rich.text import Text

from orderdesk.core.domain.fees import KIND_WORDS, FeeKind, Policy, Quote
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.regions import Zone
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import between, listed

_TOTAL = Word("배송비", "Shipping fee")
_LOOK = Word("확인 필요", "Check this")
_BUNDLE = Word("묶음", "bundle")
_OFF = Word("사용 안 함", "not used")
_SUSPECT = Word("의심", "suspect")
_OVERLAPS = Word("겹침!", "overlaps!")
_COLLECT = Word("착불", "collect")
_NO_REGION = Word("지역별 없음", "no regional fee")
_REGION = Word("지역별", "regional")


def policy_line(policy: Policy, lang: Lang, width: int) -> Text:
    """The line of *policy*."""
    told = [
        "" if policy.kind is FeeKind.CONDITIONAL else KIND_WORDS[policy.kind].text(lang),
        _amounts(policy, lang),
        policy.bundle and f"{_BUNDLE.text(lang)}: {policy.bundle}",
    ]
    if policy.freight is Freight.COLLECT:
        told.append(_COLLECT.text(lang))
    if policy.regional is not None:
        own = f"{_REGION.text(lang)} {won(policy.regional[0])}/{_in_won(policy.regional[1], lang)}"
        told.append(_NO_REGION.text(lang) if policy.regional == (0, 0) else own)
    return between(f"  {policy.name}", listed(told), width)


def _amounts(policy: Policy, lang: Lang) -> str:
    if policy.kind.tiered:
        return ", ".join(f"{tier.at:,}~ {_in_won(tier.fee, lang)}" for tier in policy.tiers)
    if policy.kind is FeeKind.FREE:
        return ""
    told = [_in_won(policy.fee, lang)]
    if policy.kind is FeeKind.CONDITIONAL:
        limit = _in_won(policy.threshold, lang)
        told.append(Word(f"{limit} 이상 무료", f"free from {limit}").text(lang))
    return listed(told)


def _in_won(amount: int, lang: Lang) -> str:
    return Word(f"{won(amount)}원", f"{won(amount)} won").text(lang)


def zone_line(zone: Zone, overlaps: bool, lang: Lang, width: int) -> Text:
    """The line of *zone*, with what is to be looked at about it."""
    marks = ((_OVERLAPS, overlaps), (_SUSPECT, zone.suspect), (_OFF, not zone.enabled))
    told = [words.text(lang) for words, is_so in marks if is_so]
    line = between(f"  {zone.span:<11}  {zone.name}", f"{listed(told)}  {won(zone.fee):>7}".lstrip(), width)
    if not zone.enabled:
        line.stylize("dim")
    return line


def quote_text(quote: Quote, lang: Lang) -> str:
    """The sum of *quote* and its terms, a line each, and what somebody has to look at."""
    lines = [f"{_TOTAL.text(lang)} {_in_won(quote.total, lang)}"]
    lines += [
        f"  {won(term.amount):>7}  {term.told(lang)}" for parcel in quote.parcels for term in parcel.terms
    ]
    lines += [f"  {_LOOK.text(lang)}: {doubt.value.text(lang)}" for doubt in quote.doubts]
    return "\n".join(lines)
