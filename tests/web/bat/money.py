"""Amounts as Bring a Trailer prints them."""

SYMBOLS = {"USD": "$", "CAD": "$", "GBP": "£", "EUR": "€"}


def bare(currency: str, amount: int) -> str:
    """The amount without its currency's name: "$42,000"."""
    return f"{SYMBOLS[currency]}{amount:,}"


def named(currency: str, amount: int) -> str:
    """The amount with its currency's name before it: "USD $42,000"."""
    return f"{currency} {bare(currency, amount)}"
