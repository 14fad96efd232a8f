"""Places and names as they are compared: what is written in several ways, in one."""

import re
import unicodedata
from typing import Any

_STATES = {
    name: code
    for code, name in (
        pair.split(" ", 1)
        for pair in """
        AL alabama,AK alaska,AZ arizona,AR arkansas,CA california,CO colorado,CT connecticut,
        DE delaware,DC district of columbia,FL florida,GA georgia,HI hawaii,ID idaho,IL illinois,
        IN indiana,IA iowa,KS kansas,KY kentucky,LA louisiana,ME maine,MD maryland,
        MA massachusetts,MI michigan,MN minnesota,MS mississippi,MO missouri,MT montana,
        NE nebraska,NV nevada,NH new hampshire,NJ new jersey,NM new mexico,NY new york,
        NC north carolina,ND north dakota,OH ohio,OK oklahoma,OR oregon,PA pennsylvania,
        PR puerto rico,RI rhode island,SC south carolina,SD south dakota,TN tennessee,TX texas,
        UT utah,VT vermont,VA virginia,WA washington,WV west virginia,WI wisconsin,WY wyoming,
        DC washington dc
        """.replace("\n", " ").split(",")
        for pair in (" ".join(pair.split()),)
    )
}
_COUNTRIES = {
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "gb": "united kingdom",
    "great britain": "united kingdom",
}
# Assumed: the countries whose addresses name a state, so that a city alone is not a place there.
_OF_STATES = frozenset(
    {"united states", "canada", "ca", "australia", "au", "mexico", "mx", "brazil", "br", "india"}
)
_LEGAL = frozenset({
    "inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "gmbh", "corp", "corporation",
    "plc", "pty", "bv", "ag", "srl", "sarl",
})  # fmt: skip
_INITIAL = re.compile(r"\b(\w)\.(?!\s*\w{2})")
_APOSTROPHES = re.compile("['’‘`´]")
_APART = re.compile(r"[\W_]+")


def plain(words: str | None) -> str:
    """`words` without case, accents, punctuation and runs of white space; `&` is `and`."""
    folded = unicodedata.normalize("NFKD", (words or "").casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    bare = _APOSTROPHES.sub("", bare.replace("&", " and "))
    return " ".join(_APART.sub(" ", _INITIAL.sub(r"\1", bare)).split())


def plain_name(name: str | None) -> str:
    """A business's name as it is compared: plain, without the words for its legal form at its
    end (Inc, LLC, Ltd, GmbH and their like), unless it has no others."""
    words = plain(name).split()
    last = len(words)
    while last and words[last - 1] in _LEGAL:
        last -= 1
    return " ".join(words[:last] or words)


def letters_and_digits(words: str | None) -> str:
    """`words` in upper case, without accents and all that is neither letter nor digit."""
    return plain(words).replace(" ", "").upper()


def plain_state(state: str | None) -> str:
    """A state as it is compared: the two letters of a state of the US, spelled out or not; of
    another country its letters and digits. Empty for none."""
    return _STATES.get(plain(state)) or letters_and_digits(state)


def plain_country(country: str | None) -> str:
    """A country as it is compared. Empty for none."""
    name = plain(country)
    return _COUNTRIES.get(name, name)


def place(city: str | None, state: str | None, country: str | None) -> str:
    """City and state as one text, or city and country where the country has no states. Empty
    where what is stated is no such place."""
    town, region, land = plain(city), plain_state(state), plain_country(country)
    if town and region:
        return f"{town}, {region}"
    return f"{town}, {land}" if town and land and land not in _OF_STATES else ""


def one_state(ours: Any, theirs: Any) -> bool:
    """Whether the states of two rows or items are not known to differ."""
    return _agree(plain_state(ours.state), plain_state(theirs.state))


def one_place(ours: Any, theirs: Any) -> bool:
    """Whether city, state and country of two rows or items, where both state them, are the same."""
    return (
        one_state(ours, theirs)
        and _agree(plain(ours.city), plain(theirs.city))
        and _agree(plain_country(ours.country), plain_country(theirs.country))
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other
