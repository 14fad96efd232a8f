"""A Dealer.com site with neither a sitemap nor the id for its JSON: the lists' pages."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.dealer_com import DealerComSitemap


class DealerComPages(DealerComSitemap):
    """`?start=N`; past its end the list begins anew."""

    has_sitemap = False
    lists_status = True
    has_api = False

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 + len(self.pages_of(stock))


THEME = DealerComPages
