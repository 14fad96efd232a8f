"""Auto Listings on a site that keeps WordPress' API and sitemap to itself."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.auto_listings import AutoListings


class AutoListingsPages(AutoListings):
    """`/listings/?paged=N`."""

    has_api = False
    lists_status = True

    def list_requests(self, stock: list[Stock]) -> int:
        return 2 + len(self.pages_of(stock))


THEME = AutoListingsPages
