"""Links to members' pages on Bring a Trailer. The pages themselves are closed by robots.txt."""

from urllib.parse import urljoin

from parsel import Selector

from crawler.pages.bring_a_trailer.address import HOST, canonical_member_url


def linked_member(page: str | Selector) -> str | None:
    """The one member whose page a page links to: the last word of that page's path, in lower case;
    None where it links to none, or to several."""
    if isinstance(page, str):
        if "bringatrailer.com" not in page.lower():
            return None
        page = Selector(text=page)
    members = set()
    for href in page.css("a::attr(href)").getall():
        if "//" in href:
            try:
                absolute = urljoin(f"https://{HOST}/", href.strip())
                members.add(canonical_member_url(absolute).rstrip("/").rpartition("/")[2])
            except ValueError:
                continue
    return members.pop() if len(members) == 1 else None
