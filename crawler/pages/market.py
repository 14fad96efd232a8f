"""The currency of a site's country."""

from urllib.parse import urlsplit

# By the country in the site's host. Everything else is taken for the United States, where nearly
# all dealers are that are read here, whose platforms are American.
_CURRENCIES = {
    "ca": "CAD", "au": "AUD", "nz": "NZD", "uk": "GBP", "mx": "MXN", "za": "ZAR", "ch": "CHF",
    "jp": "JPY", "se": "SEK", "no": "NOK", "dk": "DKK", "pl": "PLN", "cz": "CZK", "ae": "AED",
    "sg": "SGD", "hk": "HKD", "at": "EUR", "be": "EUR", "de": "EUR", "es": "EUR", "fi": "EUR",
    "fr": "EUR", "ie": "EUR", "it": "EUR", "lu": "EUR", "mc": "EUR", "nl": "EUR", "pt": "EUR",
}  # fmt: skip


def market_currency(url: str) -> str:
    """The currency (ISO 4217) in which a site asks where its prices name none, and whose dollar
    its "$" is."""
    return _CURRENCIES.get((urlsplit(url).hostname or "").rpartition(".")[2].lower(), "USD")
