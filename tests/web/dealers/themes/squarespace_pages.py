"""A Squarespace site whose sitemap does not answer: what is left is the shop's list."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.squarespace import Squarespace


class SquarespacePages(Squarespace):
    """`/inventory?page=N`."""

    has_sitemap = False
    lists_status = True

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 + len(self.pages_of(stock))


THEME = SquarespacePages
