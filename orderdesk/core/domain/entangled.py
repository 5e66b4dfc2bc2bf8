"""Whether a change can still be taken back as what it was: fields alone don't say.

Goods that were split off belong into the same parcel only while nothing became of it; an address belongs to
the label that was printed for it. Undo therefore asks of a section more than the fields that it restores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from orderdesk.core.domain.orders import Order, Section

Place = tuple[object, ...]
"""Where the goods of a section stand: pieces may go from one to another only where these are the same."""


def entangled(before: Order, after: Order, now: Order) -> bool:
    """Whether going back from *after* to *before* would mean something else to *now*, which came of *after*.

    Pieces go back only into and out of sections that are still where they were; what is taken back of a
    section must concern the same pieces; an address and a label stay together.
    """
    if after is now or (after.sections, after.items, after.holds) == (now.sections, now.items, now.holds):
        return False
    was, then, here = _pieces(before), _pieces(after), _pieces(now)
    old, new, current = _sections(before), _sections(after), _sections(now)
    for n in old.keys() | new.keys():
        if was.get(n) != then.get(n):
            if n in new and n in current and _place(after, new[n]) != _place(now, current[n]):
                return True
        elif _marked(before, old[n]) != _marked(after, new[n]) and then[n] != here.get(n):
            return True
        if n in old and n in new and n in current and _relabelled(old[n], new[n], current[n]):
            return True
    return False


def _sections(order: Order) -> Mapping[int, Section]:
    return {section.n: section for section in order.sections}


def _pieces(order: Order) -> Mapping[int, Counter[int]]:
    """Pieces by line, of every section."""
    found: dict[int, Counter[int]] = {}
    for item in order.items:
        found.setdefault(item.section, Counter())[item.line] += item.qty
    return found


def _place(order: Order, section: Section) -> Place:
    holds = frozenset((hold.reason, hold.note, hold.by, hold.at) for hold in order.holds_of(section.n))
    going = (section.state, section.address, section.delivery, section.freight)
    return (*going, section.courier, section.tracking, holds)


def _marked(order: Order, section: Section) -> Place:
    """All that a section says, its holds too."""
    return section, order.holds_of(section.n)


def _relabelled(old: Section, new: Section, current: Section) -> bool:
    """Whether a label would come to an address, or an address to a label, that it was not made for."""
    labels = [(section.courier, section.tracking) for section in (old, new, current)]
    moved = old.address != new.address and labels[1] != labels[2]
    return moved or (labels[0] != labels[1] and new.address != current.address)
