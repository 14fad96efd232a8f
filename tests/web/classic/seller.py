"""Sellers that might stand in Classic.com's directory."""

import random
from dataclasses import dataclass

from crawler.items import Business
from tests.web.dealers.stock import DealerFacts

_ID_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz123456789"
_FIRST = ("Abbot", "Bellweather", "Carraway", "Dunmore", "Ellery", "Fenwick", "Garrick", "Holt")
_SECOND = ("Garage", "Classics", "Automotive", "Collection", "Motorhouse", "Carriage Works")
_PLACES: tuple[tuple[str | None, str | None, str | None, str | None], ...] = (
    ("Greenhollow", "OH", "44199", "USA"),
    ("Port Ellis", "CA", "90199-1234", None),
    ("Maple Reach", "ON", "K1A 9Z9", "Canada"),
    ("Steinfurt am See", None, "79999", "Germany"),
    ("Cedar Bluff", "Texas", None, "United States"),
)
_STREETS = ("12 Foundry Lane", "Unit 4, 880 Harbor Road", "3 Market Square")
_SPECIALITIES = ("Porsche", "Pre-War", "Air-Cooled & Vintage", "Race Cars")
_SOCIAL = (
    "https://www.youtube.com/@some-garage",
    "https://www.facebook.com/some.garage",
    "https://instagram.com/some.garage",
)
# Words that must not make an auction house of a dealer.
_TRAP = "We have a lot of cars, and no auction fees: every car sold here is sold by us."


@dataclass(frozen=True)
class Facts:
    """A seller: what its profile states, as read, and how the page words it."""

    business: Business
    address_lines: tuple[str, ...]
    website_link: str | None  # the href as it stands on the page
    platform: str | None
    listings: int  # what the directory says; Classic.com counts the past ones, too


def dealer(rng: random.Random, facts: DealerFacts, i: int, member: str | None) -> Facts:
    """The seller that is the dealer of `facts`, on Bring a Trailer the `member`. Some profiles link
    with a tracking parameter."""
    link = facts.website + ("?utm_source=classic.com&utm_medium=profile" if i % 3 == 0 else "")
    return _seller(
        rng,
        name=facts.name,
        business_type="dealer",
        profile_url=facts.profile_url,
        website=facts.website,
        website_link=link,
        platform=facts.platform,
        description=_TRAP if i % 2 == 0 else None,
        place=i,
        address=True,
        member=member,
    )


def other(rng: random.Random, i: int) -> Facts:
    """A seller without a site. Of the first ones three have a social network where others have
    their website, one has no address, one a name with an ampersand and accents."""
    name = f"{_FIRST[i % 8]} {_SECOND[i // 8 % 6]}"
    slug = name.lower().replace(" ", "-")
    if i == 3:
        name, slug = "Müller & Søn Véhicules d'Époque", "muller-son-vehicules-depoque"
    kinds: tuple[str | None, ...] = ("auction_house", "dealer", "dealer")
    kind = "other" if i == 7 else None if i == 8 else kinds[i % 3]
    social = _SOCIAL[i] if i < len(_SOCIAL) else None
    key = "".join(rng.choice(_ID_LETTERS) for _ in range(7))
    return _seller(
        rng,
        name=name,
        business_type=kind,
        profile_url=f"https://www.classic.com/s/{slug}-{key}/",
        website=None,
        website_link=social,
        platform=None,
        description="Cars & coffee on <Sundays>." if i % 4 == 0 else None,
        place=i,
        address=i != 5,
        member=f"{slug}-cars" if i % 6 == 2 else None,
    )


def _seller(
    rng: random.Random,
    *,
    name: str,
    business_type: str | None,
    profile_url: str,
    website: str | None,
    website_link: str | None,
    platform: str | None,
    description: str | None,
    place: int,
    address: bool,
    member: str | None,
) -> Facts:
    city, state, code, country = _PLACES[place % len(_PLACES)]
    street = rng.choice(_STREETS)
    town = f"{code} {city}" if state is None else f"{city}, {' '.join(filter(None, (state, code)))}"
    lines = tuple(line for line in (street, town, country) if line)
    if not address:
        lines, city, state, code, country = (), None, None, None, None
    token = profile_url.rstrip("/").rpartition("-")[2].lower()
    business = Business(
        business_name=name,
        business_type=business_type,
        profile_url=profile_url,
        website=website,
        phone=f"555-01{place % 100:02}" if rng.random() < 0.8 else None,
        email=f"office{place}@{token}.example" if rng.random() < 0.6 else None,
        address=", ".join(lines) or None,
        city=city,
        state=state,
        postal_code=code,
        country=country,
        license_number=f"DL-{rng.randint(10_000, 99_999)}" if rng.random() < 0.3 else None,
        logo_url=f"https://images.classic.com/uploads/dealer/{token}.png"
        if rng.random() < 0.7
        else None,
        description=description,
        specialities=_SPECIALITIES[: place % 5] if place % 2 else (),
        bat_username=member,
    )
    return Facts(business, lines, website_link, platform, rng.randint(0, 300))
