"""A DealerFire site without a sitemap: a list of a hundred cars a page, by offset."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.dealer_fire import DealerFireSitemap
from tests.web.pages import Page


class DealerFireList(DealerFireSitemap):
    """`?limit=100&offset=N`; past its end the list begins anew."""

    lists_status = True
    cars_a_page = 100

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path.startswith("/sitemap"):
            return None
        return super().answer(stock, path, query)

    def list_requests(self, stock: list[Stock]) -> int:
        return 2 + len(self.pages_of([one for one in stock if one.in_current_list]))


THEME = DealerFireList
