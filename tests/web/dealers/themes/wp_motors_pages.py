"""Motors on WordPress without a sitemap: what is left are the pages of the list."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.wp_motors import WpMotors


class WpMotorsPages(WpMotors):
    """`/listings/page/N/`."""

    has_sitemap = False
    lists_status = True

    def list_requests(self, stock: list[Stock]) -> int:
        return 1 + len(self.pages_of(stock))


THEME = WpMotorsPages
