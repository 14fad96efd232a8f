"""A Wix site whose sitemap is gone: what is left is the shop's gallery."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.wix import Wix


class WixGalleries(Wix):
    """`/shop?page=N`, which does tell what is sold."""

    has_sitemap = False
    lists_status = True
    cars_a_page = 24

    def list_requests(self, stock: list[Stock]) -> int:
        # The first card stands twice on a page, so that the count of pages is not one too many.
        return 1 + len(self.pages_of(stock))


THEME = WixGalleries
