"""Cards of a list on the page of one car: those of other cars, under whatever heading."""

from parsel import Selector


def cut_cards(page: Selector, cards: str) -> None:
    """Remove each of the `cards` (a CSS selector) from a vehicle's page, so that no other car's
    price or mark of a sale is taken for its own. One that holds the page's own h1 stays."""
    for card in page.css(cards):
        if card.xpath("parent::*") and not card.xpath(".//h1"):
            card.drop()
