"""Which page of a list comes after this one."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from parsel import Selector

from crawler.pages.links import own
from crawler.pages.text import squeeze

_OF = re.compile(r"^(\d{1,6}) ?/ ?(\d{1,6})$")
_NEXT = (
    "//link[@rel='next']/@href|//a[@rel='next']/@href|//a[@aria-label='Next']/@href"
    "|//a[normalize-space()='chevron_right' or normalize-space()='Next']/@href"
)


def page_number(url: str) -> int:
    """The number of the page at `url`: 1 where its query has none."""
    stated = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(stated) if re.fullmatch(r"\d{1,6}", stated) else 1


def numbered(url: str, number: int) -> str:
    """The same list's page of that number."""
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != "page"]
    query.append(("page", str(number)))
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def has_following(page: Selector, url: str) -> bool:
    """Whether the page at `url` is not the last one: its pager ("2 / 7") says so or, where it has
    none that counts this page, a link marked as the next one leads to this list's following page.
    """
    number = page_number(url)
    leaves = page.xpath("//*[not(*)][contains(., '/')]/text()").getall()
    pagers = [found for text in leaves if (found := _OF.match(squeeze(text)))]
    lasts = [int(found[2]) for found in pagers if int(found[1]) == number]
    if lasts:
        return number < max(lasts)
    links = [link for href in page.xpath(_NEXT).getall() if (link := own(href, url))]
    path = urlsplit(url).path.rstrip("/")
    return any(
        urlsplit(link).path.rstrip("/") == path and page_number(link) == number + 1
        for link in links
    )
