"""A Dealer.com site without a sitemap: its JSON, asked by POST."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.dealer_com import DealerComSitemap


class DealerComApi(DealerComSitemap):
    """48 cars an answer."""

    has_sitemap = False
    lists_status = True

    def list_requests(self, stock: list[Stock]) -> int:
        answers = -(-len(stock) // self.cars_a_request)
        return 1 + (answers or 2)


THEME = DealerComApi
