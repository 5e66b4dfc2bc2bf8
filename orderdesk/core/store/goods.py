"""Products and their options: written by code and SKU, found by name, 초성, code, SKU or barcode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from orderdesk.core.domain.goods import GoodsKind, Option, Product, finds
from orderdesk.core.domain.orders import Line
from orderdesk.core.domain.picking import Shelves
from orderdesk.core.store.dialect import Conn, Row, id_list, next_id, one_of, one_of_texts, text_list

_FIELDS = (
    "code", "name", "kind", "price", "sale_price", "sale_from", "sale_until", "policy", "weight", "place",
    "on_sale",
)  # fmt: skip
_OPTION_FIELDS = ("product", "sku", "option", "price_add", "barcode", "tracked")
_COUNTERS = ("on_hand", "allocated")

PRODUCTS = f"SELECT id, {', '.join(_FIELDS)} FROM product WHERE "
OPTIONS = """SELECT product, id, sku, "option", price_add, barcode, tracked, on_hand, allocated
 FROM product_option WHERE {among} ORDER BY product, id"""
NAMES = """SELECT product.id, product.name, product.code, product_option.sku, product_option.barcode,
 product_option."option" FROM product LEFT JOIN product_option ON product_option.product = product.id
 ORDER BY product.name, product.id, product_option.id"""
SHELVES = """SELECT product_option.sku, product.code, product.place FROM product
 LEFT JOIN product_option ON product_option.product = product.id WHERE product.place <> ''"""
POLICIES = "SELECT name, id FROM shipping_policy"
GOODS_CODE = """SELECT 1 FROM product_option WHERE sku = ? UNION ALL
 SELECT 1 FROM product_option WHERE barcode = ? UNION ALL SELECT 1 FROM product WHERE code = ? LIMIT 1"""
PUT_PRODUCT = f"UPDATE product SET {', '.join(f'{name} = ?' for name in _FIELDS)} WHERE id = ?"
PUT_OPTION = (
    f"UPDATE product_option SET {', '.join(f'{chr(34)}{name}{chr(34)} = ?' for name in _OPTION_FIELDS)}"
    " WHERE id = ?"
)


def products(conn: Conn, ids: Iterable[int]) -> list[Product]:
    """The products with *ids*, in that order, with their options; ids that don't exist are left out."""
    wanted = list(ids)
    given = (id_list(conn, wanted),)
    options: dict[int, list[Option]] = {}
    for product, option_id, sku, text, add, barcode, tracked, on_hand, allocated in conn.execute(
        OPTIONS.format(among=one_of(conn, "product")), given
    ):
        option = Option(sku, text, add, barcode, bool(tracked), on_hand, allocated, option_id)
        options.setdefault(product, []).append(option)
    found = {row[0]: row for row in conn.execute(PRODUCTS + one_of(conn, "id"), given)}
    return [_product(found[n], tuple(options.get(n, ()))) for n in wanted if n in found]


def _product(row: Row, options: tuple[Option, ...]) -> Product:
    number, code, name, kind, price, sale, since, until, policy, weight, place, on_sale = row
    return Product(
        code, name, price, options, GoodsKind(kind), sale, since, until, policy, weight, place, bool(on_sale),
        number,
    )  # fmt: skip


def products_by_code(conn: Conn, codes: Iterable[str]) -> dict[str, Product]:
    """The products with *codes*, by code; unknown codes are left out."""
    sql = f"SELECT id FROM product WHERE {one_of_texts(conn, 'code')}"
    ids = [row[0] for row in conn.execute(sql, (text_list(conn, codes),))]
    return {product.code: product for product in products(conn, ids)}


def skus_taken(conn: Conn, skus: Iterable[str]) -> dict[str, str]:
    """The code of the product that has an option of each SKU, by SKU; unknown SKUs are left out."""
    sql = f"""SELECT product_option.sku, product.code FROM product_option
 JOIN product ON product.id = product_option.product WHERE {one_of_texts(conn, "product_option.sku")}"""
    return {sku: code for sku, code in conn.execute(sql, (text_list(conn, skus),))}


def products_of_skus(conn: Conn, skus: Iterable[str]) -> list[Product]:
    """The products that have an option of one of *skus*."""
    sql = f"SELECT DISTINCT product FROM product_option WHERE {one_of_texts(conn, 'sku')} ORDER BY product"
    return products(conn, [row[0] for row in conn.execute(sql, (text_list(conn, skus),))])


