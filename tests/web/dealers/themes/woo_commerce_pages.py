"""A WooCommerce shop without API and sitemap: what is left are its pages."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.woo_commerce import WooCommerce
from tests.web.pages import Page


class WooCommercePages(WooCommerce):
    """`/shop/page/N/`."""

    plugins = ("woocommerce", "wordpress-seo")

    def list_requests(self, stock: list[Stock]) -> int:
        return 2 + len(self.pages_of(stock))  # neither API nor sitemap is there

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        return None if path.startswith("/wp-json/") else super().answer(stock, path, query)


THEME = WooCommercePages
