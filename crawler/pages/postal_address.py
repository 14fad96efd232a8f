"""City, state, postal code and country out of an address in one line."""

import re
from typing import NamedTuple

_COUNTRIES = (
    r"(?:USA?|U\.S\.A?\.|United States(?: of America)?|Canada|Mexico|UK|United Kingdom|England"
    r"|Great Britain|Scotland|Wales|Northern Ireland|Ireland|Germany|Deutschland|France|Italy"
    r"|Spain|Portugal|Netherlands|The Netherlands|Belgium|Switzerland|Austria|Sweden|Norway"
    r"|Denmark|Finland|Poland|Czech Republic|Czechia|Hungary|Greece|Japan|Australia|New Zealand"
    r"|South Africa|United Arab Emirates|UAE|Monaco|Luxembourg|Liechtenstein|Brazil|Argentina"
    r"|Singapore|Hong Kong)"
)
_COUNTRY = re.compile(rf"^{_COUNTRIES}$", re.IGNORECASE)
# "OR 97301 USA": no comma before the country.
_COUNTRY_BEHIND_CODE = re.compile(rf"^(?P<rest>.*\d[\dA-Z-]*) (?P<country>{_COUNTRIES})$", re.I)
_STATE_AND_CODE = re.compile(
    r"^(?P<state>[A-Z]{2}|[A-Z][a-z]+(?: (?:of )?[A-Z][a-z]+){0,2})"
    r"(?: (?P<code>\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d))?$"
)
_AUSTRALIAN = re.compile(
    r"^(?:(?P<city>[^\d,]+) )?(?P<state>NSW|VIC|QLD|SA|WA|TAS|ACT|NT) (?P<code>\d{4})$"
)
_CODE_AND_CITY = re.compile(
    r"^(?P<code>(?:[A-Z]{1,2}-)?\d{4,5}(?: [A-Z]{2})?|\d{3} \d{2}) (?P<city>[^\d,]+)$"
)
# Where the code goes before the city. Elsewhere a number before a name is a house in a street.
_CODE_FIRST = re.compile(
    r"^(?:Germany|Deutschland|France|Italy|Spain|Portugal|Netherlands|The Netherlands|Belgium"
    r"|Switzerland|Austria|Sweden|Norway|Denmark|Finland|Poland|Czech Republic|Czechia|Hungary"
    r"|Greece|Monaco|Luxembourg|Liechtenstein|Mexico)$",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?<![\w-])(?:road|street|lane|avenue|boulevard|highway)\b"
    r"|\b(?:rd|st|ln|ave?|blvd|hwy|dr)\.?$",
    re.IGNORECASE,
)
_BRITISH = re.compile(
    r"^(?:(?P<city>[^\d,]+) )?(?P<code>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$", re.IGNORECASE
)
# Of the United States and Canada. "Paris, FR" is no city in a state.
_STATE_CODE = re.compile(
    r"^(?:A[BKLRZ]|BC|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ABDEINOST]|N[BCDEHJLMSTUVY]"
    r"|O[HKNR]|P[AER]|QC|RI|S[CDK]|T[NX]|UT|V[AT]|W[AIVY]|YT)$"
)
# As they are written out where no country follows. Georgia is a country, too.
_STATES = frozenset(
    (
        "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut",
        "delaware", "florida", "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas",
        "kentucky", "louisiana", "maine", "maryland", "massachusetts", "michigan", "minnesota",
        "mississippi", "missouri", "montana", "nebraska", "nevada", "new hampshire", "new jersey",
        "new mexico", "new york", "north carolina", "north dakota", "ohio", "oklahoma", "oregon",
        "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee", "texas",
        "utah", "vermont", "virginia", "washington", "west virginia", "wisconsin", "wyoming",
        "alberta", "british columbia", "manitoba", "new brunswick", "nova scotia", "ontario",
        "quebec", "saskatchewan",
    )
)  # fmt: skip


class PostalAddress(NamedTuple):
    """The parts of an address, each as stated; None for what could not be told for sure."""

    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


def split_address(address: str | None) -> PostalAddress:
    """Split "12 Main St, Salem, OR 97301, USA" at its commas, from the end: country, then state
    and postal code with the city before them, or a city after its postal code (in countries of
    the Continent), or before it (as in Britain). A part that has no such form stays whole in the
    address alone."""
    parts = [part.strip() for part in (address or "").split(",") if part.strip()]
    country = parts.pop() if parts and _COUNTRY.match(parts[-1]) else None
    if parts and country is None and (behind := _COUNTRY_BEHIND_CODE.match(parts[-1])):
        parts[-1], country = behind["rest"], behind["country"]
    if not parts:
        return PostalAddress(country=country)
    last, before = parts[-1], parts[-2] if len(parts) > 1 else None
    if before and (found := _STATE_AND_CODE.match(last)) and _is_state(found, country):
        return PostalAddress(_town(before), found["state"], found["code"], country)
    if (country or "").casefold() == "australia" and (found := _AUSTRALIAN.match(last)):
        city = found["city"] or _town(before)
        return PostalAddress(city, found["state"], found["code"], country)
    if (found := _CODE_AND_CITY.match(last)) and _CODE_FIRST.match(country or ""):
        return PostalAddress(found["city"], None, found["code"], country)
    if found := _BRITISH.match(last):
        # Without a town of its own, what stands before may be a county or a street.
        return PostalAddress(_town(found["city"]), None, found["code"].upper(), country)
    return PostalAddress(country=country)


def _is_state(found: re.Match[str], country: str | None) -> bool:
    """ "Salem, Oregon" is a city and its state; of "Elm Road, Hull, UK" nobody can tell."""
    if len(found["state"]) == 2:
        known = _STATE_CODE.match(found["state"]) is not None
        return known and (country is None or _has_states(country))
    if found["code"]:
        return country is None or _has_states(country)
    return _has_states(country) or (country is None and found["state"].casefold() in _STATES)


def _has_states(country: str | None) -> bool:
    return bool(country and re.match(r"^(?:U\.?S|United States|Canada)", country, re.IGNORECASE))


def _town(part: str | None) -> str | None:
    return part if part and not (re.search(r"\d", part) or _STREET.search(part)) else None
