"""Addresses that look like a vehicle's page: a year and a make are words of the path, or the path
has the shape of others that have them."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from crawler.pages.vehicle_text.title import read_make

_FIRST_YEAR = 1900
_WORD = re.compile(r"[^\W_]+")
# Folders of articles and shelves, whatever stands in their addresses.
_NO_VEHICLES = frozenset(
    ("blog", "news", "article", "articles", "post", "posts", "story", "stories", "press", "events",
     "event", "reviews", "review", "guides", "guide", "author", "tag", "tags", "category",
     "categories", "search", "videos", "research", "wp-content", "feed", "testimonials")
)  # fmt: skip
# What is said about cars, or sold for them, by the words of a title or of an address.
_ABOUT = re.compile(
    r"\b(?:reviews?|reviewed|(?:road|long[- ]term) tests?"
    r"|(?:test|first)[- ](?:drives?|driven|looks?)"
    r"|comparisons?|compared|vs|versus|buyers?['’]?s?[- ]guide|price[- ]guide|valuations?|specs"
    r"|specifications?|how[- ]to|why|history[- ]of|wanted|wt[bst](?=:)|f/?s(?=:)"
    r"|rumou?rs?|spy[- ]shots?|recalls?)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:brake|wheels?|tires?|exhausts?|headers|bumpers?|carpets?|brochures?|posters?|prints?"
    r"|diecast|die-cast|keychains?|t-shirts?|shirts?|emblems?|gaskets?|mirrors?|floor[- ]mats?"
    r"|shocks?|struts?|spoilers?|manuals?|kits?)\W*$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-–— ]\s*(?:19|20)\d\d\b")
_MANUAL_CAR = re.compile(r"\b(?:speed|gang|\d)[- _]manual\W*$", re.IGNORECASE)
_ASSET = re.compile(r"\.(?:jpe?g|png|webp|gif|svg|pdf|css|js|xml|mp4)$", re.IGNORECASE)
_FEWEST_OF_A_SHAPE = 3
_A_CARS_WORD = "*"


def names_a_car(url: str) -> bool:
    """Whether a year (1900 to the next one) and, anywhere beside it, a make are whole words of the
    path, outside of folders of articles, and the page's name is not that of an article or a part
    ("2019-porsche-911-review", "1973-porsche-911-wheels")."""
    parts = urlsplit(url)
    if parts.query or _ASSET.search(parts.path) or _NO_VEHICLES & _folders(parts.path):
        return False
    if rule_of_title(_name(parts.path)):
        return False
    words = _WORD.findall(unquote(parts.path))
    if not any(_is_year(word) for word in words):
        return False
    return any(read_make(" ".join(words[i : i + 4]))[0] for i in range(len(words)))


def rule_of_title(title: str) -> str | None:
    """What a title, or a page's name, speaks of instead of offering a car: "article" where it tells
    about cars or seeks one, "part" where it ends with a part or names the years that one fits;
    else None."""
    if _ABOUT.search(title):
        return "article"
    is_part = _PARTS.search(title) and not _MANUAL_CAR.search(title)
    return "part" if is_part or _YEARS.search(title) else None


def vehicle_urls(urls: Iterable[str]) -> list[str]:
    """The addresses of vehicles among a site's, in their order, each once: those that name a car,
    and, where most addresses of a folder do (three at least), all of that folder; never what stands
    in no folder, as a site's own pages do."""
    known = list(dict.fromkeys(urls))
    naming = {url for url in known if names_a_car(url)}
    all_of, cars_of = Counter(map(_shape, known)), Counter(map(_shape, naming))
    shared = {
        shape
        for shape, cars in cars_of.items()
        if shape[0] and cars >= _FEWEST_OF_A_SHAPE and cars * 2 > all_of[shape]
    }
    return [
        url
        for url in known
        if url in naming or (_shape(url) in shared and not rule_of_title(_name(urlsplit(url).path)))
    ]


def _shape(url: str) -> tuple[str, int]:
    """The first folder, years and makes taken for one, and the depth: sites build all pages of a
    kind so. No folder is ""."""
    folders = urlsplit(url).path.strip("/").split("/")
    if len(folders) == 1:
        return "", 1
    return _A_CARS_WORD if _is_a_cars_word(folders[0]) else folders[0], len(folders)


def _name(path: str) -> str:
    """The page's name in its path, as words."""
    name = unquote(path).strip("/").rpartition("/")[2]
    return re.sub(r"[-_+]", " ", re.sub(r"\.\w{2,5}$", "", name))


def _is_a_cars_word(folder: str) -> bool:
    """Whether a folder's name is a year or begins with a make: no folder of one kind of pages."""
    words = _WORD.findall(unquote(folder))
    return any(map(_is_year, words)) or bool(read_make(" ".join(words))[0])


def _folders(path: str) -> set[str]:
    return {part.lower() for part in path.strip("/").split("/")[:-1]}


def _is_year(word: str) -> bool:
    if not re.fullmatch(r"\d{4}", word, re.ASCII):
        return False
    return _FIRST_YEAR <= int(word) <= datetime.now(UTC).year + 1
