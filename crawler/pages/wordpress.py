"""What all sites on WordPress publish: their sitemaps, one part for each type of post.

WordPress's own index is /wp-sitemap.xml with parts wp-sitemap-posts-<type>-<n>.xml; the plugins
Yoast SEO and Rank Math replace it by /sitemap_index.xml with parts <type>-sitemap<n>.xml. Default
robots.txt: "Disallow: /wp-admin/".
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from crawler.items import ListPage, ReadPage
from crawler.pages.errors import Unreadable
from crawler.pages.links import own
from crawler.pages.platform import Road
from crawler.pages.site_url import at_site
from crawler.pages.sitemap import read_sitemap

_PLUGINS = re.compile(r"yoast-schema-graph|Yoast SEO plugin|rank-math|/wordpress-seo/")
# "…-800x600.jpg" is a copy of "….jpg".
_RESIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex[\s>]")


def sitemap_road(html: str, url: str) -> Road:
    """The way to the site's posts by its sitemap, which does not say what is sold."""
    path = "/sitemap_index.xml" if _PLUGINS.search(html) else "/wp-sitemap.xml"
    return (ListPage(at_site(url, path)),)


def post_url(url: str) -> str:
    """The canonical address of a post: without query, with a trailing slash."""
    path = urlsplit(own(url, url) or url).path
    return at_site(url, path.rstrip("/") + "/")


def whole_photo(link: str) -> str:
    """The address of the photo of which WordPress made the resized copy at `link`."""
    return _RESIZED.sub("", link)


def read_post_sitemap(
    text: str,
    page: ListPage,
    *,
    name: str,
    post_type: str,
    listing_url: Callable[[str], str | None],
) -> ReadPage:
    """The posts of one type in a sitemap, or the parts of an index that hold them (see
    `crawler.pages.sitemap.read_sitemap`). Raises Unreadable for an index without such a part: a
    site may well keep its cars out of its sitemap."""
    word = re.escape(post_type)
    part = re.compile(rf"/(?:wp-sitemap-posts-{word}-\d+|{word}-sitemap\d*)\.xml(?:\?|$)")
    found = read_sitemap(text, page, name=name, listing_url=listing_url, part=part)
    if _INDEX.search(text[:2000]) and not found.further:
        raise Unreadable(f"the sitemap has no part of {post_type!r}")
    return found
