"""Overfuel without the dealer's id on its pages: what is left are the list pages."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.overfuel import Overfuel


class OverfuelPages(Overfuel):
    """`/used-cars-…/page/N`, of which only link[rel=next] tells."""

    shared_hosts = ()

    def footer(self) -> str:
        return '<a href="https://www.instagram.com/">Pictures</a>'

    def list_requests(self, stock: list[Stock]) -> int:
        return len(self.pages_of(stock))


THEME = OverfuelPages
