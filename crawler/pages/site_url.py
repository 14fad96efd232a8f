"""Addresses at a site, by their paths."""

from urllib.parse import urlsplit, urlunsplit

from crawler.pages.links import own


def at_site(url: str, path: str, query: str = "") -> str:
    """The canonical address of `path`, with `query`, at the site that `url` is of."""
    parts = urlsplit(own(url, url) or url)
    return urlunsplit(parts._replace(path=path, query=query, fragment=""))


def bare_url(url: str) -> str:
    """The canonical address of a page, without query and trailing slash."""
    return at_site(url, urlsplit(own(url, url) or url).path.rstrip("/") or "/")
