"""The colours of a car's outside and inside, from the lines of a list of equipment."""

import re
from collections.abc import Callable, Iterable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COLOURS = _set("""
    black white red blue green silver gray grey gold yellow orange brown beige tan cream ivory
    purple violet maroon burgundy bronze copper turquoise pink champagne charcoal graphite
    anthracite crimson navy teal magenta mint nero bianco rosso blu verde giallo grigio
    argento schwarz weiss rot blau silber
""")
_LEATHERS = _set("""
    cinnamon cognac saddle biscuit parchment magnolia oatmeal palomino camel chestnut tobacco
    caramel mocha espresso sand oyster bone buckskin cuoio crema sabbia pewter
""")
_FINISHES = frozenset(("metallic", "pearl", "mica"))
_MATERIALS = _set("""
    leather leatherette cloth vinyl alcantara velour suede corduroy naugahyde mb-tex sensatec
    race-tex ultrasuede microfiber tweed wool fabric mohair
""")
_NO_COLOUR = _MATERIALS | _set("""
    original custom new older fresh full matching factory correct single-stage two-stage
    touch-up lacquer enamel bare-metal repaired two-tone partial refinished replacement
    extended premium perforated nappa napa merino dakota and & over style-matched respray
    color-matched colour-matched spot chipped cracked faded peeling patinated aged worn
""")
_OUTSIDE_TOO = frozenset(("over", "paint"))  # "Red over Black Leather"
# A line that names one of these speaks of its colour, not of the car's.
_THING = re.compile(
    r"\b(?:wheels?|rims?|calipers?|top|tonneau|roof|hardtop|carpets?|carpeting|mats?|seats?|belts?"
    r"|piping|stitching|stripes?|striping|graphics|decals?|trim|dash|dashboard|console|knob|boot"
    r"|steering|luggage|bag|cover|engine|bay|undercarriage|chassis|frame|bumpers?|grille|hood"
    r"|mirrors?|tires?|glass|gauges?|lettering|plates?|rollbar|cage|interior|in|with|painted|accents?"
    r"|headliner|panels?|springs|package|edition|label|line|series|badges?)\b|w/",
    re.IGNORECASE,
)
_ASIDE = r"(?: (?:w/|with\b|over\b|applied\b|by\b|from\b|in\b).*)?"
_PAINT = re.compile(rf"(?P<colour>.+?) paint{_ASIDE}", re.IGNORECASE)
_REPAINTED = re.compile(
    r"(?:repainted|refinished|resprayed)(?: in)? (?P<colour>.+?)"
    r"(?: (?:in|during|circa) (?:18|19|20)[0-9]{2})?",
    re.IGNORECASE,
)
_UPHOLSTERY = re.compile(
    r"(?:.+ paint (?:over|and|&) )?(?P<colour>.+?) upholstery(?: (?:w/|with\b|by\b|from\b).*)?",
    re.IGNORECASE,
)
_INTERIOR = re.compile(r"(?P<colour>.+) interior", re.IGNORECASE)
_OUTSIDE_LABEL = re.compile(
    r"(?:(?:exterior|ext\.?)(?: colou?r)?|(?:body |paint )?colou?r|paint) ?: ?(?P<colour>.+)",
    re.IGNORECASE,
)
_INSIDE_LABEL = re.compile(
    r"(?:(?:interior|int\.?)(?: colou?r)?|upholstery) ?: ?(?P<colour>.+)", re.IGNORECASE
)
# Italian makers' names of paint; alone the second word is none.
_ITALIAN = re.compile(
    r"(?:rosso (?:corsa|scuderia|fuoco|mugello|barchetta|fiorano|dino|maranello|mars|bia|chiaro)"
    r"|giallo (?:modena|fly|orion|midas|inti|triplo strato)|nero (?:daytona|noctis|helene|pegaso)"
    r"|blu (?:pozzi|scozia|swaters|mirabeau|tour de france|sera|cepheus|chiaro|le mans)"
    r"|grigio (?:silverstone|titanio|ingrid|alloy|telesto|lynx|estoque|ferro|medio)"
    r"|bianco (?:avus|fuji|isis|icarus|monocerus|canopus|italia)|azzurro california"
    r"|verde (?:mantis|ithaca|selvans|scandal|british|zeltweg|medio)|arancio (?:borealis|argos))"
    r"(?: metall(?:ic|izzato))?",
    re.IGNORECASE,
)
_TWO = re.compile(r"/|\b(?:over|on)\b", re.IGNORECASE)  # of what is not told
_BRACKETS = re.compile(r"\s?[(\[][^()\[\]]*[)\]]$")  # a colour's code, a brand
_WORDS = re.compile(r"[^\W\d_][\w'’&/ -]*")
_LONGEST = 120  # what is longer is prose


