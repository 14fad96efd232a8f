"""The text of what a host answered."""

import codecs
import zlib

from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip, gzip_magic_number

from crawler.pages.errors import PageError

_MOST_UNPACKED = 20 * 1024 * 1024  # bytes; as large as a page may be
# Codecs of Python that are no charset of any page (its documentation: "Python Specific Encodings"),
# and UTF-7, which no browser reads. Punycode's takes over an hour for 20 MB.
_NO_CHARSETS = frozenset(
    (
        *("idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined"),
        *("unicode-escape", "utf-7"),
    )
)


def text_of(response: Response) -> str:
    """The text of a page; a file that is packed by itself (sitemap.xml.gz) is unpacked, whatever
    type its server says that it has. Raises PageError for a body that is no text."""
    if not gzip_magic_number(response):
        if isinstance(response, TextResponse):
            return _decoded(response)
        raise PageError("the body is no text")
    try:
        return gunzip(response.body, max_size=_MOST_UNPACKED).decode("utf-8")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise PageError(f"the packed body: {error}") from error


def _decoded(response: TextResponse) -> str:
    """By the charset that the page declares; without one it is UTF-8, else what browsers assume
    (Scrapy would guess by the letters' frequency)."""
    declared = response._declared_encoding()
    if declared is not None and _is_charset(declared):
        return response.text
    try:
        return response.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return response.body.decode("cp1252", "replace")


def _is_charset(name: str) -> bool:
    try:
        return codecs.lookup(name).name.replace("_", "-") not in _NO_CHARSETS and isinstance(
            b"a".decode(name, "replace"), str
        )
    except (LookupError, ValueError):  # base64 and its like are codecs, too
        return False
