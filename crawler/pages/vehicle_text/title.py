"""Year, make, model and trim from a listing's title."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from crawler.pages.text import squeeze
from crawler.pages.vehicle_text.makes import ALIASES, MAKES, MAKES_OF_MODELS, NO_MAKES
from crawler.pages.vehicle_text.models import MODELS

_FIRST_YEAR = 1885  # Benz's patent motor car
_LONGEST = 300  # what is longer is prose, and each year in it costs a search
# "1991-1993" and "2000-Mile" are no model year; "1970½", "1970.5" and "1970 1/2" are 1970.
_YEAR = re.compile(
    r"(?<![\w,.$€£#/’'–-])((?:18|19|20)[0-9]{2})(?:\s?½|[ -]1/2|\.5)?(?![\w,.%/–-]|\s?[–-]\s?\d"
    r"|\s(?:to|through|thru|and|&|or)\s(?:18|19|20)[0-9]{2}\b)",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?:for|from|of|since|until|to|in)\s*$|\b(?:18|19|20)[0-9]{2} (?:through|thru|and|&|or)\s*$",
    re.IGNORECASE,
)
_WORD_END = r"(?![\w/-])"
# What dealers add to a title. "Sold New …" tells of the car.
_SALE_WORDS = re.compile(
    r"(?>\s*[|*!,:;(\[–-]*\s*(?:\b(?:sold|for sale|sale pending|price reduced|reduced)\b"
    r"|[$£€]\d[\d,.]*|\bst(?:oc)?k\.? ?(?:#|no\b\.?:?) ?\d[\w-]*)\s*[)\]*!.]*)++$",
    re.IGNORECASE,
)
_SOLD = re.compile(r"^(?:x )?sold (?!new\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleWords:
    """`make` is in the make's own spelling; model and trim are as the title has them."""

    year: int | None
    make: str | None
    model: str | None
    trim: str | None


_NOTHING = TitleWords(None, None, None, None)


def read_title(title: str) -> TitleWords:
    """The year (1885 to the next one) and the words after it: a known make, a known model of that
    make, and the rest as trim; of an unknown model all words after the make are the model.

    The make stands right after the year, or there is none: prose before it ("Coyote-Powered",
    "Pair of") is not looked at. A range of years states none.
    """
    words = _SALE_WORDS.sub("", squeeze(title)[:_LONGEST])
    first: TitleWords | None = None
    for match in _YEAR.finditer(words):
        year = int(match[1])
        if not is_model_year(year) or _PART_OF.search(words[: match.start()]):
            continue
        rest = _SOLD.sub("", words[match.end() :].lstrip())
        make, after = read_make(rest)
        if make:
            # What stands behind a bar advertises.
            model, trim = _model_and_trim(make, after.partition(" | ")[0].lstrip(" ,:-–|"))
            return TitleWords(year, make, model, trim)
        if first is None and not _make_pattern().search(_folded(words[: match.start()])):
            first = TitleWords(year, None, None, None)
    return first or _NOTHING


def is_model_year(year: int) -> bool:
    """Whether cars of that year exist: from 1885 to the next one."""
    return _FIRST_YEAR <= year <= datetime.now(UTC).year + 1


def read_make(words: str) -> tuple[str | None, str]:
    """The make that squeezed `words` begin with, in its own spelling, and the words after it.

    (None, `words`) when they begin with no make. A model that stands without its make stays among
    the words: "MGB GT" is ("MG", "MGB GT").
    """
    match = _make_pattern().match(_folded(words[:_LONGEST]))
    if match is None:
        return None, words
    name = _key(match[0])
    if make := _makes_by_model().get(name):
        return make, words
    return _makes_by_key()[name], words[match.end() :].lstrip()


def _model_and_trim(make: str, words: str) -> tuple[str | None, str | None]:
    if not words:
        return None, None
    pattern = _model_pattern(make)
    match = pattern.match(_folded(words)) if pattern else None
    if match is None:
        return words, None
    trim = words[match.end() :].strip(" ,:-–")
    return words[: match.end()], trim if re.search(r"\w", trim) else None


def _folded(text: str) -> str:
    """`text` in lower case without accents, character for character: positions stay."""
    return "".join(_fold(c) for c in text)


@cache
def _fold(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else base


def _key(name: str) -> str:
    return re.sub(r"[\s-]+", "", _folded(name))


@cache
def _makes_by_key() -> dict[str, str]:
    names = {name: name for name in MAKES} | ALIASES
    return {_key(name): make for name, make in names.items()}


@cache
def _makes_by_model() -> dict[str, str]:
    return {_key(model): make for model, make in MAKES_OF_MODELS.items()}


@cache
def _make_pattern() -> re.Pattern[str]:
    names = _alternatives([*MAKES, *ALIASES, *MAKES_OF_MODELS])
    return re.compile(rf"(?<![\w-])(?!(?:{_alternatives(NO_MAKES)})\b)(?:{names}){_WORD_END}")


@cache
def _model_pattern(make: str) -> re.Pattern[str] | None:
    names = MODELS.get(make)
    if names is None:
        return None
    return re.compile("(?:" + _alternatives(names) + ")" + _WORD_END)


def _alternatives(names: Iterable[str]) -> str:
    """A pattern of all names, the longest first; a hyphen and a blank are one to titles.

    `#` stands for one digit and `@` for up to three letters in the families of models.
    """
    folded = sorted({_folded(name) for name in names}, key=len, reverse=True)
    return "|".join(
        re.sub(r"(?:\\?[ -])+", r"[ -]?", re.escape(name))
        .replace(r"\#", r"\d")
        .replace("@", "[a-z]{0,3}")
        for name in folded
    )
