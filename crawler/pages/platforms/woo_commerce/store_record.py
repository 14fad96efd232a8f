"""A product as the store's API has it."""

from html import unescape
from typing import Any

from crawler.pages.described_fields import field_name
from crawler.pages.embedded_json import objects_of, text_of
from crawler.pages.errors import Unreadable
from crawler.pages.shop_product import Product, is_sold_word, price_of_cents
from crawler.pages.structured_vehicle import number_images, original


def product_of_record(record: Any) -> Product:
    """The product of a record of the store's API. One with a range of prices states none."""
    if not isinstance(record, dict):
        raise Unreadable("no product's record")
    stated = record.get("prices")
    prices = stated if isinstance(stated, dict) else {}
    digits = prices.get("currency_minor_unit")
    in_stock = record.get("is_in_stock")
    categories = [_name(one) for one in objects_of(record.get("categories"))]
    words = [*categories, *(_name(one) for one in objects_of(record.get("tags")))]
    sold = any(is_sold_word(word) for word in words) or in_stock is False
    has_range = isinstance(prices.get("price_range"), dict)
    attributes = objects_of(record.get("attributes"))
    return Product(
        title=_name(record),
        description=" ".join(
            part
            for part in (record.get("short_description"), record.get("description"))
            if isinstance(part, str)
        ),
        price=price_of_cents(prices.get("price"), digits, text_of(prices.get("currency_code")))
        if isinstance(digits, int) and not has_range
        else None,
        is_sold=True if sold else False if in_stock is True else None,
        category=next((one for one in categories if one and not is_sold_word(one)), None),
        sku=text_of(record.get("sku")),
        fields=_fields(attributes),
        options=tuple(
            name for one in attributes if one.get("has_variations") and (name := _name(one))
        ),
        images=number_images(
            (original(source, source), None, None)
            for one in objects_of(record.get("images"))
            if (source := text_of(one.get("src"))) and "//" in source
        ),
    )


def _name(record: dict[str, Any]) -> str | None:
    name = text_of(record.get("name"))
    return unescape(name) if name else None


def _fields(attributes: list[dict[str, Any]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for attribute in attributes:
        name = field_name(_name(attribute))
        terms = [_name(term) for term in objects_of(attribute.get("terms"))]
        if name and len(terms) == 1 and terms[0]:
            fields[name] = terms[0]
    return fields
