"""추가: which product is meant and what it costs now, before it is added to an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.adding import goes_like
from orderdesk.core.domain.apply import may
from orderdesk.core.domain.fees import Place, Quote
from orderdesk.core.domain.goods import Option, Product, finds, goods_text
from orderdesk.core.domain.orders import Actor, Delivery, Line, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, Request
from orderdesk.core.domain.stock import GoodsKey, goods_key
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.fees import Wanted, quote_goods
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.goods import products_by_code, products_of_skus, search_products
from orderdesk.core.store.load import load_orders

_MEANT = 2
"""So many products are looked for: more than one is no answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Goods that may be added, and what a piece costs now, won.

    `product` and `option` are of the catalogue, None for what was ordered and is in it no more; `line` is the
    number of the line whose quantity is raised, None for new goods.
    """

    name: str
    words: str
    price: int
    product: Product | None = None
    option: Option | None = None
    line: int | None = None

    @property
    def text(self) -> str:
        """Name and option on one line."""
        return goods_text(self.name, self.words)

    def fields(self) -> dict[str, str]:
        """The fields of the request that adds it, but quantity, fee and payment."""
        found = {"name": self.name, "option": self.words, "price": str(self.price)}
        if self.product is not None:
            found |= {"product": self.product.code, "kind": self.product.kind.value}
        if self.option is not None:
            found["sku"] = self.option.sku
        return found


def choices_of_product(product: Product, now: int) -> list[Choice]:
    """Every option of *product* at what it costs at *now*, the period price included."""
    return [
        Choice(product.name, option.option, product.price_at(now, option), product, option)
        for option in product.options
    ]


def find_choices(conn: Conn, query: str, now: int, limit: int = 200) -> list[Choice]:
    """What the shop sells that *query* finds, at today's prices."""
    found = search_products(conn, query, limit)
    return [choice for product in found for choice in _meant(choices_of_product(product, now), query)]


def _meant(choices: Sequence[Choice], query: str) -> Sequence[Choice]:
    """Those of a product's *choices* that *query* finds; all of them where it is about the product."""
    found = [each for each in choices if each.option and finds(query, _said(each, each.option))]
    return found or choices


def _said(choice: Choice, option: Option) -> tuple[str, ...]:
    code = choice.product.code if choice.product else ""
    return choice.name, code, option.option, option.sku, option.barcode


@dataclass(frozen=True, slots=True)
class Addable:
    """An order that goods can be added to, and what it has already."""

    order: Order
    own: tuple[Choice, ...]


def addable(conn: Conn, order_id: int, actor: Actor, now: int) -> Addable | Refusal:
    """What can be added to the order *order_id* more of; why nothing can be added to it."""
    order = next(iter(load_orders(conn, [order_id])), None)
    if order is None:
        return Refusal.NO_ORDER
    refusal = may(order, None, "add", actor, now, shop_of(conn)).refusal
    return refusal or Addable(order, tuple(choices_of_order(conn, order, now)))


def choices_of_order(conn: Conn, order: Order, now: int) -> list[Choice]:
    """What was ordered, each goods once, at today's prices; at its own where the catalogue has it no more."""
    known = _catalogue(conn, order.lines)
    found: dict[tuple[GoodsKey, str, str], Choice] = {}
    for line in order.lines:
        found.setdefault((goods_key(line), line.name, line.option), _of_line(line, known, now))
    return list(found.values())


def _catalogue(conn: Conn, lines: Iterable[Line]) -> Mapping[GoodsKey, tuple[Product, Option]]:
    """The options of the catalogue by how lines name them."""
    lines = list(lines)
    products = [
        *products_by_code(conn, {line.product for line in lines if line.product}).values(),
        *products_of_skus(conn, {line.sku for line in lines if line.sku}),
    ]
    found: dict[GoodsKey, tuple[Product, Option]] = {}
    for product in products:
        for option in product.options:
            for key in (GoodsKey(option.sku, "", ""), GoodsKey("", product.code, option.option)):
                found[key] = product, option
    return found


