"""City, state, postal code and country out of an address in one line."""

import re
from typing import NamedTuple

_COUNTRIES = re.compile(
    r"^(?:USA?|U\.S\.A?\.|United States(?: of America)?|Canada|Mexico|UK|United Kingdom|England"
    r"|Scotland|Wales|Ireland|Germany|Deutschland|France|Italy|Spain|Portugal|Netherlands"
    r"|The Netherlands|Belgium|Switzerland|Austria|Sweden|Norway|Denmark|Finland|Poland|Japan"
    r"|Australia|New Zealand|South Africa|United Arab Emirates|UAE|Monaco|Luxembourg)$",
    re.IGNORECASE,
)
_STATE_AND_CODE = re.compile(
    r"^(?P<state>[A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
    r"(?: (?P<code>\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d))?$"
)
_CODE_AND_CITY = re.compile(r"^(?P<code>\d{4,5}(?: [A-Z]{2})?) (?P<city>[^\d,]+)$")


class PostalAddress(NamedTuple):
    """The parts of an address, each as stated; None for what could not be told for sure."""

    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


def split_address(address: str | None) -> PostalAddress:
    """Split "12 Main St, Salem, OR 97301, USA" at its commas, from the end: country, then state
    and postal code with the city before them, or a city after its postal code (as in Europe).
    A part that has neither form stays whole in the address alone."""
    parts = [part.strip() for part in (address or "").split(",") if part.strip()]
    country = parts.pop() if parts and _COUNTRIES.match(parts[-1]) else None
    if len(parts) >= 2 and (found := _STATE_AND_CODE.match(parts[-1])):
        # "Salem, Oregon" is a city and its state; of "Elm Road, Hull, UK" nobody can tell.
        spelt_out = len(found["state"]) > 2 and not found["code"]
        if not spelt_out or _is_american(country):
            city = parts[-2] if not re.search(r"\d", parts[-2]) else None
            return PostalAddress(city, found["state"], found["code"], country)
    if parts and (found := _CODE_AND_CITY.match(parts[-1])):
        return PostalAddress(found["city"], None, found["code"], country)
    return PostalAddress(country=country)


def _is_american(country: str | None) -> bool:
    return bool(country and re.match(r"^(?:U\.?S|United States|Canada)", country, re.IGNORECASE))
