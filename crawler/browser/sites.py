"""The site that a host belongs to."""

import ipaddress
from functools import cache
from urllib.parse import urlsplit

import tldextract


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list that comes with the package: nothing is fetched, nothing is written. Tenants of a
    # hosting domain are strangers to each other.
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


def site_of(url: str) -> str:
    """The registrable domain of a URL's host by the Public Suffix List, whose last rule makes any
    unknown last label a suffix; the host itself where it has none (an address, a suffix)."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        found = _suffixes()(host)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    return ".".join(host.split(".")[-2:])
