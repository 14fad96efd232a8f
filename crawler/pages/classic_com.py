"""Classic.com: its directory of sellers and their profiles."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Business, ReadPage, Seller, UnreadEntry
from crawler.pages.challenge import refuse_challenge
from crawler.pages.errors import Unreadable, refuse_many_unread
from crawler.pages.labelled_fields import labelled_link, labelled_text
from crawler.pages.links import absolute, host_without_www, own
from crawler.pages.postal_address import split_address
from crawler.pages.text import canonical_url, squeeze, storable

HOST = "www.classic.com"
DIRECTORY_FILTERS = ("all", "dealers", "auction_houses")

_PROFILE = re.compile(r"^/(s|dealers?|auction-houses?)/([^/]+)/?$")
_SELLER_LINKS = (
    ".//a[starts-with(@href, '/') or contains(@href, 'classic.com/')]"
    "[not(ancestor::header or ancestor::footer or ancestor::nav)]"
)
_TYPES = {"dealer": "dealer", "auction house": "auction_house"}
_PAGES = re.compile(r"^(\d{1,6}) ?/ ?(\d{1,6})$")
_LOGO = "//img[starts-with(@src, 'https://images.classic.com/uploads/dealer/')]/@src"
# Hosts on which a business has a page but which are not its own.
_FOREIGN = (
    "facebook.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "youtu.be",
    "tiktok.com", "linkedin.com", "pinterest.com", "threads.net", "linktr.ee", "yelp.com",
    "google.com", "goo.gl", "ebay.com", "craigslist.org", "autotrader.com", "cars.com",
    "cargurus.com", "hemmings.com", "carsforsale.com", "motorious.com", "bringatrailer.com",
    "carsandbids.com", "classiccars.com", "classic.com", "mobile.de", "wikipedia.org",
)  # fmt: skip


def directory_url(filter: str, page: int) -> str:
    """The directory's page, from 1 on, of one of DIRECTORY_FILTERS; ValueError for another."""
    if filter not in DIRECTORY_FILTERS:
        raise ValueError(f"filter {filter!r} is none of {', '.join(DIRECTORY_FILTERS)}")
    return f"https://{HOST}/data?{urlencode({'filter': filter, 'page': page})}"


def canonical_profile_url(url: str) -> str:
    """https://www.classic.com/s/<slug>/: with a trailing slash, without query. Raises ValueError
    for a URL that is no seller's profile."""
    parts = urlsplit(url)
    found = _PROFILE.match(parts.path)
    if not found or host_without_www(url) != "classic.com":
        raise ValueError(f"not a profile of Classic.com: {url!r}")
    return f"https://{HOST}/{found[1]}/{found[2]}/"


def business_type(words: str | None) -> str | None:
    """One of `crawler.items.BUSINESS_TYPES` for the words of a type field; None for none."""
    return _TYPES.get(words.casefold(), "other") if words else None


def read_directory(html: str, url: str) -> ReadPage:
    """The directory's sellers, in the table or in the card grid, each once; one without a name is
    left out. Raises Unreadable where neither stands on the page, or more than a tenth have no
    name."""
    refuse_challenge(html)
    page = Selector(text=storable(html))
    rows = page.xpath("//table//tr")
    entries = [*rows] if rows else [*page.xpath(_SELLER_LINKS)]
    sellers: dict[str, Seller] = {}
    for entry in entries:
        profile = _profile_of(entry, url)
        if profile is not None:
            seller = _row(entry, profile) if rows else _card(entry, profile)
            known = sellers.get(profile)
            if known is None or not known.name:
                sellers[profile] = seller
    if not rows and not sellers:
        raise Unreadable("neither a table nor a grid of sellers")
    nameless = [f"the seller {s.profile_url} has no name" for s in sellers.values() if not s.name]
    refuse_many_unread(nameless, len(sellers))
    return ReadPage(
        page="classic_directory",
        items=tuple(seller for seller in sellers.values() if seller.name),
        next_url=_next_url(page, url),
        unread=tuple(UnreadEntry(why=why) for why in nameless),
    )


def read_profile(html: str, url: str) -> ReadPage:
    """A seller's profile: one Business. Type, website and licence come from their marked fields
    or not at all. Raises Unreadable without an h1."""
    refuse_challenge(html)
    page = Selector(text=storable(html))
    for frame in page.xpath("//header|//footer|//nav"):
        if not frame.xpath(".//h1") and frame.xpath("parent::*"):
            frame.drop()  # Classic.com's own links and contacts
    name = _text(page.xpath("//h1"))
    if name is None:
        raise Unreadable("a profile without a name")
    address = _address(page)
    split = split_address(address)
    logo = page.xpath(_LOGO).get()
    business = Business(
        business_name=name,
        business_type=business_type(labelled_text(page, "Type", "Seller Type", "Business Type")),
        profile_url=canonical_profile_url(url),
        website=_website(page, url),
        phone=_phone(page),
        email=_email(page),
        address=address,
        city=split.city,
        state=split.state,
        postal_code=split.postal_code,
        country=split.country,
        license_number=labelled_text(
            page, "License", "License Number", "License #", "Dealer License", "Licence Number"
        ),
        logo_url=urlunsplit(urlsplit(logo)._replace(query="", fragment="")) if logo else None,
        description=_description(page),
    )
    return ReadPage(page="classic_profile", items=(business,))


