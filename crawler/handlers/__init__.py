"""How requests leave, and what may come back: to public addresses only, or all to one gateway that
stands for the web; answers within limits."""

from crawler.handlers.addresses import AddressRefused, PublicResolver, is_public
from crawler.handlers.answer_head import HeadTooLarge
from crawler.handlers.download import WebDownloadHandler

__all__ = [
    "AddressRefused",
    "HeadTooLarge",
    "PublicResolver",
    "WebDownloadHandler",
    "is_public",
]