def _of_line(line: Line, known: Mapping[GoodsKey, tuple[Product, Option]], now: int) -> Choice:
    product, option = known.get(goods_key(line), (None, None))
    price = product.price_at(now, option) if product else line.unit_price
    return Choice(line.name, line.option, price, product, option, line.n)


def complete(conn: Conn, ids: Iterable[int], request: Request, now: int) -> Request:
    """*request* to add goods with the product that it names, at the price of *now* where it tells none.

    What is given by hand (a name) is left as it is. BadRequest names the field that is wrong.
    """
    if request.text("name"):
        return request
    line = request.number("line")
    if line is not None:
        choice = _ordered(conn, ids, line, now)
    elif request.text("product") or request.text("sku"):
        choice = _named(conn, request, now)
    else:
        return request
    kept = dict(request.values)
    fields = {key: text for key, text in choice.fields().items() if key != "price" or "price" not in kept}
    price = fields.pop("price", None)
    kept.pop("line", None)
    kept.update({key: text for key, text in fields.items() if text})
    if price is not None:
        kept["price"] = int(price)
    return Request(request.verb, tuple(kept.items()))


def _ordered(conn: Conn, ids: Iterable[int], line: int, now: int) -> Choice:
    for order in load_orders(conn, ids):
        for each in order.lines:
            if each.n == line:
                return _of_line(each, _catalogue(conn, [each]), now)
    raise BadRequest(Refusal.NO_ITEM, "line", str(line))


def _named(conn: Conn, request: Request, now: int) -> Choice:
    """The option that a request names by SKU, barcode, or product and option."""
    sku, name, words = request.text("sku"), request.text("product"), request.text("option")
    products = products_of_skus(conn, [sku]) if sku else _products(conn, name)
    offered = [choice for product in products for choice in choices_of_product(product, now)]
    fits = [choice for choice in offered if choice.option and _calls(choice.option, sku or name)]
    fits = fits or [choice for choice in offered if not words or choice.words == words]
    if len(fits) == 1:
        return fits[0]
    if len(products) == 1 and (words or len(fits) > 1):
        raise BadRequest(Refusal.OPTION_NEEDED, "option", words)
    raise BadRequest(Refusal.NO_PRODUCT, "sku" if sku else "product", sku or name)


def _products(conn: Conn, name: str) -> list[Product]:
    """The product with the code, SKU or barcode *name*, or the one product that a search for it finds."""
    known = [*products_by_code(conn, [name]).values()] or products_of_skus(conn, [name])
    return known or search_products(conn, name, _MEANT)


def _calls(option: Option, name: str) -> bool:
    """Whether *name* is the SKU or the barcode of *option*."""
    return name in (option.sku, option.barcode)


def policy_fee(conn: Conn, order: Order, choice: Choice, qty: int, price: int) -> int:
    """What sending *qty* pieces to where the order goes costs by policy, won; 0 where nothing is sent."""
    like, delivery = goes_like(order, choice.product.kind.value if choice.product else "")
    if delivery is not Delivery.PARCEL:
        return 0
    code = choice.option.sku if choice.option else choice.name
    where = like.address
    place = Place(where.zip, f"{where.line1} {where.line2}".strip(), where.country)
    found = quote_goods(conn, [Wanted(code, qty, qty * price)], place)
    return found.total if isinstance(found, Quote) else 0


def warnings(conn: Conn, request: Request) -> list[Word]:
    """What to look at before *request* adds goods: too little in stock, or a product that is not on sale."""
    sku, qty = request.text("sku"), request.number("qty") or 0
    found = []
    for product in products_of_skus(conn, [sku]) if sku else ():
        option = product.option_of(sku)
        if option:
            found += warnings_on(product, option, qty)
    return found


def warnings_on(product: Product, option: Option, qty: int) -> list[Word]:
    """As `warnings`, of *qty* pieces of an *option*."""
    found = []
    if option.tracked and option.available < qty:
        left = option.available
        found.append(
            Word(f"가용 재고 {left:,}개보다 많습니다", f"More than the {many(left, 'piece')} available")
        )
    if not product.on_sale:
        found.append(Word("판매중지 상품입니다", "The product is not on sale"))
    return found