def _profile_of(entry: Selector, url: str) -> str | None:
    for href in entry.xpath("descendant-or-self::a/@href").getall():
        link = absolute(href, url)
        try:
            return canonical_profile_url(link or "")
        except ValueError:
            continue
    return None


def _row(row: Selector, profile: str) -> Seller:
    heads = [
        squeeze(h).casefold()
        for h in row.xpath("ancestor::table[1]//th").xpath("string()").getall()
    ]
    column = heads.index("type") + 1 if "type" in heads else 2
    words = _text(row.xpath(f"./td[{column}]"))
    names = (_text([link]) for link in row.xpath(".//a"))
    return Seller(
        profile_url=profile,
        name=next((name for name in names if name), "") or _alt(row),
        business_type=business_type(words.strip("-–— ") if words else None),
    )


def _card(card: Selector, profile: str) -> Seller:
    """A card states its type in a badge of its own, so only a known word is a type."""
    leaves = card.xpath(".//*[not(*)]")
    words = (squeeze(leaf.xpath("string()").get() or "").casefold() for leaf in leaves)
    heading = _text(card.xpath(".//h2|.//h3|.//h4"))
    name = heading or (_text([card]) if not leaves else None) or _alt(card)
    return Seller(
        profile_url=profile,
        name=name or "",
        business_type=next((_TYPES[word] for word in words if word in _TYPES), None),
    )


def _next_url(page: Selector, url: str) -> str | None:
    """The page after this one; never this one or an earlier one."""
    query = parse_qs(urlsplit(url).query)
    stated = query.get("page", ["1"])[0]
    number = int(stated) if re.fullmatch(r"\d{1,6}", stated) else 1
    filter = query.get("filter", ["all"])[0]
    following = directory_url(filter if filter in DIRECTORY_FILTERS else "all", number + 1)
    marked = page.xpath(
        "//link[@rel='next']/@href|//a[@rel='next']/@href|//a[@aria-label='Next']/@href"
        "|//a[normalize-space()='chevron_right' or normalize-space()='Next']/@href"
    ).getall()
    if following in [own(href, url) for href in marked]:
        return following
    for text in page.xpath("//*[not(*)][contains(., '/')]/text()").getall():
        found = _PAGES.match(squeeze(text))
        if found and int(found[1]) == number < int(found[2]):
            return following
    return None


def _website(page: Selector, url: str) -> str | None:
    """Where the link that is marked as the website leads, if to a site of the business's own."""
    marked = labelled_link(page, "Website")
    for link in page.xpath("//a[@href]"):
        words = (_text([link]), link.attrib.get("aria-label"), link.attrib.get("title"))
        if any(squeeze(w or "").casefold() in ("website", "visit website") for w in words):
            marked = marked or link.attrib["href"]
    if marked is None or "://" not in marked:
        return None
    website = absolute(marked, url)
    if website is None:
        return None
    host = host_without_www(website)
    if any(host == foreign or host.endswith(f".{foreign}") for foreign in _FOREIGN):
        return None
    return canonical_url(website)


def _phone(page: Selector) -> str | None:
    link = page.xpath("//a[starts-with(@href, 'tel:')]")[:1]
    stated = _text(link)
    if stated and re.search(r"\d{3}", stated):
        return stated
    dialled = squeeze(link.attrib.get("href", "").removeprefix("tel:")) if link else ""
    return dialled or labelled_text(page, "Phone", "Telephone")


def _email(page: Selector) -> str | None:
    link = page.xpath("//a[starts-with(@href, 'mailto:')]/@href").get()
    if link:
        return squeeze(link.removeprefix("mailto:").partition("?")[0]) or None
    hidden = page.xpath("//@data-cfemail").get()
    if hidden and re.fullmatch(r"(?:[0-9a-f]{2}){2,}", hidden):
        # Cloudflare's hiding of addresses: each byte XOR the first one.
        key, *rest = bytes.fromhex(hidden)
        return bytes(byte ^ key for byte in rest).decode("utf-8", "replace")
    text = labelled_text(page, "Email", "E-mail")
    return text if text and "@" in text else None


def _address(page: Selector) -> str | None:
    lines = page.xpath("//address")[:1].xpath(".//text()").getall()
    stated = ", ".join(line for line in (squeeze(t).strip(", ") for t in lines) if line)
    return stated or labelled_text(page, "Address", "Location")


def _description(page: Selector) -> str | None:
    marked = page.css("[itemprop=description], [data-testid=description], .description")[:1]
    return squeeze(" ".join(marked.xpath(".//text()").getall())) or None


def _text(elements: "list[Selector]") -> str | None:
    texts = (squeeze(" ".join(one.xpath(".//text()").getall())) for one in elements)
    return next((text for text in texts if text), None)


def _alt(element: Selector) -> str:
    return squeeze(element.xpath(".//img/@alt").get() or "")
