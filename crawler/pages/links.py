"""Links of a page: absolute, canonical, and whether they stay on the page's own site."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.pages.text import canonical_url

# What most links are, and canonical as it stands: most of a long sitemap need no further look.
_PLAIN = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[\w%~+,.!$'()*@=/-]*", re.ASCII)


def absolute(href: str | None, page_url: str) -> str | None:
    """`href` as an absolute canonical URL; None for no href, a bare fragment, or another scheme
    than http(s) (tel:, mailto:, javascript:)."""
    if href is not None and _PLAIN.fullmatch(href):
        return href
    if href is None or not href.strip() or href.strip().startswith("#"):
        return None
    try:
        return canonical_url(urljoin(page_url, href.strip()))
    except ValueError:
        return None


def host_without_www(url: str) -> str:
    """The host of `url` in lower case, `www.` cut."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def own(href: str | None, page_url: str) -> str | None:
    """`href` absolute and canonical if it stays on the site of `page_url`, else None.

    A link that differs in `www.` alone gets the page's host, so that a car has one URL.
    """
    url = absolute(href, page_url)
    page = absolute(page_url, page_url)
    if url is None or page is None:
        return None
    parts, page_host = urlsplit(url), urlsplit(page).netloc
    if parts.netloc == page_host:
        return url
    if host_without_www(url) != host_without_www(page):
        return None
    return urlunsplit(parts._replace(netloc=page_host))


def same_page(one: str, other: str) -> bool:
    """Whether two URLs name one page, `www.`, scheme, query and trailing slash aside."""
    paths = [urlsplit(url).path.rstrip("/") for url in (one, other)]
    return paths[0] == paths[1] and host_without_www(one) == host_without_www(other)
