from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.dispatch import Gap, Told, told_of
from orderdesk.core.domain.orders import Delivery, Item, Order
from orderdesk.core.domain.states import SectionState
from tests.domain.builders import line, order, section

S = SectionState
LEFT = section(1, S.SHIPPING, courier="CJ대한통운", tracking="521853123451")
OTHER = section(2, S.READY, courier="롯데택배", tracking="364012345675")
CJ = Told("택배,등기,소포", "CJ대한통운", "521853123451")
LOTTE = Told("택배,등기,소포", "롯데택배", "364012345675")


def split(*sections: object) -> Order:
    """쌀 in section 1, 기름 in section 2."""
    return order(
        line(1, name="유기농 쌀", option="10kg"),
        line(2, name="기름"),
        sections=sections,  # type: ignore[arg-type]  # sections
        items=[Item(1, 1, 1, 1), Item(2, 2, 2, 1)],
    )


def test_each_product_gets_the_number_that_it_travels_under() -> None:
    of = split(LEFT, OTHER)
    assert told_of(of, "유기농쌀", "10KG") == CJ and told_of(of, "유기농 쌀", "20kg") == CJ
    assert told_of(of, "기름", "") == LOTTE
    assert told_of(of, "감귤", "") is Gap.SEVERAL
    assert told_of(replace(of, sections=(LEFT, replace(LEFT, n=2))), "감귤", "") == CJ


def test_options_tell_products_of_one_name_apart() -> None:
    of = split(LEFT, OTHER)
    rice, oil = of.lines
    both = replace(of, lines=(rice, replace(oil, name="유기농 쌀", option="5kg")))
    assert (told_of(both, "유기농 쌀", "10kg"), told_of(both, "유기농 쌀", "5kg")) == (CJ, LOTTE)
    assert told_of(both, "유기농 쌀", "1kg") is Gap.SEVERAL


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (section(1), Gap.NO_NUMBER),
        (section(1, S.CANCELLED), Gap.NOTHING_LEFT),
        (section(1, S.DELIVERED), Gap.NOTHING_LEFT),
        (section(1, S.SHIPPING, delivery=Delivery.DIRECT), Told("직접전달", "", "")),
        (section(1, S.PREPARING, delivery=Delivery.DIRECT), Gap.NO_NUMBER),
        (section(1, delivery=Delivery.DIGITAL), Gap.NOTHING_LEFT),
    ],
)
def test_what_can_not_be_told_says_why(first: object, said: object) -> None:
    assert told_of(split(first, OTHER), "유기농 쌀", "10kg") == said


def test_pieces_of_which_only_some_have_left_are_not_told_of() -> None:
    of = order(line(1, 2, name="쌀"), sections=[LEFT, section(2)], items=[Item(1, 1, 1, 1), Item(2, 2, 1, 1)])
    assert told_of(of, "쌀", "") is Gap.SEVERAL