def counted(conn: Conn, codes: Iterable[str]) -> set[str]:
    """The SKUs of the products with *codes* whose pieces are counted."""
    known = products_by_code(conn, codes).values()
    return {option.sku for product in known for option in product.options if option.tracked}


def count(conn: Conn, skus: Iterable[str]) -> None:
    """Mark the options *skus* as counted; only under the gate."""
    conn.execute(
        f"UPDATE product_option SET tracked = 1 WHERE {one_of_texts(conn, 'sku')}", (text_list(conn, skus),)
    )


def search_products(conn: Conn, query: str, limit: int | None = None) -> list[Product]:
    """The products of which *query* finds name, code, an option, its SKU or its barcode, by name.

    An empty query finds all. A shop's products are few beside its orders, so that they are looked through.
    """
    texts: dict[int, list[str]] = {}
    for product, *said in conn.execute(NAMES):
        texts.setdefault(product, []).extend(filter(None, said))
    found = [product for product, said in texts.items() if finds(query, said)]
    return products(conn, found[:limit])


def policy_ids(conn: Conn) -> dict[str, int]:
    """The ids of the delivery policies by name."""
    return {name: number for name, number in conn.execute(POLICIES)}


def put_products(conn: Conn, goods: Sequence[Product]) -> list[Product]:
    """Write *goods*: what their codes and SKUs know is changed, the rest is new; as they now are.

    Options that are not named stay. Counters of stock are the ledger's and not written here. Only under the
    gate; a SKU may belong to one product only.
    """
    known = products_by_code(conn, [product.code for product in goods])
    first = next_id(conn, "product")
    stored: list[Product] = []
    new: list[Row] = []
    changed: list[Row] = []
    for product in goods:
        before = known.get(product.code)
        if before is None:
            product = replace(product, id=first + len(new))
            new.append((product.id, *_values(product)))
        else:
            product = replace(product, id=before.id)
            changed.append((*_values(product), product.id))
        stored.append(product)
    conn.insert("product", ("id", *_FIELDS), new)
    conn.executemany(PUT_PRODUCT, changed)
    _put_options(conn, stored, {o.sku: o.id for product in known.values() for o in product.options})
    return products(conn, [product.id for product in stored])


def _values(product: Product) -> Row:
    return (
        product.code, product.name, product.kind.value, product.price, product.sale_price, product.sale_from,
        product.sale_until, product.policy, product.weight, product.place, int(product.on_sale),
    )  # fmt: skip


def _put_options(conn: Conn, goods: Sequence[Product], known: dict[str, int]) -> None:
    new: list[Row] = []
    changed: list[Row] = []
    first = next_id(conn, "product_option")
    for product in goods:
        for o in product.options:
            row = (product.id, o.sku, o.option, o.price_add, o.barcode, int(o.tracked))
            if o.sku in known:
                changed.append((*row, known[o.sku]))
            else:
                new.append((first + len(new), *row, 0, 0))
    conn.insert("product_option", ("id", *_OPTION_FIELDS, *_COUNTERS), new)
    conn.executemany(PUT_OPTION, changed)


def is_goods_code(conn: Conn, code: str) -> bool:
    """Whether *code* is a product's code, or an option's SKU or barcode."""
    return conn.execute(GOODS_CODE, (code, code, code)).fetchone() is not None


def is_ordered_code(conn: Conn, code: str) -> bool:
    """Whether *code* is the SKU or product code of anything that was ever ordered."""
    sql = "SELECT 1 FROM goods WHERE sku = ? OR product = ? LIMIT 1"
    return conn.execute(sql, (code, code)).fetchone() is not None


def shelves(conn: Conn) -> Shelves:
    """Where the shop's goods stand."""
    rows = conn.execute(SHELVES).fetchall()
    by_sku = {sku: place for sku, _, place in rows if sku is not None}
    return Shelves(by_sku, {code: place for _, code, place in rows})


def shelves_of(conn: Conn, lines: Iterable[Line]) -> Shelves:
    """Where the goods of *lines* stand."""
    there = list(lines)
    skus = {line.sku for line in there if line.sku}
    codes = {line.product for line in there if not line.sku}
    by_sku = f"""SELECT product_option.sku, product.place FROM product_option
 JOIN product ON product.id = product_option.product
 WHERE product.place <> '' AND {one_of_texts(conn, "product_option.sku")}"""
    by_code = f"SELECT code, place FROM product WHERE place <> '' AND {one_of_texts(conn, 'code')}"
    return Shelves(
        {sku: place for sku, place in conn.execute(by_sku, (text_list(conn, skus),))},
        {code: place for code, place in conn.execute(by_code, (text_list(conn, codes),))},
    )
