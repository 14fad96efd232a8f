"""A seller's profile: who it is."""

from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.items import Business, ReadPage
from crawler.pages.bring_a_trailer.member import linked_member
from crawler.pages.challenge import refuse_challenge
from crawler.pages.classic_com import contact
from crawler.pages.classic_com.address import own_profile_url
from crawler.pages.classic_com.own_part import cut_cards, own_part, text_of
from crawler.pages.classic_com.seller_type import business_type
from crawler.pages.classic_com.speciality import specialities
from crawler.pages.errors import Unreadable
from crawler.pages.labelled_fields import labelled_text
from crawler.pages.postal_address import PostalAddress, split_address
from crawler.pages.text import squeeze

_LOGO = "//img[starts-with(@src, 'https://images.classic.com/uploads/dealer/')]/@src"


def read_profile(html: str, url: str) -> ReadPage:
    """A seller's profile: one Business. Each value comes from its marked field or not at all, never
    from a car that the page lists. Raises Unreadable without an h1, and
    for another page of the site (a profile that is gone may lead there)."""
    refuse_challenge(html)
    profile_url = own_profile_url(url)
    page = own_part(html)
    cut_cards(page)
    name = text_of([*page.xpath("//h1")])
    if name is None:
        raise Unreadable("a profile without a name: a browser may be needed")
    address = _address(page)
    split = _parts(page, address)
    logo = page.xpath(_LOGO).get()
    business = Business(
        business_name=name,
        business_type=business_type(labelled_text(page, "Type", "Seller Type", "Business Type")),
        profile_url=profile_url,
        website=contact.website(page, url),
        phone=contact.phone(page),
        email=contact.email(page),
        address=address,
        city=split.city,
        state=split.state,
        postal_code=split.postal_code,
        country=split.country,
        license_number=labelled_text(
            page,
            *("License", "License Number", "License #", "License No.", "Dealer License"),
            *("Dealer License #", "Dealer License Number", "Licence", "Licence Number"),
        ),
        logo_url=urlunsplit(urlsplit(logo)._replace(query="", fragment="")) if logo else None,
        description=_description(page),
        specialities=specialities(page),
        bat_username=linked_member(page),
    )
    return ReadPage(page="classic_profile", items=(business,))


def _address(page: Selector) -> str | None:
    lines = page.xpath("//address")[:1].xpath(".//text()").getall()
    stated = ", ".join(line for line in (squeeze(t).strip(", ") for t in lines) if line)
    return stated or labelled_text(page, "Address", "Location")


def _parts(page: Selector, address: str | None) -> PostalAddress:
    """The address's parts: those that have fields of their own, else as they stand in its line."""
    split = split_address(address)
    return PostalAddress(
        labelled_text(page, "City") or split.city,
        labelled_text(page, "State", "State/Province", "Province") or split.state,
        labelled_text(page, "Zip", "Zip Code", "ZIP/Postal Code", "Postal Code", "Postcode")
        or split.postal_code,
        labelled_text(page, "Country") or split.country,
    )


def _description(page: Selector) -> str | None:
    marked = page.css("[itemprop=description], [data-testid=description], .description")[:1]
    return squeeze(" ".join(marked.xpath(".//text()").getall())) or None
