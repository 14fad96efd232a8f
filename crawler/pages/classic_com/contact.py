"""How a seller is reached: its website, its telephone, its e-mail."""

import re

from parsel import Selector

from crawler.pages.classic_com.own_part import text_of
from crawler.pages.foreign_hosts import is_foreign
from crawler.pages.labelled_fields import labelled_link, labelled_text
from crawler.pages.links import absolute
from crawler.pages.text import squeeze


def website(page: Selector, url: str) -> str | None:
    """Where the link that is marked as the website leads, if to a site of the business's own."""
    marked = labelled_link(page, "Website")
    for link in page.xpath("//a[@href]"):
        words = (text_of([link]), link.attrib.get("aria-label"), link.attrib.get("title"))
        if any(squeeze(w or "").casefold() in ("website", "visit website") for w in words):
            marked = marked or link.attrib["href"]
    if marked is None or "://" not in marked:
        return None
    found = absolute(marked, url)
    return None if found is None or is_foreign(found) else found


def phone(page: Selector) -> str | None:
    """The number of the first telephone link as it is shown, else as it is dialled; else what is
    labelled so."""
    link = page.xpath("//a[starts-with(@href, 'tel:')]")[:1]
    stated = text_of([*link])
    if stated and re.search(r"\d{3}", stated):
        return stated
    dialled = squeeze(link.attrib.get("href", "").removeprefix("tel:")) if link else ""
    return dialled or labelled_text(page, "Phone", "Telephone")


def email(page: Selector) -> str | None:
    """The address of the first e-mail link, also one that Cloudflare hid from robots; else what is
    labelled so."""
    link = page.xpath("//a[starts-with(@href, 'mailto:')]/@href").get()
    if link:
        return squeeze(link.removeprefix("mailto:").partition("?")[0]) or None
    hidden = page.xpath("//@data-cfemail").get()
    if hidden and re.fullmatch(r"(?:[0-9a-f]{2}){2,}", hidden):
        # Cloudflare's hiding of addresses: each byte XOR the first one.
        key, *rest = bytes.fromhex(hidden)
        return squeeze(bytes(byte ^ key for byte in rest).decode("utf-8", "replace")) or None
    text = labelled_text(page, "Email", "E-mail")
    return text if text and "@" in text else None
