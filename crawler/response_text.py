"""The text of what a host answered."""

import zlib

from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip, gzip_magic_number

from crawler.pages.errors import PageError

_MOST_UNPACKED = 20 * 1024 * 1024  # bytes; as large as a page may be


def text_of(response: Response) -> str:
    """The text of a page; a file that is packed by itself (sitemap.xml.gz) is unpacked, whatever
    type its server says that it has. Raises PageError for a body that is no text."""
    if not gzip_magic_number(response):
        if isinstance(response, TextResponse):
            return response.text
        raise PageError("the body is no text")
    try:
        return gunzip(response.body, max_size=_MOST_UNPACKED).decode("utf-8")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise PageError(f"the packed body: {error}") from error
