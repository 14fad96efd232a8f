"""Page objects: HTML in, items out. They know neither Scrapy nor the database."""

from crawler.pages.reading import canonical_listing_url, read_listing, read_page

__all__ = ["canonical_listing_url", "read_listing", "read_page"]
