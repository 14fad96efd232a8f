"""Prices that a page crosses out."""

from parsel import Selector

_STRUCK = "del, s, strike, .text-line-through, [style*='line-through']"


def cut_struck_prices(page: Selector) -> None:
    """Remove what is crossed out from `page`: of two prices it is never the one that is asked."""
    for element in page.css(_STRUCK):
        if element.xpath("parent::*") and not element.xpath(".//h1|self::h1"):
            element.drop()