def read_exterior_color(lines: Iterable[str]) -> str | None:
    """The colour of the first of `lines` (each squeezed) that states the car's paint: "Exterior
    Color: X", "X Paint"; if none does, "Repainted X"; else a line that is nothing but the name of
    one colour ("Black/Red" may be the paint and the seats)."""
    short = [_BRACKETS.sub("", line) for line in lines if len(line) <= _LONGEST]
    return (
        _first(short, _OUTSIDE_LABEL, _is_named)
        or _first(short, _PAINT, _is_paint)
        or _first(short, _REPAINTED, _is_colour)
        or next((line for line in short if _is_colour(line) and not _TWO.search(line)), None)
    )


def read_interior_color(lines: Iterable[str]) -> str | None:
    """The colour and material of the first of `lines` (each squeezed) that states the upholstery:
    "Interior Color: X", "X Upholstery"; if none does, "X Leather" or another material in a named
    colour, or "X Interior". A material without colour states none."""
    short = [_BRACKETS.sub("", line) for line in lines if len(line) <= _LONGEST]
    return (
        _first(short, _INSIDE_LABEL, _is_named)
        or _first(short, _UPHOLSTERY, _is_stated)
        or next(filter(_is_material, short), None)
        or _first(short, _INTERIOR, _is_hide)
    )


def _first(
    lines: Iterable[str], pattern: re.Pattern[str], wanted: Callable[[str], bool]
) -> str | None:
    matches = filter(None, map(pattern.fullmatch, lines))
    return next((m["colour"] for m in matches if wanted(m["colour"])), None)


def _words(text: str) -> list[str]:
    return re.split(r"[ /]+", text.casefold())


def _is_stated(text: str) -> bool:
    return not _NO_COLOUR.issuperset(_words(text))


def _is_named(text: str) -> bool:
    """Whether a labelled value names a colour that is known, whatever it says beside."""
    words = re.split(r"[ /,&-]+", text.casefold())
    known = _COLOURS | _LEATHERS
    return not known.isdisjoint(words) or _ITALIAN.match(text) is not None


def _is_paint(text: str) -> bool:
    return _is_stated(text) and not _THING.search(text)


def _is_colour(text: str) -> bool:
    """Whether `text` is a name as manufacturers give colours: "Arctic Silver Metallic"."""
    if _ITALIAN.fullmatch(text):
        return True
    words = _words(text)
    return (
        len(words) <= 6
        and (words[-1] in _COLOURS or (words[-1] in _FINISHES and len(words) > 1))
        and _MATERIALS.isdisjoint(words)
        and _WORDS.fullmatch(text) is not None
        and not _THING.search(text)
    )


def _is_material(text: str) -> bool:
    words = _words(text)
    return (
        len(words) <= 9
        and words[-1] in _MATERIALS
        and not (_COLOURS | _LEATHERS).isdisjoint(words)
        and _OUTSIDE_TOO.isdisjoint(words)
        and not _THING.search(text)
    )


def _is_hide(text: str) -> bool:
    words = _words(text)
    return not (_COLOURS | _LEATHERS).isdisjoint(words) and not _THING.search(text)
