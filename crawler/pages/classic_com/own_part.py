"""What of a page is its own: no frame of the site's, no rails, no cards of other cars."""

import re

from parsel import Selector

from crawler.pages.classic_com.address import canonical_vehicle_url
from crawler.pages.links import absolute
from crawler.pages.related_rails import cut_rails
from crawler.pages.text import squeeze, storable

_FRAME = "//header|//footer|//nav"
# A form's choices are no statements. Comments part texts that a reader sees as one: "$<!-- -->45".
_UNSAID = "//option|//datalist|//*//comment()"
_CARD = (
    "ancestor-or-self::*[starts-with(@id, 'vehicle-item-')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' group ')][1]"
)
_CARD_LINKS = "//a[contains(@href, '/veh/') and (ancestor::h3 or .//h3)]"
_ROW = "ancestor-or-self::*[self::li or self::article or self::tr][1]"
_HISTORY = re.compile(
    r"^(?:(?:sales?|auction|price|listing|market|vehicle|ownership) )?history\b"
    r"|^(?:previous|past|other) (?:sales|listings|auctions|results)\b|^comparable\b|^comps\b",
    re.IGNORECASE,
)
_HISTORY_NAMED = "//*[contains(@id, 'history') or contains(@class, 'history')]"
_UNSEEN = "ancestor::script or ancestor::style or ancestor::noscript or ancestor::template"
_PRESSED = "ancestor::a or ancestor::button or ancestor::label or ancestor::select"


def own_part(html: str) -> Selector:
    """The parsed page without Classic.com's own frame, rails of other cars, and what is no text of
    the page."""
    page = Selector(text=storable(html))
    for unsaid in page.xpath(_UNSAID):
        unsaid.drop()
    for frame in page.xpath(_FRAME):
        if not frame.xpath(".//h1"):
            drop(frame)
    cut_rails(page)
    return page


def cards(page: Selector) -> list[tuple[Selector, Selector]]:
    """Each card of a car with its link, in page order: search items (`.group`) and auction cards
    (`#vehicle-item-…`), in both of which a heading links to the car."""
    found: list[tuple[Selector, Selector]] = []
    for link in page.xpath(_CARD_LINKS):
        card = link.xpath(_CARD)
        if card and not card.xpath(".//h1"):
            found.append((card[0], link))
    return found


def cut_cards(page: Selector) -> None:
    """Remove every card of a car."""
    for card, _ in cards(page):
        drop(card)


def cut_other_cars(page: Selector, url: str) -> None:
    """Remove what speaks of other cars than the one whose page stands at `url`, and of other sales
    of this one: every card, row or block that links to another car, and histories of sales."""
    for block in page.xpath(_HISTORY_NAMED):
        if not block.xpath(".//h1"):
            drop(block)
    for heading in page.xpath("//h2|//h3|//h4|//h5|//h6"):
        if _HISTORY.match(squeeze(heading.xpath("string()").get() or "")):
            _cut_section(heading)
    mine = canonical_vehicle_url(url)
    for link in page.xpath("//a[contains(@href, '/veh/')]"):
        try:
            other = canonical_vehicle_url(absolute(link.attrib["href"], url) or "") != mine
        except ValueError:
            continue
        if other:
            drop(_around(link))


def texts(page: Selector) -> list[str]:
    """The texts that a reader sees, in page order, each squeezed; those of links and buttons, which
    name what they lead to, left out."""
    found = page.xpath(f"//body//text()[not({_UNSEEN} or {_PRESSED})]").getall()
    return [text for text in map(squeeze, found) if text]


def text_of(elements: "list[Selector]") -> str | None:
    """The first of the elements' texts that is not empty, squeezed."""
    found = (squeeze(" ".join(one.xpath(".//text()").getall())) for one in elements)
    return next((text for text in found if text), None)


def drop(block: Selector) -> None:
    """Remove `block`, unless it is already gone."""
    if block.xpath("parent::*"):
        block.drop()


def _around(link: Selector) -> Selector:
    """The card or row of a link to another car; the link alone where it has none."""
    for road in (_CARD, _ROW):
        block = link.xpath(road)
        if block and not block.xpath(".//h1"):
            return block[0]
    return link


def _cut_section(heading: Selector) -> None:
    parent = heading.xpath("parent::*[self::section or self::aside or self::div][not(.//h1)]")
    if parent and not heading.xpath("preceding-sibling::*"):
        drop(parent[0])
        return
    for sibling in heading.xpath("following-sibling::*"):
        if sibling.xpath("self::h1|self::h2|self::h3|self::h4"):
            break
        drop(sibling)
    drop(heading)
