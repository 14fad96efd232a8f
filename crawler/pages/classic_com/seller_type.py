"""What kind of seller Classic.com's type field names."""

_TYPES = {"dealer": "dealer", "auction house": "auction_house"}


def business_type(words: str | None) -> str | None:
    """One of `crawler.items.BUSINESS_TYPES` for the words of a type field; None for none."""
    return known_type(words) or "other" if words else None


def known_type(words: str) -> str | None:
    """The type that `words` are the known name of; None for other words."""
    return _TYPES.get(words.casefold())
