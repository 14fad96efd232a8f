"""A Shopify shop that publishes no list of its products, only the sitemap."""

from tests.web.dealers.stock import Stock
from tests.web.dealers.themes.shopify import Shopify
from tests.web.pages import Page


class ShopifyHeadless(Shopify):
    """products.json is empty, and there are no records: the pages hold them."""

    lists_status = False

    def list_requests(self, stock: list[Stock]) -> int:
        return 3  # the empty list, the index, its part

    def answer(self, stock: list[Stock], path: str, query: dict[str, str]) -> Page | None:
        if path == "/products.json":
            return Page(body=b'{"products":[]}', content_type="application/json")
        if path.endswith(".js"):
            return None
        return super().answer(stock, path, query)


THEME = ShopifyHeadless
