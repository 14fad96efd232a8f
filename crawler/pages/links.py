"""Links of a page: absolute, canonical, and whether they stay on the page's own site."""

from urllib.parse import urljoin, urlsplit, urlunsplit

from crawler.pages.text import canonical_url


def absolute(href: str | None, page_url: str) -> str | None:
    """`href` as an absolute canonical URL; None for no href, a bare fragment, or another scheme
    than http(s) (tel:, mailto:, javascript:)."""
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
    if url is None or host_without_www(url) != host_without_www(page_url):
        return None
    page_host = urlsplit(canonical_url(page_url)).netloc
    return urlunsplit(urlsplit(url)._replace(netloc=page_host))


def same_page(one: str, other: str) -> bool:
    """Whether two URLs name one page, `www.`, scheme, query and trailing slash aside."""
    paths = [urlsplit(url).path.rstrip("/") for url in (one, other)]
    return paths[0] == paths[1] and host_without_www(one) == host_without_www(other)
